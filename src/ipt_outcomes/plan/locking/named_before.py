"""Whether an entry was named before the data were seen: what the plan says, and what its lock."""

from __future__ import annotations

from ipt_outcomes.plan.advantage_index import AdvantageIndex
from ipt_outcomes.plan.moderators import Moderator
from ipt_outcomes.plan.plan import Plan


def named_before_data(plan: Plan, entry: Moderator | AdvantageIndex) -> bool:
    """Whether the entry says that it was planned, and the plan as it was locked said so too.

    ASSUME: without a lock the plan is believed. With one, what was added or called planned when
    there were data is exploratory, whatever it says.
    """
    if not entry.planned or plan.lock is None:
        return entry.planned
    key = "moderators" if isinstance(entry, Moderator) else "personalized_advantage"
    return plan.lock.before_data.get(f"{key}.{entry.name}.planned") is True
