"""The plan's families of hypotheses, and the adjusted p-value of each of their contrasts.

Formulas: docs/methods.md, "Several hypotheses".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from ipt_outcomes.analyses.analyse import Result
from ipt_outcomes.analyses.joint_grid import Asked
from ipt_outcomes.estimate.joint.joined import Joined
from ipt_outcomes.estimate.multiplicity.hypothesis import (
    beyond_the_margin,
    p_better,
    p_hypothesis,
    statistic,
)
from ipt_outcomes.estimate.multiplicity.intersection import largest_of_each
from ipt_outcomes.estimate.multiplicity.methods import adjusted, max_t
from ipt_outcomes.models.moments import Array
from ipt_outcomes.plan.joint_rules import joint_of
from ipt_outcomes.plan.multiplicity import HypothesisFamily
from ipt_outcomes.plan.multiplicity_rules import family_outcomes
from ipt_outcomes.plan.plan import Plan

COLUMNS = ["family", "adjustment", "p_hypothesis", "p_adjusted"]


def with_families(
    plan: Plan,
    effects: pd.DataFrame,
    results: Sequence[Result],
    joined: Callable[[], Sequence[Joined]] = tuple,
) -> pd.DataFrame:
    """On the index of rows of the table `effects`: what becomes of them among several hypotheses.

    `joined` gives the plan's joint models, and is asked where a family needs one.

    Columns: family and adjustment (missing where the row is in none), p_hypothesis (of the plan's
    hypothesis, as `p_of_claim` has it; of the endpoint's rows), p_adjusted (within the family).
    """
    found = pd.DataFrame(index=effects.index)
    found["family"] = pd.Series(None, effects.index, dtype="object")
    found["adjustment"] = pd.Series(None, effects.index, dtype="object")
    found["p_hypothesis"] = [
        p_hypothesis(plan, row) if row["endpoint"] else math.nan for _, row in effects.iterrows()
    ]
    found["p_adjusted"] = math.nan
    if len(plan.arms) == 1:
        return found
    for family in plan.multiplicity:
        members = _members(plan, family, effects)
        found.loc[members, "family"] = family.name
        found.loc[members, "adjustment"] = family.method
        p_values = found.loc[members, "p_hypothesis"].to_numpy(float)
        rows = effects.loc[members]
        if family.method == "max-t":
            made = _by_max_t(plan, family, rows, results, joined)
        elif family.method == "all":
            claims = list(zip(rows["test"], rows["comparison"], strict=True))
            own = np.array([p_better(plan, row) for _, row in rows.iterrows()], dtype=float)
            made = largest_of_each(claims, own)
        else:
            made = adjusted(p_values, family.method)
        found.loc[members, "p_adjusted"] = made
    return found


def _members(plan: Plan, family: HypothesisFamily, effects: pd.DataFrame) -> list[int]:
    """The rows of the family's hypotheses, in its order."""
    own = effects[effects["endpoint"] & (effects["analysis_role"] == "primary")]
    order: list[int] = []
    for outcome in family_outcomes(plan, family):
        for asked in plan.contrasts_of(outcome):
            same = (
                (own["outcome"] == outcome)
                & (own["test"] == asked.test)
                & (own["comparison"] == asked.comparison)
            )
            order += list(own.index[same])
    return order


def _by_max_t(
    plan: Plan,
    family: HypothesisFamily,
    rows: pd.DataFrame,
    results: Sequence[Result],
    joined: Callable[[], Sequence[Joined]],
) -> Array:
    """Each contrast by its own analysis, with the correlation that one model gives them.

    # ASSUME: a hypothesis with a margin counts with both sides too. Of several outcomes the
    # correlation of the joint model's contrasts is that of the separate models' (Pipper, Ritz and
    # Bisgaard 2012, J R Stat Soc C 61:315-326).
    """
    outcomes = family_outcomes(plan, family)
    if len(outcomes) > 1:
        covariance = _of_several(plan, outcomes, rows, joined())
    else:
        covariance = _of_one(rows, results)
    if covariance is None:
        return np.full(len(rows), math.nan)
    own = np.array([statistic(plan, row) for _, row in rows.iterrows()], dtype=float)
    found = max_t(own, rows["df"].to_numpy(float), covariance.to_numpy())
    wrong = [beyond_the_margin(plan, row) for _, row in rows.iterrows()]
    return np.where(wrong, 1.0, found)


def _of_one(rows: pd.DataFrame, results: Sequence[Result]) -> pd.DataFrame | None:
    """The joint covariance of the contrasts of one model at one visit; None without a fit."""
    first = rows.iloc[0]
    result = next(
        each
        for each in results
        if (each.analysis.outcome, each.analysis.name) == (first["outcome"], first["analysis"])
    )
    if result.reliable is None:
        return None
    pairs = list(zip(rows["test"], rows["comparison"], strict=True))
    return result.analysis.grid.covariance(result.reliable, pairs, first["visit"])


def _of_several(
    plan: Plan, outcomes: tuple[str, ...], rows: pd.DataFrame, joined: Sequence[Joined]
) -> pd.DataFrame | None:
    """That of several outcomes, by their joint model; None where that has no fit."""
    wanted = joint_of(plan, outcomes)
    found = next((each for each in joined if each.joint == wanted), None)
    if found is None or found.model.reliable is None:
        return None
    asked = [
        Asked(row["outcome"], row["test"], row["comparison"], row["visit"])
        for _, row in rows.iterrows()
    ]
    return found.model.grid.covariance(found.model.reliable, asked)
