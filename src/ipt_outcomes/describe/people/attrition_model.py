"""The table `attrition_model`: who leaves, by arm, score at baseline and last score.

Formulas: docs/methods.md, "Time to an event".
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import norm, t

from ipt_outcomes.describe.people.attrition_intervals import person_intervals
from ipt_outcomes.describe.people.attrition_leaving import Leaving
from ipt_outcomes.describe.survival.intervals import interval_model
from ipt_outcomes.describe.survival.jackknife import fewest_clusters, jackknife_covariance
from ipt_outcomes.describe.survival.kaplan_meier import Array, Marks
from ipt_outcomes.models.status import NOT_ESTIMABLE, OK, VARIANCE_NOT_ESTIMABLE
from ipt_outcomes.plan.linked_people import linked_people
from ipt_outcomes.plan.plan import Plan

BASELINE, LAST = "baseline score", "last score"
Term = tuple[str, str | None]
"""A predictor and, of an arm, which."""
_NUMBERS = (
    *("log_hazard_ratio", "se", "df", "hazard_ratio", "ci_lower", "ci_upper"),
    "p_value",
)
_FEW_LEFT = "too few left for a model"
_TOLD_APART = "the ratios run to nought or infinity: arm or scores tell at once who left"
_SCORES = {BASELINE: "baseline", LAST: "last"}


def attrition_model(
    plan: Plan, leaving: Leaving, participants: pd.DataFrame, outcomes: pd.DataFrame
) -> pd.DataFrame:
    """Hazard ratios of leaving between two planned visits, of the first primary outcome's people.

    One complementary log-log model of intervals holds the arms against the first of them, the score
    at baseline and the last score before the interval, both per standard deviation at baseline. An
    arm that nobody left has no ratio, and the others' are the same without it. Where people share
    clusters, standard errors are by the grouped jackknife and limits by t.
    """
    outcome = plan.first_primary.name
    rows = person_intervals(plan, leaving, outcomes, outcome)
    base = rows.drop_duplicates("participant")["baseline"]
    sd = float(base.std(ddof=1)) if len(base) > 1 else float("nan")
    left_by = rows.groupby("arm")["left"].sum()
    arms = [arm.name for arm in plan.arms]
    modelled = [arm for arm in arms if left_by.get(arm, 0) > 0]
    own = rows[rows["arm"].isin(modelled)]
    scores = [BASELINE] if _one_interval(own) else [BASELINE, LAST]
    clusters = _clusters(plan, participants, own)
    found = None
    if len(own) and sd > 0:
        found = _estimated(own, modelled, scores, sd, clusters)
    # More left than there are numbers to estimate, and yet there is no maximum.
    none = _FEW_LEFT if left_by.sum() <= len(modelled) + len(scores) else _TOLD_APART
    terms = [("arm", arm) for arm in arms[1:]] + [(name, None) for name in scores]
    made = []
    for term, arm in terms:
        of_arm = rows[rows["arm"] == arm] if arm else rows
        ready: dict[str, Any] = {
            "outcome": outcome,
            "term": term,
            "test": arm,
            "comparison": arms[0] if arm else None,
            "points": float("nan") if arm else sd,
            "n": of_arm["participant"].nunique(),
            "left": int(of_arm["left"].sum()),
            "few": (_least(left_by, arm, arms[0]) if arm else int(left_by.sum())) < plan.few,
            "without_baseline": len(leaving.people) - rows["participant"].nunique(),
            "se_method": "model" if clusters is None else "grouped jackknife",
        }
        reason = _reason(found, (term, arm), modelled, arms[0], none)
        made.append(ready | _numbers(found, (term, arm), reason, plan.alpha))
    return pd.DataFrame(made)


def _least(left_by: pd.Series, arm: str, reference: str) -> int:
    return int(min(left_by.get(arm, 0), left_by.get(reference, 0)))


def _one_interval(rows: pd.DataFrame) -> bool:
    """Whether the last score is the baseline's wherever anybody leaves."""
    leaves = rows.groupby("interval")["left"].transform("any")
    return bool((rows.loc[leaves, "last"] == rows.loc[leaves, "baseline"]).all())


