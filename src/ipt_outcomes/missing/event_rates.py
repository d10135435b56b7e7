"""`event_rates`: the share of people with an event in completed scores, by arm and compared.

Every completed data set gives the shares p, their difference, and the logarithms of their odds and
of their ratio, on which scales estimates are close to normal; each is pooled there by Rubin's
rules.

Formulas: docs/methods.md, "Events in completed scores".
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.special import expit

from ipt_outcomes.missing.events import Event
from ipt_outcomes.missing.imputations import Imputations
from ipt_outcomes.missing.model import ImputationModel
from ipt_outcomes.missing.pooling import pooled
from ipt_outcomes.models.arguments import confidence_level, shown
from ipt_outcomes.models.design.typed_columns import TypedColumns, plain_level
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.random_effects.terms import level_codes
from ipt_outcomes.models.status import NOT_ESTIMABLE, OK, VARIANCE_NOT_ESTIMABLE

RISK, DIFFERENCE, RATIO = "risk", "risk difference", "risk ratio"
NEEDED = "number needed to treat"
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
        ratio" and "number needed to treat" of test against comparison), test, comparison (missing
        for a risk), estimate, ci_lower, ci_upper, p_value (missing for a risk), df, n_imputations,
        fraction_missing, monte_carlo_se (on the scale of pooling: log odds for a risk, log for a
        ratio, the difference's for the number needed), status: "ok"; where everybody or nobody of
        an arm has the event in some data set, "variance not estimable" of a risk, and "not
        estimable" of a ratio without an event. The number needed is 1 / risk difference; where the
        interval of the difference has zero in it, that of the number is all below ci_lower (to
        harm) and all above ci_upper (to benefit), through infinity (Altman 1998, BMJ
        317:1309-1312). With clusters the variance is that of sums over clusters, and the df the
        clusters of the arm with the fewest, less one.

    Raises:
        ModelError: no such visit or arm; the event is no such function; clusters that are not
            nested in one another.
    """
    level = confidence_level(level)
    if not isinstance(imputations, Imputations):
        raise ModelError(f"event_rates takes what impute() returns, and was {shown(imputations)}")
    model, schedule = imputations.model, imputations.model.schedule
    place = schedule.visit_place(visit)
    base = plain_level(model.reference_label if against is None else against)
    if base not in schedule.arms:
        raise ModelError(f"against {shown(base)}: there is no such {schedule.arm}")
    people = schedule.frame.iloc[place :: schedule.n_visits].reset_index(drop=True)
    clusters = _clusters(model, people)
    member = np.array([schedule.arm_codes == arm for arm in range(len(schedule.arms))], dtype=float)
    df = _freedom(member, clusters)
    sums = []
    for scores in imputations.at_visit(place):
        happened = event(scores, people)
        if not isinstance(happened, np.ndarray) or happened.shape != scores.shape:
            raise ModelError(
                "the event must return an array of True and False, (data sets, people)"
            )
        sums.append(_of_arms(happened.astype(np.float64), member, clusters))
    share, covariance = (np.concatenate(each) for each in zip(*sums, strict=True))
    rows = [
        _risk(share[:, arm], covariance[:, arm, arm], df, level) | {"test": label}
        for arm, label in enumerate(schedule.arms)
    ]
    other = schedule.arms.index(base)
    for arm, label in enumerate(schedule.arms):
        if arm != other:
            pair = [arm, other]
            made = _compared(share[:, pair], covariance[:, pair][:, :, pair], df, level)
            rows += [row | {"test": label, "comparison": base} for row in made]
    table = pd.DataFrame(rows).assign(
        visit=schedule.visits[place], n_imputations=imputations.n_imputations
    )
    return table[list(_COLUMNS)]


def _of_arms(happened: Array, member: Array, clusters: csr_array | None) -> tuple[Array, Array]:
    """(k, arms) shares and (k, arms, arms) their covariance, of events (k, n)."""
    size = member.sum(axis=1)
    share = happened @ member.T / size
    # What each person adds to how far a share is from its expectation.
    apart = member * (happened[:, None, :] - share[:, :, None]) / size[:, None]
    factor = 1.0
    if clusters is not None:
        apart = np.asarray(apart.reshape(-1, apart.shape[-1]) @ clusters).reshape(
            *apart.shape[:-1], -1
        )
        factor = clusters.shape[1] / (clusters.shape[1] - 1.0)
    return share, factor * apart @ np.swapaxes(apart, 1, 2)


