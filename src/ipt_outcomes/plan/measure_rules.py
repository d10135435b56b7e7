"""What must hold of the scales that a plan describes itself."""

from __future__ import annotations

from collections.abc import Iterator

from ipt_outcomes.instruments import own_scales, registered_instruments
from ipt_outcomes.plan.broken import Broken
from ipt_outcomes.plan.plan import Plan


def broken_measure_rules(plan: Plan) -> Iterator[Broken]:
    """Every such rule that the plan breaks, in the plan's order."""
    described = {*registered_instruments(), *own_scales(plan.root)}
    for position, measure in enumerate(plan.measures):
        if measure.name in described:
            yield (
                ("measures", position, "name"),
                "a registered scale, or one in config/instruments, has this name",
                "Take the measure out, or give it another name, here and where it is read.",
            )
