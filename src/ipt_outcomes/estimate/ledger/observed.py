"""Differences between the raw means of those who were assessed: what many papers standardise."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from scipy.stats import t as student

from ipt_outcomes.estimate.ledger.standardisers import Scores
from ipt_outcomes.models.status import NOT_ESTIMABLE, OK
from ipt_outcomes.plan.plan import Plan

OBSERVED = "observed"
"""What stands for an analysis where there is none."""


def observed_differences(plan: Plan, outcome: str, scores: Scores) -> Iterator[dict[str, Any]]:
    """A row a contrast and visit after baseline: the two means' difference, by Student's t.

    # ASSUME: equal variances, as the pooled SD that it will be divided by; people who were not
    # assessed are left out, which is no answer to a trial's question.
    """
    if len(plan.arms) == 1:
        return
    for asked in plan.contrasts_of(outcome):
        for visit in plan.visits:
            if visit.name == scores.baseline:
                continue
            values = scores.wide[visit.name].groupby(scores.arm)
            counts, means = values.count(), values.mean()
            n, m = (int(counts.get(arm, 0)) for arm in (asked.test, asked.comparison))
            pooled = scores.pooled(visit.name, (asked.test, asked.comparison))
            row: dict[str, Any] = {
                "outcome": outcome, "analysis": OBSERVED, "visit": visit.name,
                "test": asked.test, "comparison": asked.comparison, "n_test": n,
                "n_comparison": m, "estimate": math.nan, "se": math.nan, "df": math.nan,
                "p_value": math.nan, "status": NOT_ESTIMABLE,
            }  # fmt: skip
            if min(n, m) >= 1 and pooled.df >= 1 and pooled.sd > 0:
                estimate = float(means[asked.test] - means[asked.comparison])
                se = pooled.sd * math.sqrt(1.0 / n + 1.0 / m)
                p = 2.0 * float(student.sf(abs(estimate / se), pooled.df))
                row |= {
                    "estimate": estimate, "se": se, "df": pooled.df, "p_value": p, "status": OK,
                }  # fmt: skip
            yield row
