"""The weeks of all visits in one line, `visit_weeks: [0, 6, 12]`, given to each visit."""

from __future__ import annotations

from typing import Any

from ipt_outcomes.plan.short_forms import entries_of

KEY = "visit_weeks"


def give_weeks(plan: Any) -> tuple[str, str] | None:
    """Take `visit_weeks` out of the plan's tree of keys and write each visit's `week`.

    The rule that is broken and what to do; None where there is none. What is not as a plan has it
    is left alone: the plan's classes refuse it.
    """
    if KEY not in plan:
        return None
    weeks = _numbers(plan.pop(KEY))
    visits = entries_of(plan.get("visits"))
    if any("week" in visit for visit in visits):
        return "visits have weeks of their own as well", f"Take `week` out of them, or `{KEY}` out."
    if weeks is None or len(weeks) != len(visits):
        rule = f"these are not the weeks of {len(visits)} visits"
        return rule, f"Write a number for each, in the visits' order: `{KEY}: [0, 6, 12]`."
    for visit, week in zip(visits, weeks, strict=True):
        visit["week"] = week
    return None


def _numbers(value: Any) -> list[float] | None:
    """The numbers of a list, or of a text in which commas stand between them."""
    parts = value.split(",") if isinstance(value, str) else value
    try:
        return [float(part) for part in parts]
    except (TypeError, ValueError):
        return None
