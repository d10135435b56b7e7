"""The plan's families of hypotheses, and the adjusted p-value of each of their contrasts.

Formulas: docs/methods.md, "Several hypotheses".
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.stats import t as student

from ipt_outcomes.analyses.analyse import Result
from ipt_outcomes.estimate.conclusions import worse_side
from ipt_outcomes.estimate.multiplicity.methods import adjusted, max_t
from ipt_outcomes.models.moments import Array
from ipt_outcomes.plan.multiplicity import HypothesisFamily
from ipt_outcomes.plan.multiplicity_rules import family_outcomes
from ipt_outcomes.plan.plan import Plan

COLUMNS = ["family", "adjustment", "p_hypothesis", "p_adjusted"]


def with_families(plan: Plan, effects: pd.DataFrame, results: Sequence[Result]) -> pd.DataFrame:
    """On the index of rows of the table `effects`: what becomes of them among several hypotheses.

    Columns: family and adjustment (missing where the row is in none), p_hypothesis (of the plan's
    hypothesis: two-sided of no difference, or twice the one-sided of a difference as large as the
    margin; of the endpoint's rows), p_adjusted (within the family).
    """
    found = pd.DataFrame(index=effects.index)
    found["family"] = pd.Series(None, effects.index, dtype="object")
    found["adjustment"] = pd.Series(None, effects.index, dtype="object")
    found["p_hypothesis"] = [_p_hypothesis(plan, row) for _, row in effects.iterrows()]
    found["p_adjusted"] = math.nan
    if len(plan.arms) == 1:
        return found
    for family in plan.multiplicity:
        members = _members(plan, family, effects)
        found.loc[members, "family"] = family.name
        found.loc[members, "adjustment"] = family.method
        p_values = found.loc[members, "p_hypothesis"].to_numpy(float)
        if family.method == "max-t":
            made = _by_max_t(plan, effects.loc[members], results)
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


def _p_hypothesis(plan: Plan, row: pd.Series) -> float:
    """Two-sided of no difference; of non-inferiority twice the one-sided of the margin.

    # ASSUME: twice, so that both kinds are held to the same level: the interval of a
    # non-inferiority claim is two-sided at 1 - alpha.
    """
    if not row["endpoint"]:
        return math.nan
    if math.isnan(row["margin"]):
        return float(row["p_value"])
    t = _from_border(plan, row)
    return min(2.0 * float(student.cdf(t, row["df"])), 1.0)


def _from_border(plan: Plan, row: pd.Series) -> float:
    """How many standard errors the difference is from the margin; below zero is better."""
    worse = worse_side(plan.direction_of(row["outcome"]))
    return float((worse * row["estimate"] - row["margin"]) / row["se"])


def _by_max_t(plan: Plan, rows: pd.DataFrame, results: Sequence[Result]) -> Array:
    """The contrasts of one model at one visit; a non-inferiority one by its distance to the margin.

    # ASSUME: a non-inferiority hypothesis counts with both sides too.
    """
    first = rows.iloc[0]
    result = next(
        each
        for each in results
        if (each.analysis.outcome, each.analysis.name) == (first["outcome"], first["analysis"])
    )
    if result.reliable is None:
        return np.full(len(rows), math.nan)
    pairs = list(zip(rows["test"], rows["comparison"], strict=True))
    covariance = result.analysis.grid.covariance(result.reliable, pairs, first["visit"])
    own = np.array(
        [
            row["statistic"]
            if math.isnan(row["margin"])
            else worse_side(plan.direction_of(row["outcome"])) * _from_border(plan, row)
            for _, row in rows.iterrows()
        ],
        dtype=float,
    )
    found = max_t(own, rows["df"].to_numpy(float), covariance.to_numpy())
    # On the wrong side of the margin there is nothing to show.
    wrong = [
        not math.isnan(row["margin"]) and _from_border(plan, row) > 0 for _, row in rows.iterrows()
    ]
    return np.where(wrong, 1.0, found)
