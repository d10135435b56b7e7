"""The table `attrition_differences`: how people who left differed at the start from who stayed.

Formulas: docs/methods.md, "Time to an event".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from ipt_outcomes.describe.people.attrition_leaving import Leaving
from ipt_outcomes.describe.people.characteristics import characteristics
from ipt_outcomes.describe.people.standardised_differences import standardised_difference
from ipt_outcomes.plan.plan import Plan

_NUMBERS_OF = ("mean_left", "sd_left", "mean_stayed", "sd_stayed", "difference")
Row = dict[str, Any]


def attrition_differences(
    plan: Plan, leaving: Leaving, participants: pd.DataFrame, outcomes: pd.DataFrame
) -> pd.DataFrame:
    """Standardised differences, left minus stayed, of everybody and of each arm.

    Of the variables of `characteristics`, each category by itself: then the shares' difference is
    divided by the square root of the mean of p (1 - p), and has a sign. Missing values are left
    out. Of fewer people than the plan's `few`, on either side, there are no numbers: of so few they
    are somebody's.
    """
    left = leaving.people["left"].to_numpy()
    arms = leaving.people["arm"].to_numpy()
    groups: list[tuple[str | None, Any]] = [(None, np.ones(len(left), dtype=bool))]
    if len(plan.arms) > 1:
        groups += [(arm.name, arms == arm.name) for arm in plan.arms]
    rows = [
        {**variable, "arm": arm} | _compared(plan, values, left, of)
        for variable, values in _variables(plan, participants, outcomes)
        for arm, of in groups
    ]
    return pd.DataFrame(rows)


def _variables(
    plan: Plan, participants: pd.DataFrame, outcomes: pd.DataFrame
) -> Iterator[tuple[Row, pd.Series]]:
    """Name, label and category, and the values of everybody; of a category 1 and 0."""
    for each in characteristics(plan, participants, outcomes):
        named = {"variable": each.name, "label": each.label}
        if not each.counted:
            yield named | {"category": None}, each.values
            continue
        for category in sorted(each.values.dropna().unique()):
            own = (each.values == category).astype(float).where(each.values.notna())
            yield named | {"category": str(category)}, own


def _compared(plan: Plan, values: pd.Series, left: Any, of: Any) -> Row:
    gone, stayed = (values[of & which].dropna() for which in (left, ~left))
    row: Row = dict.fromkeys(_NUMBERS_OF, float("nan"))
    row |= {"n_left": len(gone), "n_stayed": len(stayed)}
    if min(len(gone), len(stayed)) < max(plan.few, 2):
        return row
    for name, own in (("left", gone), ("stayed", stayed)):
        row |= {f"mean_{name}": float(own.mean()), f"sd_{name}": float(own.std(ddof=1))}
    return row | {"difference": _apart(gone, stayed)}


def _apart(gone: pd.Series, stayed: pd.Series) -> float:
    """Of a category with its sign: left minus stayed."""
    if not {*gone, *stayed} <= {0.0, 1.0}:
        return standardised_difference(gone, stayed)
    words = (each.map({0.0: "no", 1.0: "yes"}).astype("str") for each in (gone, stayed))
    length = standardised_difference(*words)
    return float(np.copysign(length, gone.mean() - stayed.mean()))
