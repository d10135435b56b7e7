"""The plan's families of hypotheses, and the adjusted p-value of each of their contrasts.

Formulas: docs/methods.md, "Several hypotheses".
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from ipt_outcomes.analyses.analyse import Result
from ipt_outcomes.estimate.conclusions import from_border, p_of_claim
from ipt_outcomes.estimate.multiplicity.methods import adjusted, max_t
from ipt_outcomes.models.moments import Array
from ipt_outcomes.plan.claim import Claim
from ipt_outcomes.plan.multiplicity import HypothesisFamily
from ipt_outcomes.plan.multiplicity_rules import family_outcomes
from ipt_outcomes.plan.plan import Plan

COLUMNS = ["family", "adjustment", "p_hypothesis", "p_adjusted"]


def with_families(plan: Plan, effects: pd.DataFrame, results: Sequence[Result]) -> pd.DataFrame:
    """On the index of rows of the table `effects`: what becomes of them among several hypotheses.

    Columns: family and adjustment (missing where the row is in none), p_hypothesis (of the plan's
    hypothesis, as `p_of_claim` has it; of the endpoint's rows), p_adjusted (within the family).
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


def _claim(plan: Plan, row: pd.Series) -> Claim:
    return Claim.of(row, plan.direction_of(row["outcome"]))


def _p_hypothesis(plan: Plan, row: pd.Series) -> float:
    if not row["endpoint"]:
        return math.nan
    estimate, se, df, p_value = (float(row[name]) for name in ("estimate", "se", "df", "p_value"))
    return p_of_claim(estimate, se, df, p_value, _claim(plan, row))


def _by_max_t(plan: Plan, rows: pd.DataFrame, results: Sequence[Result]) -> Array:
    """The contrasts of one model at one visit; one with a margin by its distance to that.

    # ASSUME: a hypothesis with a margin counts with both sides too.
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
    claims = [_claim(plan, row) for _, row in rows.iterrows()]
    far = [
        None if claim.margin is None else from_border(row["estimate"], row["se"], claim)
        for claim, (_, row) in zip(claims, rows.iterrows(), strict=True)
    ]
    own = [
        row["statistic"] if border is None else border
        for border, (_, row) in zip(far, rows.iterrows(), strict=True)
    ]
    found = max_t(np.array(own, dtype=float), rows["df"].to_numpy(float), covariance.to_numpy())
    # On the wrong side of the margin there is nothing to show.
    wrong = [border is not None and border > 0 for border in far]
    return np.where(wrong, 1.0, found)
