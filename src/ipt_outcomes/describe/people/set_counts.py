"""How many of each arm are in each of the plan's analysis sets."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.describe.people.as_table import as_table
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.set_members import arms_with_sessions, sessions_asked


def count_sets(
    plan: Plan,
    participants: pd.DataFrame,
    sessions: pd.DataFrame,
    members: pd.DataFrame,
) -> pd.DataFrame:
    """The table `set_counts`: one row an outcome, set and arm; `members` is `set_members`."""
    asked = arms_with_sessions(participants, sessions)
    rows = []
    for outcome in dict.fromkeys(members["outcome"]):
        for chosen in plan.analysis_sets:
            own = members[(members["outcome"] == outcome) & (members["set"] == chosen.name)]
            if own.empty:
                continue
            enough = sessions_asked(plan, chosen)
            for arm in plan.arms:
                of_arm = own[own["arm"] == arm.name]
                rows.append(
                    {
                        "outcome": outcome,
                        "set": chosen.name,
                        "label": chosen.label,
                        "kind": chosen.of,
                        "needs": chosen.needs,
                        "arm": arm.name,
                        "randomised": len(of_arm),
                        "members": int(of_arm["member"].sum()),
                        "sessions": enough.get(arm.name) if arm.name in asked else None,
                    }
                )
    return as_table("set_counts", rows)
