"""The days at which something of the trial can have happened."""

from __future__ import annotations

from ipt_outcomes.plan.plan import Plan

# ASSUME: nothing of a trial happens more than four weeks before its first planned assessment, nor
# more than a year after its last: what is dated so is mostly a year miswritten.
DAYS_BEFORE, DAYS_AFTER = 28, 365


def trial_days(plan: Plan) -> tuple[float, float]:
    """The first and the last day since randomisation that are of the trial's time."""
    ends = [visit.window or (7 * visit.week, 7 * visit.week) for visit in plan.visits]
    first, last = min(end[0] for end in ends), max(end[1] for end in ends)
    return min(first, 0) - DAYS_BEFORE, last + DAYS_AFTER
