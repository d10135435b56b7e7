"""A part of a plan as text: what a stage of the workflow depends on, and nothing else of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ipt_outcomes.plan.locking.touches import standing_said
from ipt_outcomes.plan.plan import Plan

# The plan as a whole: whatever it says.
WHOLE = "*"


def plan_part(
    plan: Plan, *keys: str, outcome: str | None = None, analysis: str | None = None
) -> str:
    """These keys of the plan as JSON text: another text, another dependence.

    A key is one of

    - `alpha`: a key of the plan; `visits.week`: a field of every entry of a list, or of a mapping;
      `fidelity.ratings.of`: of every entry under a name; nothing of a part that is not there;
    - `outcome.scale`: a field of the outcome at hand; `analysis`: what the plan asks of the one at
      hand; `primary`: what it asks of the primary analysis of every outcome;
    - `scoring`: how the items of the scales are scored;
    - `standing`: which results the plan as it was locked does not give;
    - `*`: the whole plan, and its lock.

    What the user's own scales say is always among them. Raises KeyError for another key.
    """
    whole = plan.model_dump(mode="json")
    chosen: dict[str, Any] = {}
    for key in keys:
        first, *steps = key.split(".")
        field = ".".join(steps)
        if key == WHOLE:
            chosen |= whole | {"lock": None if plan.lock is None else plan.lock.seal}
        elif key == "standing":
            chosen[key] = standing_said(plan)
        elif key == "scoring":
            chosen[key] = _scoring(plan)
        elif key == "primary":
            names = {each.name: plan.primary_of(each.name) for each in plan.outcomes}
            chosen[key] = {each: [name, plan.request(name).said()] for each, name in names.items()}
        elif key == "analysis":
            chosen[key] = plan.request(str(analysis)).said()
        elif first == "outcome":
            chosen[key] = plan.outcome(str(outcome)).model_dump(mode="json")[field]
        else:
            chosen[key] = _within(whole[first], steps)
    chosen |= plan.own_scales_dumped()
    return json.dumps(chosen, sort_keys=True, ensure_ascii=False)


def _within(value: Any, steps: Sequence[str]) -> Any:
    """What lies there; of a list, and of entries under names of the user's, that of every entry.

    Of what has no parts, such as one that is not there, the whole.
    """
    if not steps or not isinstance(value, (list, dict)):
        return value
    if isinstance(value, list):
        return [_within(entry, steps) for entry in value]
    first, *rest = steps
    if first in value:
        return _within(value[first], rest)
    if not all(isinstance(entry, dict) and first in entry for entry in value.values()):
        raise KeyError(first)
    return {name: _within(entry, steps) for name, entry in value.items()}


def _scoring(plan: Plan) -> dict[str, dict[str, Any]]:
    said = {scale: plan.items_of(scale) for scale in plan.scales}
    return {
        scale: {"rule": of.missing_items, "turned": of.reversed_already}
        for scale, of in said.items()
        if of is not None
    }
