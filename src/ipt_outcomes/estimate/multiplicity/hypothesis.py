"""The hypothesis of one contrast: its statistic, its p-value, and whether it lies the right way.

Formulas: docs/methods.md, "Several hypotheses".
"""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.estimate.conclusions import from_border, p_of_claim
from ipt_outcomes.plan.claim import Claim, worse_side
from ipt_outcomes.plan.plan import Plan


def claim_of(plan: Plan, row: pd.Series) -> Claim:
    """What the contrast of a row is to show; `row` has outcome, hypothesis and margin."""
    return Claim.of(row, plan.direction_of(row["outcome"]))


def p_hypothesis(plan: Plan, row: pd.Series) -> float:
    """As `p_of_claim`; `row` has estimate, se, df and p_value too."""
    estimate, se, df, p_value = (float(row[name]) for name in ("estimate", "se", "df", "p_value"))
    return p_of_claim(estimate, se, df, p_value, claim_of(plan, row))


def statistic(plan: Plan, row: pd.Series) -> float:
    """t of the contrast from what the hypothesis denies: zero, or the margin."""
    claim = claim_of(plan, row)
    if claim.margin is None:
        return float(row["statistic"])
    return from_border(row["estimate"], row["se"], claim)


def beyond_the_margin(plan: Plan, row: pd.Series) -> bool:
    """Whether the estimate itself lies beyond the margin: there is nothing to show."""
    claim = claim_of(plan, row)
    return claim.margin is not None and from_border(row["estimate"], row["se"], claim) > 0


def p_better(plan: Plan, row: pd.Series) -> float:
    """Of the hypothesis, and 1 where superiority was to be shown of an arm that did worse.

    # ASSUME: a claim has a direction, and is held to the two-sided level all the same.
    """
    claim = claim_of(plan, row)
    worse = worse_side(claim.direction) * row["estimate"] > 0
    return 1.0 if claim.margin is None and worse else p_hypothesis(plan, row)
