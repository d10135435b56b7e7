"""Will the alliance that was read be in a table?"""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.ingest.asked.data import Data
from ipt_outcomes.plan.plan import Plan


def ask(data: Data) -> None:
    """Say of alliance that no table will show what the plan lacks for one."""
    planned, sessions = data.plan.sessions, data.therapy.sessions
    if planned is None or not {"participant", "session", "alliance"} <= set(sessions.columns):
        return
    rated = sessions.dropna(subset=["participant", "session", "alliance"])
    if rated.empty:
        return
    lacking = _lacking(data.plan, data.arm_of, rated)
    if lacking is not None:
        data.notes.append(
            f"{planned.source}: the alliance is read, and stands in no table, which are of early "
            f"alliance and later scores: {lacking}"
        )


def _lacking(plan: Plan, arm_of: pd.Series, rated: pd.DataFrame) -> str | None:
    assert plan.sessions is not None
    first = {
        arm: next(iter(each.phases_of_treatment.values()))
        for each in plan.protocol
        if each.phases_of_treatment
        for arm in each.arms
    }
    if not first:
        return "no `protocol` says the `phases` of a treatment, the first of which is what is early"
    if not plan.sessions.scores and "day" not in rated:
        return (
            "neither scores at the sessions (`sessions.scores`) are mapped nor days or dates of "
            "sessions, by which scores at the visits are later ones"
        )
    if arm_of.empty:
        return None
    arms = rated["participant"].map(arm_of)
    early = [
        bool(rated.loc[(arms == arm).to_numpy(), "session"].between(*ends).any())
        for arm, ends in first.items()
    ]
    return None if any(early) else "no session of a protocol's first phase has it"
