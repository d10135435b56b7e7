"""The plan with other options of one of its analyses."""

from __future__ import annotations

from typing import Any

from ipt_outcomes.plan.plan import Plan


def with_options(plan: Plan, analysis: str, options: dict[str, Any]) -> Plan:
    """The plan with these options of the analysis of that name; all else stays.

    Whether the options may stand together is not asked. KeyError where the plan has no such
    analysis.
    """
    request = plan.request(analysis)
    changed = request.options.model_copy(update=options)
    first, place = request.where
    if first == "models":
        models = plan.models.model_copy(update={str(place): changed})
        return plan.model_copy(update={"models": models})
    named = [changed if at == place else each for at, each in enumerate(plan.analyses)]
    return plan.model_copy(update={"analyses": tuple(named)})