def _clusters(plan: Plan, participants: pd.DataFrame, rows: pd.DataFrame) -> NDArray[Any] | None:
    """Of each person of the rows, in their order; None where there are no clusters."""
    if not plan.clusters:
        return None
    people = participants.drop_duplicates("participant")
    groups = pd.Series(linked_people(plan, people).to_numpy(), index=people["participant"])
    return groups.loc[rows["participant"].unique()].to_numpy()


class _Found:
    """Estimates by term, their standard errors and degrees of freedom."""

    def __init__(self, names: list[Term], beta: Array, se: Array, df: float):
        self.of = {name: (b, s) for name, b, s in zip(names, beta, se, strict=True)}
        self.df = df


def _estimated(
    rows: pd.DataFrame, arms: list[str], scores: list[str], sd: float, clusters: NDArray[Any] | None
) -> _Found | None:
    names: list[Term] = [("arm", arm) for arm in arms[1:]]
    names += [(score, None) for score in scores]
    columns: dict[Term, pd.Series] = {
        ("arm", arm): (rows["arm"] == arm).astype(float) for arm in arms[1:]
    }
    # Centred, so that the intervals' own levels are of people in the middle.
    centre = rows["baseline"].mean()
    columns |= {(name, None): (rows[_SCORES[name]] - centre) / sd for name in scores}
    predictors = pd.DataFrame({str(name): columns[name] for name in names})
    event = rows["left"].to_numpy(dtype=float)
    interval = rows["interval"].to_numpy(dtype=float)
    whole = interval_model(event, interval, predictors)
    if whole is None:
        return None
    beta, covariance = whole
    if clusters is None:
        return _Found(names, beta, np.sqrt(np.diag(covariance)), float("inf"))

    person, _ = pd.factorize(rows["participant"])

    def without(people: Marks) -> Array | None:
        kept = people[person]
        found = interval_model(event[kept], interval[kept], predictors[kept])
        return None if found is None else found[0]

    spread = jackknife_covariance(without, clusters)
    arm_of = rows.drop_duplicates("participant")["arm"].to_numpy()
    df = float(fewest_clusters(clusters, arm_of) - 1)
    se = np.full(len(beta), np.nan) if spread is None or df < 1 else np.sqrt(np.diag(spread))
    return _Found(names, beta, se, df)


def _reason(
    found: _Found | None, term: Term, modelled: list[str], reference: str, none: str
) -> str | None:
    """Why there is no ratio, `none` where there is no model; None where there is one."""
    arm = term[1]
    if arm is not None and arm not in modelled:
        return "nobody left the arm"
    if arm is not None and reference not in modelled:
        return "nobody left the arm that it is compared with"
    return None if found is not None and term in found.of else none


def _numbers(found: _Found | None, term: Term, reason: str | None, alpha: float) -> dict[str, Any]:
    if reason is not None or found is None:
        return dict.fromkeys(_NUMBERS, float("nan")) | {"reason": reason, "status": NOT_ESTIMABLE}
    beta, se = found.of[term]
    law = norm if np.isinf(found.df) else t(found.df)
    away = float(law.ppf(1 - alpha / 2)) * se
    known = np.isfinite(se)
    return {
        "log_hazard_ratio": float(beta),
        "se": float(se),
        "df": found.df,
        "hazard_ratio": float(np.exp(beta)),
        "ci_lower": float(np.exp(beta - away)),
        "ci_upper": float(np.exp(beta + away)),
        "p_value": float(2 * law.sf(abs(beta / se))),
        "reason": None if known else "the model cannot be had without one of the clusters",
        "status": OK if known else VARIANCE_NOT_ESTIMABLE,
    }
