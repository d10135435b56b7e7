"""`clinical_effects`: categories of clinical change compared between arms, observed and imputed.

Formulas: docs/methods.md, "Clinical significance".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from ipt_outcomes.estimate.clinical.categories import HARMFUL, event_names, happened
from ipt_outcomes.estimate.clinical.completed import completed_rows, refuse_other_imputations
from ipt_outcomes.estimate.clinical.observed_arms import ObservedArms, observed_rows
from ipt_outcomes.estimate.clinical.people import JudgedPeople, judged_people
from ipt_outcomes.estimate.clinical.risk_rows import Row, with_words
from ipt_outcomes.missing.imputations import Imputations
from ipt_outcomes.models.arguments import confidence_level, names_listed, one_of, shown
from ipt_outcomes.models.errors import ModelError

IMPUTED = "imputed"
_COLUMNS = (
    "event", "source", "measure", "test", "comparison", "estimate", "ci_lower", "ci_upper",
    "ci_method", "n_test", "events_test", "n_comparison", "events_comparison", "in_words", "status",
)  # fmt: skip


def clinical_effects(
    change: pd.DataFrame,
    people: pd.DataFrame,
    *,
    arm: str,
    against: Any = None,
    participant: str = "participant",
    cluster: str | None = None,
    events: str | Sequence[str] | None = None,
    imputations: Imputations | None = None,
    baseline: str | None = None,
    of_change: bool = False,
    level: float = 0.95,
) -> pd.DataFrame:
    """Risks of clinical events and what an arm does to them, among those observed and imputed.

    # ASSUME: the arms were randomised. Among those observed: whoever has no score after treatment
    # would have fared as those of the arm who have one; the imputed rows need not assume that.

    Args:
        change: of `clinical_change`.
        people: one row a person, everyone who was randomised.
        arm, participant, cluster: columns of `people`; people of one cluster (therapist, group,
            site: the outermost) are not independent. Whoever is in none is one alone.
        against: the comparison arm; None is the first (of a Categorical, or of the alphabet).
        events: some of "recovered", "recovered or improved", "deteriorated or harmed", "harmed"
            and "remission" (a functional score after treatment, whatever it was before); None is
            all that there are: without a cutoff, the second and third.
        imputations: of `impute`: the events are counted in them too, at the time after treatment
            that `change` has, and with its limits, which must be by "jacobson-truax".
        baseline, of_change: the column of scores before treatment in what was imputed; whether
            that is the change from them.
        level: of the confidence intervals.

    Returns:
        One row an event, source ("observed", "imputed") and measure: "risk" of each arm in `test`;
        "risk difference", "risk ratio", "odds ratio" and "number needed to treat" of test against
        comparison (as `event_rates` has them): event, source, measure, test, comparison, estimate,
        ci_lower, ci_upper; ci_method ("Wilson score", "Newcombe hybrid score", "log normal", "logit
        normal" as statsmodels has them; "t, sums over clusters"; "Rubin's rules", "Rubin's rules,
        sums over clusters"); n_test, n_comparison, the people behind it, and events_test,
        events_comparison, the events among them (missing where imputed: they differ from one data
        set to the next); in_words, of a number needed ("NNTB 4.0 to ∞ to NNTH 20.0", through
        infinity where the difference may be none; of deteriorated and harmed, fewer is the benefit,
        while the numbers keep the difference's sign); status ("ok"; "not estimable" of a ratio
        without events, and of odds where everybody has one; "variance not estimable").

    Raises:
        ModelError: what `clinical_counts` raises; no such event or arm; imputations of other arms,
            of other clusters, or of another baseline than the scores before treatment.
    """
    level = confidence_level(level)
    judged = judged_people(change, people, participant=participant, arm=arm, cluster=cluster)
    if len(judged.arms) < 2:
        raise ModelError(f"arm {shown(arm)}: everybody is in one, and nothing can be compared")
    base = judged.arm(against, "against")
    known = event_names(judged.has_cutoff)
    wanted = names_listed("events", events) or list(known)
    for name in wanted:
        one_of("events", name, known)
    start = ""
    if imputations is not None:
        start = refuse_other_imputations(
            imputations, change, judged, baseline=baseline, cluster=cluster
        )
    rows: list[Row] = []
    for name in wanted:
        found = _observed(judged, name, base, level)
        if imputations is not None:
            made = completed_rows(
                change,
                imputations,
                name,
                baseline=start,
                of_change=of_change,
                against=judged.arms[base],
                level=level,
            )
            found += [row | {"source": IMPUTED} for row in made]
        rows += [row | {"event": name} for row in with_words(found, name not in HARMFUL, level)]
    table = pd.DataFrame(rows, columns=list(_COLUMNS))
    counts = ["n_test", "events_test", "n_comparison", "events_comparison"]
    return table.astype(dict.fromkeys(counts, "Int64"))


def _observed(judged: JudgedPeople, event: str, base: int, level: float) -> list[Row]:
    seen = judged.observed
    had = happened(event, judged.category[seen], judged.functional_post[seen])
    arms = ObservedArms(
        judged.arms,
        judged.arm_codes[seen],
        None if judged.clusters is None else judged.clusters[seen],
        level,
    )
    return observed_rows(had, arms, [(place, base) for place in arms.others(base)])
