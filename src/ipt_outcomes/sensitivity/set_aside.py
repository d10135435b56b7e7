"""People whose later scores an estimand sets aside: they did not leave."""

from __future__ import annotations

from ipt_outcomes.analyses.event_days import event_days
from ipt_outcomes.plan.estimand_of import estimand_of
from ipt_outcomes.prepare.visits import DAYS_IN_A_WEEK
from ipt_outcomes.sensitivity.planned import PlannedOutcome


def set_aside(planned: PlannedOutcome) -> frozenset[str]:
    """Participants to whom an event with the strategy "hypothetical" happened before the endpoint.

    # ASSUME: had the event not happened they would have fared like people of the same arm with the
    # same earlier scores (missing at random): that is what the strategy says of them, and what else
    # is assumed of people who left is not assumed of them.
    """
    plan = planned.plan
    estimand = estimand_of(plan, plan.request(planned.analysis.name))
    endpoint = next(visit for visit in plan.visits if visit.name == planned.outcome.endpoint)
    found: set[str] = set()
    for event in plan.events:
        if estimand.strategy_of(event) == "hypothetical":
            days = event_days(plan, event, planned.tables["participants"])
            found |= set(days.index[days < endpoint.week * DAYS_IN_A_WEEK])
    return frozenset(found)
