"""The tables `attrition_curves` and `attrition_arms`: how many are still in the trial, by arm."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.describe.people.attrition_leaving import Leaving
from ipt_outcomes.describe.survival.kaplan_meier import survival_curve
from ipt_outcomes.plan.plan import Plan


def attrition_curves(plan: Plan, leaving: Leaving) -> pd.DataFrame:
    """The table of that name: a row an arm and week at which somebody left, or of a visit."""
    weeks = {visit.week: visit.name for visit in plan.visits}
    parts = []
    for arm in plan.arms:
        own = leaving.people[leaving.people["arm"] == arm.name]
        curve = survival_curve(
            own["week"].to_numpy(),
            own["left"].to_numpy(),
            level=1.0 - plan.alpha,
            also_at=list(weeks),
        ).rename(columns={"time": "week", "events": "left", "free": "still_in"})
        parts.append(
            curve.assign(arm=arm.name, visit=curve["week"].map(weeks), basis=leaving.basis)
        )
    return pd.concat(parts, ignore_index=True)


def attrition_arms(plan: Plan, leaving: Leaving) -> pd.DataFrame:
    """The table of that name: how many of each arm left."""
    rows = []
    for arm in plan.arms:
        own = leaving.people[leaving.people["arm"] == arm.name]
        left, n = int(own["left"].sum()), len(own)
        rows.append(
            {
                "arm": arm.name,
                "basis": leaving.basis,
                "n": n,
                "left": left,
                "share": left / n if n else float("nan"),
                "few": n < plan.few,
                "without_day": leaving.without_day,
            }
        )
    return pd.DataFrame(rows)
