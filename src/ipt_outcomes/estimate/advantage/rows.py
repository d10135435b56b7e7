"""Benefits as rows with their intervals, and what they say.

The formulas: docs/methods.md, "The personalized advantage index".
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy import stats

from ipt_outcomes.estimate.advantage.benefit import BEYOND, QUANTITIES, Benefit
from ipt_outcomes.estimate.advantage.people import TrialPeople
from ipt_outcomes.models.moments import Array

HELPS, NOT_SHOWN, HARMS = "shown to help", "not shown to help", "shown to harm"
POWER = 0.8


def benefit_rows(
    observed: Mapping[str, Benefit],
    null: Mapping[str, Benefit] | None,
    *,
    alpha: float,
    df: float | None = None,
) -> pd.DataFrame:
    """One row for each group of people and quantity: estimate, se, df, limits, p.

    With permuted trials (`null`) the standard error is the larger of their standard deviation and
    of the one that takes the rules as given; the p-value of what is beyond the average difference
    is their share with one as far from zero. Without, the rules came from elsewhere.
    """
    rows = []
    for among, benefit in observed.items():
        for place, quantity in enumerate(QUANTITIES):
            estimate = float(benefit.estimate[place, 0])
            se = float(np.sqrt(benefit.variance[place, 0]))
            freedom = df
            p_value = np.nan
            if null is not None:
                drawn = null[among].estimate[place]
                se = max(se, float(np.std(drawn, ddof=1)))
                freedom = float(len(drawn) - 1)
                p_value = _share_as_far(drawn, estimate)
            elif se > 0:
                p_value = float(2.0 * stats.t.sf(abs(estimate) / se, freedom))
            reach = float(stats.t.ppf(1.0 - alpha / 2.0, freedom)) * se
            rows.append(
                {
                    "people": among,
                    "quantity": quantity,
                    "estimate": estimate,
                    "se": se,
                    "df": freedom,
                    "ci_lower": estimate - reach,
                    "ci_upper": estimate + reach,
                    "p_value": p_value if quantity == BEYOND else np.nan,
                }
            )
    return pd.DataFrame(rows)


def conclusion(benefits: pd.DataFrame, alpha: float) -> str:
    """What the benefit beyond the average difference says, of all people."""
    row = benefits[(benefits["people"] == "all") & (benefits["quantity"] == BEYOND)].iloc[0]
    if not row["p_value"] <= alpha:
        return NOT_SHOWN
    if row["ci_lower"] > 0:
        return HELPS
    return HARMS if row["ci_upper"] < 0 else NOT_SHOWN


def least_detectable(people: TrialPeople, alpha: float) -> float:
    """The benefit beyond the average difference that would be found with a power of 80%.

    Of an index that recommends each arm to half of the people: its standard error is then that of
    the difference between the arms' means.
    """
    variance = 0.0
    for side in (people.test, ~people.test):
        weights = people.weights[side] / people.weights[side].sum()
        from_mean = people.outcome[side] - weights @ people.outcome[side]
        variance += float((weights**2 * from_mean**2).sum()) * len(weights) / (len(weights) - 1)
    reach = stats.norm.ppf(1.0 - alpha / 2.0) + stats.norm.ppf(POWER)
    return float(reach * np.sqrt(variance))


def _share_as_far(drawn: Array, estimate: float) -> float:
    # Rounding must not make a permuted trial that is the trial itself another one.
    as_far = np.abs(drawn) >= abs(estimate) * (1.0 - 1e-9)
    return float((1 + as_far.sum()) / (1 + len(drawn)))
