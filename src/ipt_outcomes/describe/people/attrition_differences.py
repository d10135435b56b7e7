"""The table `attrition_differences`: how people who left differed at the start from who stayed.

Formulas: docs/methods.md, "Time to an event".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from ipt_outcomes.describe.people.attrition_leaving import Leaving
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.tables import TABLES

# Known before anybody left; who treats and what follows are not.
_STANDARD = ("age", "sex", "problem_area", "prior_episodes", "stratum", "site")
_NUMBERS_OF = ("mean_left", "sd_left", "mean_stayed", "sd_stayed", "difference")
Row = dict[str, Any]


def attrition_differences(
    plan: Plan, leaving: Leaving, participants: pd.DataFrame, outcomes: pd.DataFrame
) -> pd.DataFrame:
    """Standardised differences, left minus stayed, of everybody and of each arm.

    A variable is a score at baseline, by its outcome's name, or a characteristic of the table
    `participants`: age, sex, problem area, prior episodes, stratum, site and the plan's covariates.
    Of a number the means' difference is divided by the square root of the mean of the two
    variances, of each category the shares' by that of the mean of p (1 - p) (Austin 2009, Stat Med
    28:3083-3107). Missing values are left out. Of fewer people than the plan's `few`, on either
    side, there are no numbers: of so few they are somebody's.
    """
    left = leaving.people["left"].to_numpy()
    arms = leaving.people["arm"].to_numpy()
    groups: list[tuple[str | None, Any]] = [(None, np.ones(len(left), dtype=bool))]
    if len(plan.arms) > 1:
        groups += [(arm.name, arms == arm.name) for arm in plan.arms]
    rows = [
        {"variable": variable, "category": category, "arm": arm} | _compared(plan, values, left, of)
        for variable, category, values in _variables(plan, participants, outcomes)
        for arm, of in groups
    ]
    return pd.DataFrame(rows)


def _variables(
    plan: Plan, participants: pd.DataFrame, outcomes: pd.DataFrame
) -> Iterator[tuple[str, str | None, pd.Series]]:
    """Name, category and the values of everybody; of a category 1 and 0, NaN where missing."""
    start = outcomes[outcomes["visit"] == plan.baseline.name]
    for outcome in plan.outcomes_in_order:
        own = start[start["outcome"] == outcome.name].set_index("participant")["score"]
        yield outcome.name, None, participants["participant"].map(own)
    others = {*TABLES["participants"].columns, *(each.name for each in plan.clusters)}
    further = [str(name) for name in participants if name not in others]
    for name in [*(name for name in _STANDARD if name in participants), *further]:
        values = participants[name]
        if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
            yield name, None, values.astype(float)
            continue
        words = values.astype("str")
        for category in sorted(words.dropna().unique()):
            yield name, category, (words == category).astype(float).where(values.notna())


def _compared(plan: Plan, values: pd.Series, left: Any, of: Any) -> Row:
    gone, stayed = (values[of & which].dropna() for which in (left, ~left))
    row: Row = dict.fromkeys(_NUMBERS_OF, float("nan"))
    row |= {"n_left": len(gone), "n_stayed": len(stayed)}
    if min(len(gone), len(stayed)) < max(plan.few, 2):
        return row
    for name, own in (("left", gone), ("stayed", stayed)):
        row |= {f"mean_{name}": float(own.mean()), f"sd_{name}": float(own.std(ddof=1))}
    # A category's is over n, so that it is p (1 - p).
    ddof = 0 if set(values.dropna().unique()) <= {0.0, 1.0} else 1
    spread = np.sqrt((gone.var(ddof=ddof) + stayed.var(ddof=ddof)) / 2)
    if spread > 0:
        row["difference"] = float((gone.mean() - stayed.mean()) / spread)
    return row
