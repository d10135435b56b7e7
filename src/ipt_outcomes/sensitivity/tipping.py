"""How much worse, or better, people who left must have done for a conclusion to change.

Formulas: docs/methods.md, "Delta and tipping point".
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ipt_outcomes.estimate.conclusions import conclusion
from ipt_outcomes.missing.tipping import tipping_map
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.status import NOT_ESTIMABLE, OK, WITH_RESULT
from ipt_outcomes.plan.claim import Claim, worse_side
from ipt_outcomes.sensitivity.imputed import ImputedOutcome
from ipt_outcomes.sensitivity.noticeable import Noticeable, noticeable
from ipt_outcomes.sensitivity.people_who_left import Left, people_who_left
from ipt_outcomes.sensitivity.tipping_range import deltas
from ipt_outcomes.tables import TABLES

STEPS, STEPS_WITH_CLUSTERS = 21, 11
"""Deltas of an arm: with clusters every one is a fit of every data set."""


@dataclass(frozen=True, repr=False, eq=False)
class Tipping:
    """Rows of the tables `tipping`, every pair of deltas, and `tipping_points`."""

    pairs: pd.DataFrame
    points: pd.DataFrame


def tipping(imputed: ImputedOutcome) -> Tipping:
    """The plan's contrasts of an outcome at its endpoint, with deltas added for who left.

    Under missing at random, imputed by the plan's model. In a superiority contrast people of both
    arms are moved; in a contrast with a margin those of the test arm alone: people who are made
    worse in both arms pull the arms together, and that would favour the claim.
    """
    planned = imputed.planned
    unit = noticeable(imputed.plan, planned.outcome, planned.tables["outcomes"])
    pairs: list[pd.DataFrame] = []
    points: list[dict[str, Any]] = []
    for _, effect in planned.effects.iterrows():
        base: dict[str, Any] = {
            "outcome": planned.outcome.name,
            "role": planned.outcome.role,
            "analysis": planned.analysis.name,
            "visit": imputed.endpoint,
            "unit": math.nan if unit is None else unit.points,
            "unit_is": None if unit is None else unit.what,
        }
        base |= {name: effect[name] for name in ("test", "comparison", "hypothesis", "margin")}
        try:
            found, rows = _of_contrast(imputed, effect, unit)
        except ModelError as error:
            none = {"moved": "test", "status": NOT_ESTIMABLE, "reason": f"Not computed: {error}."}
            points.append(base | none)
            continue
        pairs.append(found.assign(outcome=base["outcome"], analysis=base["analysis"]))
        points += [base | row for row in rows]
    return Tipping(
        pd.concat(pairs, ignore_index=True) if pairs else pd.DataFrame(),
        pd.DataFrame(points).reindex(columns=list(TABLES["tipping_points"].columns)),
    )


def _of_contrast(
    imputed: ImputedOutcome, effect: pd.Series, unit: Noticeable | None
) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Rows of both tables of one contrast, without what the plan says of it.

    Raises ModelError where nothing can be imputed or moved.
    """
    plan, outcome = imputed.plan, imputed.planned.outcome
    if effect["status"] not in WITH_RESULT:
        raise ModelError("the plan's own analysis has no result for this contrast")
    if unit is None:
        raise ModelError("the baseline scores do not vary, and the scale has no other unit")
    claim = Claim.of(effect, plan.direction_of(outcome.name))
    left = {
        role: people_who_left(imputed, effect[role])
        for role in ("test", "comparison")
        if role == "test" or not claim.of_likeness
    }
    moved = {role: each for role, each in left.items() if each.left}
    if not moved:
        whom = "the test arm" if claim.of_likeness else "either arm"
        raise ModelError(f"nobody left {whom} before this visit")
    needed = [_to_the_border(effect, claim) / each.share for each in moved.values()]
    clusters = imputed.at_random.model.clusters is not None
    steps = STEPS_WITH_CLUSTERS if clusters else STEPS
    found = _mapped(imputed, effect, claim, deltas(plan, outcome, unit, max(needed), steps), moved)
    rows = [
        {"moved": role, **each.columns(), **_where(found, role, claim), "status": OK}
        for role, each in moved.items()
    ]
    return found, rows


def _to_the_border(effect: pd.Series, claim: Claim) -> float:
    """Points from the nearer limit of the plan's interval to what would change its conclusion."""
    limits = np.array([effect["ci_lower"], effect["ci_upper"]], dtype=float)
    return min(float(np.abs(limits - border).min()) for border in claim.borders)


def _mapped(
    imputed: ImputedOutcome,
    effect: pd.Series,
    claim: Claim,
    points: np.ndarray[Any, np.dtype[np.float64]],
    moved: dict[str, Left],
) -> pd.DataFrame:
    worse = worse_side(claim.direction)
    found = tipping_map(
        imputed.at_random,
        worse * points if "test" in moved else (0.0,),
        worse * points if "comparison" in moved else (0.0,),
        test=effect["test"],
        comparison=effect["comparison"],
        visit=imputed.endpoint,
        level=1 - imputed.plan.alpha,
    )
    # As points worse, whichever end of the scale that is; without a negative zero.
    for name in ("delta_test", "delta_comparison"):
        found[name] = worse * found[name] + 0.0
    said = [
        conclusion(lower, upper, claim)
        for lower, upper in zip(found["ci_lower"], found["ci_upper"], strict=True)
    ]
    own = found["delta_test"].eq(0.0) & found["delta_comparison"].eq(0.0)
    found["conclusion"] = pd.Series(said, dtype="object")
    found["changed"] = found["conclusion"] != found.loc[own, "conclusion"].iloc[0]
    found["status"] = np.where(found["estimate"].isna(), NOT_ESTIMABLE, OK)
    return found.drop(columns=["statistic", "differs"])


def _where(pairs: pd.DataFrame, role: str, claim: Claim) -> dict[str, object]:
    """Where the conclusion changes with people of one arm moved alone."""
    other = "delta_comparison" if role == "test" else "delta_test"
    alone = pairs.loc[pairs[other] == 0.0].sort_values(f"delta_{role}")
    delta = alone[f"delta_{role}"].to_numpy(float)
    said = alone["conclusion"].to_numpy(object)
    ends = alone[["ci_lower", "ci_upper"]].to_numpy(float)
    limits = np.hstack([ends - border for border in claim.borders])
    start = int(np.flatnonzero(delta == 0.0)[0])
    found: dict[str, object] = {"conclusion": said[start], "farthest": float(delta.max())}
    for name, step in (("worse", 1), ("better", -1)):
        points, then = _first_change(delta, said, limits, start, step)
        found |= {f"{name}_by": points, f"{name}_then": then}
    return found


def _first_change(
    delta: np.ndarray[Any, Any],
    said: np.ndarray[Any, Any],
    limits: np.ndarray[Any, Any],
    start: int,
    step: int,
) -> tuple[float, str | None]:
    """The least number of points, in one direction, at which the conclusion is another.

    Between two deltas of the map the limits are taken to be linear.
    """
    for at in range(start + step, len(delta) if step > 0 else -1, step):
        if said[at] == said[start]:
            continue
        before, after = limits[at - step], limits[at]
        crossing = np.sign(before) != np.sign(after)
        share = (before[crossing] / (before[crossing] - after[crossing])).min()
        return abs(delta[at - step] + share * (delta[at] - delta[at - step])), said[at]
    return math.nan, None
