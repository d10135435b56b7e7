"""What must hold of the plan's visits, as (where in the plan, rule, remedy)."""

from __future__ import annotations

from collections.abc import Iterator

from ipt_outcomes.plan.broken import Broken
from ipt_outcomes.plan.plan import Plan


def broken_visit_rules(plan: Plan) -> Iterator[Broken]:
    """Every such rule that the plan breaks."""
    phases = [visit.phase for visit in plan.visits]
    if phases.count("baseline") != 1 or phases[0] != "baseline":
        yield (
            ("visits",),
            "the first visit, and no other, must have the phase baseline",
            "Put the assessment before treatment first, with `phase: baseline`.",
        )
    for position, (before, after) in enumerate(zip(plan.visits, plan.visits[1:], strict=False), 1):
        if after.week <= before.week:
            where = ("visits", position, "week")
            yield (
                where,
                "the visits' weeks must increase",
                "Order the visits by week, or correct the weeks (in `visit_weeks` where they stand "
                "there).",
            )
        if before.window and after.window and after.window[0] <= before.window[1]:
            where = ("visits", position, "window")
            yield (
                where,
                f"the window overlaps that of {before.name}",
                "Let it begin after the other ends.",
            )
    for position, visit in enumerate(plan.visits):
        if visit.window and visit.window[0] > visit.window[1]:
            where = ("visits", position, "window")
            yield where, "the window ends before it begins", "Write [first day, last day]."
