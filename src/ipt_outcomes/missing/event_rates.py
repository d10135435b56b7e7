"""`event_rates`: the share of people with an event in completed scores, by arm and compared.

Formulas: docs/methods.md, "Events in completed scores".
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from ipt_outcomes.missing.event_shares import event_shares
from ipt_outcomes.missing.events import Event
from ipt_outcomes.missing.imputations import Imputations
from ipt_outcomes.missing.pooled_shares import pooled_comparison, pooled_risks
from ipt_outcomes.models.arguments import confidence_level, shown
from ipt_outcomes.models.design.typed_columns import plain_level
from ipt_outcomes.models.errors import ModelError

_COLUMNS = (
    "visit", "measure", "test", "comparison", "estimate", "ci_lower", "ci_upper", "p_value",
    "df", "n_imputations", "fraction_missing", "monte_carlo_se", "status",
)  # fmt: skip


def event_rates(
    imputations: Imputations,
    event: Event,
    *,
    visit: Any = None,
    against: Any = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Shares of people with an event at a visit, their differences and ratios, pooled.

    # ASSUME: the arms were randomised, and shares are compared without covariates.
    # ASSUME: completed scores are judged as drawn, between whole points and outside the range too.

    Args:
        imputations: of `impute`. Conditional means would not do: they have too little spread, and
            too few people far from the middle.
        event: `remission(7)`, `response(baseline="baseline")`, `reliable_change(...)`, or a
            function of the scores (k, n) and the frame of the n people that returns True and False
            (k, n).
        visit: at which; None is the last.
        against: the comparison arm; None is the reference.
        level: of the confidence interval.

    Returns:
        One row a measure: visit, measure ("risk" of each arm, in `test`; "risk difference", "risk
        ratio", "odds ratio" and "number needed to treat" of test against comparison), test,
        comparison (missing for a risk), estimate, ci_lower, ci_upper, p_value (missing for a risk),
        df, n_imputations, fraction_missing, monte_carlo_se (on the scale of pooling: log odds for a
        risk, log for the ratios, the difference's for the number needed), status: "ok"; where
        everybody or nobody of an arm has the event in some data set, "variance not estimable" of a
        risk, and "not estimable" of a ratio without an event and of odds. The number needed is 1 /
        risk difference; where the interval of the difference has zero in it, that of the number is
        all below ci_lower (to harm) and all above ci_upper (to benefit), through infinity (Altman
        1998, BMJ 317:1309-1312). With clusters the variance is that of sums over clusters, and the
        df the clusters of the arm with the fewest, less one.

    Raises:
        ModelError: no such visit or arm; the event is no such function; clusters that are not
            nested in one another.
    """
    level = confidence_level(level)
    if not isinstance(imputations, Imputations):
        raise ModelError(f"event_rates takes what impute() returns, and was {shown(imputations)}")
    schedule = imputations.model.schedule
    place = schedule.visit_place(visit)
    base = plain_level(imputations.model.reference_label if against is None else against)
    if base not in schedule.arms:
        raise ModelError(f"against {shown(base)}: there is no such {schedule.arm}")
    (shares,) = event_shares(imputations, {"event": event}, visit=visit).values()
    rows = pooled_risks(shares, level)
    for label in schedule.arms:
        if label != base:
            rows += pooled_comparison(shares, label, base, level)
    table = pd.DataFrame(rows).assign(
        visit=schedule.visits[place], n_imputations=imputations.n_imputations
    )
    return table[list(_COLUMNS)]
