"""What must hold of the plan's families of hypotheses, as (where in the plan, rule, remedy)."""

from __future__ import annotations

from collections.abc import Iterator

from ipt_outcomes.plan.broken import Broken, one_of
from ipt_outcomes.plan.multiplicity import HypothesisFamily
from ipt_outcomes.plan.plan import Plan


def broken_multiplicity_rules(plan: Plan) -> Iterator[Broken]:
    """Every such rule that the plan breaks."""
    known = [outcome.name for outcome in plan.outcomes]
    taken: set[str] = set()
    for position, family in enumerate(plan.multiplicity):
        where = ("multiplicity", position)
        if family.name in [other.name for other in plan.multiplicity[:position]]:
            yield (*where, "name"), "another family has this name", "Give it another name."
        for at, outcome in enumerate(family.outcomes):
            if outcome not in known:
                rule = f"{outcome!r} is not one of the plan's outcomes"
                yield (*where, "outcomes", at), rule, one_of(known)
        own = family_outcomes(plan, family)
        both = sorted(taken & set(own))
        if both:
            yield (
                where,
                f"the outcome {both[0]!r} is in two families",
                "Name under `outcomes` which are tested together, each once.",
            )
        taken |= set(own)
        if family.method == "max-t" and len(own) > 1:
            yield (
                (*where, "method"),
                "max-t needs the joint distribution of the contrasts, which those of one outcome "
                "have",
                "Name one outcome, or take holm.",
            )


def family_outcomes(plan: Plan, family: HypothesisFamily) -> tuple[str, ...]:
    """The outcomes of a family, in its order."""
    primary = tuple(each.name for each in plan.outcomes if each.role == "primary")
    return family.outcomes or primary