def _freedom(member: Array, clusters: csr_array | None) -> float:
    if clusters is None:
        return float(member.sum() - len(member))
    return float(((member @ clusters) > 0).sum(axis=1).min() - 1)


def _clusters(model: ImputationModel, people: pd.DataFrame) -> csr_array | None:
    """(n, clusters) marks of the outermost clusters; whoever is in none is one alone."""
    if model.clusters is None:
        return None
    groups = [term.groups for term in model.formula.random]
    outermost = {names[0] for names in groups}
    if len(outermost) > 1:
        raise ModelError(
            f"event_rates: clusters of {' and '.join(sorted(outermost))} are not nested in one "
            "another, and the variance of shares over both is not available"
        )
    codes = level_codes(TypedColumns.of(people), (outermost.pop(),))
    alone = codes < 0
    codes[alone] = codes.max(initial=-1) + 1 + np.arange(int(alone.sum()))
    # Sparse: where most people are alone there are about as many clusters as people.
    return csr_array((np.ones(len(codes)), (np.arange(len(codes)), codes)))


def _risk(share: Array, variance: Array, df: float, level: float) -> dict[str, Any]:
    """A risk, pooled as log odds."""
    row: dict[str, Any] = {"measure": RISK, "comparison": None, "p_value": np.nan}
    if ((share <= 0) | (share >= 1) | (variance <= 0)).any():
        nothing = dict.fromkeys(("ci_lower", "ci_upper", "df", "fraction_missing"), np.nan)
        return (
            row
            | nothing
            | {
                "estimate": float(share.mean()),
                "monte_carlo_se": np.nan,
                "status": VARIANCE_NOT_ESTIMABLE,
            }
        )
    odds = share * (1.0 - share)
    found = _pooled(np.log(share / (1.0 - share)), np.sqrt(variance) / odds, df, level)
    turned = {name: float(expit(found[name])) for name in ("estimate", "ci_lower", "ci_upper")}
    return found | turned | row


def _compared(share: Array, covariance: Array, df: float, level: float) -> list[dict[str, Any]]:
    """Difference, ratio and number needed to treat of the first arm against the second."""
    one = np.array([1.0, -1.0])
    difference = _pooled(
        share @ one, np.sqrt(np.einsum("a,kab,b->k", one, covariance, one)), df, level
    )
    ratio: dict[str, Any] = dict.fromkeys(
        ("estimate", "ci_lower", "ci_upper", "p_value", "df", "fraction_missing"), np.nan
    ) | {"monte_carlo_se": np.nan, "status": NOT_ESTIMABLE}
    if (share > 0).all():
        by_log = one / share
        se = np.sqrt(np.einsum("ka,kab,kb->k", by_log, covariance, by_log))
        ratio = _pooled(np.log(share) @ one, se, df, level)
        for name in ("estimate", "ci_lower", "ci_upper"):
            ratio[name] = float(np.exp(ratio[name]))
    with np.errstate(divide="ignore"):
        needed = difference | {
            "estimate": float(np.divide(1.0, difference["estimate"])),
            "ci_lower": float(np.divide(1.0, difference["ci_upper"])),
            "ci_upper": float(np.divide(1.0, difference["ci_lower"])),
        }
    if difference["ci_lower"] < 0 < difference["ci_upper"]:
        needed["ci_lower"], needed["ci_upper"] = needed["ci_upper"], needed["ci_lower"]
    return [
        difference | {"measure": DIFFERENCE},
        ratio | {"measure": RATIO},
        needed | {"measure": NEEDED},
    ]


def _pooled(estimate: Array, se: Array, df: float, level: float) -> dict[str, Any]:
    table, parts = pooled(estimate[None], se[None], np.full((1, len(se)), df), "rubin", level)
    value, _, freedom, _, p_value, lower, upper = map(float, table[0])
    if not table[0, 1] > 0:
        lower = upper = freedom = np.nan
    sound = bool(np.isfinite([value, lower, upper]).all())
    return {
        "estimate": value,
        "ci_lower": lower,
        "ci_upper": upper,
        "p_value": p_value,
        "df": freedom,
        "fraction_missing": float(parts[0, 2]),
        "monte_carlo_se": float(parts[0, 3]),
        "status": OK if sound else VARIANCE_NOT_ESTIMABLE,
    }
