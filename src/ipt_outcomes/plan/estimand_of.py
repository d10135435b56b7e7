"""What each analysis of a plan estimates."""

from __future__ import annotations

from ipt_outcomes.plan.estimands import Estimand, default_estimand
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.requests import Request


def first_estimand(plan: Plan) -> Estimand:
    """What the plan's analyses estimate: its first estimand, or the one that holds without any."""
    return plan.estimands[0] if plan.estimands else default_estimand(plan.events)


def estimand_of(plan: Plan, request: Request) -> Estimand:
    """What one analysis estimates: the estimand that it is made for, else the first."""
    of_name = {estimand.name: estimand for estimand in plan.estimands}
    return first_estimand(plan) if request.estimand is None else of_name[request.estimand]
