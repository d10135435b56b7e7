"""How many sessions attended are enough, arm by arm."""

from __future__ import annotations

from collections.abc import Sequence

from ipt_outcomes.plan.plan import Plan


def enough_sessions(plan: Plan, said: int | None) -> dict[str, int]:
    """By arm, how many sessions are enough: as an entry says it itself."""
    return {} if said is None else {arm.name: said for arm in plan.arms}


def arms_without_number(plan: Plan, arms: Sequence[str]) -> list[str]:
    """Those of these arms that are treated and for which the plan names no number."""
    known = enough_sessions(plan, None)
    roles = {arm.name: arm.role for arm in plan.arms}
    return [arm for arm in arms if roles[arm] != "control" and arm not in known]
