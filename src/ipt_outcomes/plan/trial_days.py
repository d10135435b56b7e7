"""The days at which something of the trial can have happened."""

from __future__ import annotations

from ipt_outcomes.plan.plan import Plan

# ASSUME: nothing of a trial happens more than four weeks before its first planned assessment, nor
# more than a year after its last: what is dated so is mostly a year miswritten.
DAYS_BEFORE, DAYS_AFTER = 28, 365


def trial_days(plan: Plan) -> tuple[float, float]:
    """The first and the last day since randomisation that are of the trial's time."""
    planned = [7 * visit.week for visit in plan.visits]
    ends = [day for visit in plan.visits for day in visit.window or ()]
    return min(*planned, *ends, 0) - DAYS_BEFORE, max(*planned, *ends) + DAYS_AFTER
