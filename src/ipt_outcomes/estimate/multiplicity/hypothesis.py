"""The hypothesis of one contrast: its statistic, its p-value, and whether it lies the right way.

Formulas: docs/methods.md, "Several hypotheses".
"""

from __future__ import annotations

import math

import pandas as pd
from scipy.stats import t as student

from ipt_outcomes.estimate.conclusions import worse_side
from ipt_outcomes.plan.plan import Plan


def p_hypothesis(plan: Plan, row: pd.Series) -> float:
    """Two-sided of no difference; of non-inferiority twice the one-sided of the margin.

    `row` has outcome, margin, estimate, se, df and p_value.

    # ASSUME: twice, so that both kinds are held to the same level: the interval of a
    # non-inferiority claim is two-sided at 1 - alpha.
    """
    if math.isnan(row["margin"]):
        return float(row["p_value"])
    t = _from_border(plan, row)
    return min(2.0 * float(student.cdf(t, row["df"])), 1.0)


def statistic(plan: Plan, row: pd.Series) -> float:
    """t of the contrast from what the hypothesis denies: zero, or the margin."""
    if math.isnan(row["margin"]):
        return float(row["statistic"])
    return worse_side(plan.direction_of(row["outcome"])) * _from_border(plan, row)


def on_the_wrong_side(plan: Plan, row: pd.Series) -> bool:
    """Whether the estimate itself is worse than the margin: there is nothing to show."""
    return not math.isnan(row["margin"]) and _from_border(plan, row) > 0


def p_better(plan: Plan, row: pd.Series) -> float:
    """Of the hypothesis, and 1 where the test arm is the worse one: a p-value of a claim.

    # ASSUME: a claim has a direction, and both of its sides are held to the two-sided level.
    """
    worse = worse_side(plan.direction_of(row["outcome"])) * row["estimate"] > 0
    return 1.0 if math.isnan(row["margin"]) and worse else p_hypothesis(plan, row)


def _from_border(plan: Plan, row: pd.Series) -> float:
    """How many standard errors the difference is from the margin; below zero is better."""
    worse = worse_side(plan.direction_of(row["outcome"]))
    return float((worse * row["estimate"] - row["margin"]) / row["se"])
