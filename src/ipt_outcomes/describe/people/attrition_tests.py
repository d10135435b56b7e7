"""The table `attrition_tests`: whether the arms' people left at different rates."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ipt_outcomes.describe.people.attrition_leaving import Leaving
from ipt_outcomes.describe.survival.log_rank import log_rank
from ipt_outcomes.models.status import NOT_ESTIMABLE, OK
from ipt_outcomes.plan.plan import Plan


def attrition_tests(plan: Plan, leaving: Leaving) -> pd.DataFrame:
    """The log-rank test of all arms, where there are more than two, and of each planned pair."""
    people = leaving.people
    pairs = planned_pairs(plan)
    arms = [arm.name for arm in plan.arms if (people["arm"] == arm.name).any()]
    rows = [_row(people, arms, None, None)] if len(arms) > 2 else []
    rows += [_row(people, [test, base], test, base) for test, base in pairs]
    return pd.DataFrame(rows)


def planned_pairs(plan: Plan) -> list[tuple[str, str]]:
    """The pairs of arms that the plan compares in any outcome, once each."""
    return list(dict.fromkeys((each.test, each.comparison) for each in plan.contrasts))


def _row(
    people: pd.DataFrame, arms: list[str], test: str | None, base: str | None
) -> dict[str, Any]:
    own = people[people["arm"].isin(arms)]
    found = log_rank(own["week"].to_numpy(), own["left"].to_numpy(), own["arm"].to_numpy())
    known = pd.notna(found.p_value)
    return {
        "test": test,
        "comparison": base,
        "statistic": found.statistic,
        "df": found.df,
        "p_value": found.p_value,
        "n": len(own),
        "left": int(own["left"].sum()),
        "reason": None if known else "nobody left, or there is one arm with people",
        "status": OK if known else NOT_ESTIMABLE,
    }
