"""What must hold of the plan's families of hypotheses, as (where in the plan, rule, remedy)."""

from __future__ import annotations

from collections.abc import Iterator

from ipt_outcomes.plan.broken import Broken, one_of
from ipt_outcomes.plan.joint_rules import broken_joint_rules, contrasts_of_all, joint_of
from ipt_outcomes.plan.multiplicity import HypothesisFamily
from ipt_outcomes.plan.plan import PathInPlan, Plan


def broken_multiplicity_rules(plan: Plan) -> Iterator[Broken]:
    """Every such rule that the plan breaks, those of the joint models of outcomes among them."""
    yield from broken_joint_rules(plan)
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
        yield from _together(plan, family, own, where)


def _together(
    plan: Plan, family: HypothesisFamily, own: tuple[str, ...], where: PathInPlan
) -> Iterator[Broken]:
    """What a method needs of several outcomes, and what their joint model claims."""
    joint = joint_of(plan, own)
    if family.method == "max-t" and len(own) > 1 and joint is None:
        yield (
            (*where, "method"),
            "max-t needs the joint distribution of the contrasts, which those of one outcome have, "
            "and those of several by a joint model",
            "Name one outcome, add these to `joint`, or take holm.",
        )
    if family.method == "all" and len(own) == 1:
        rule = "there is one outcome, and nothing else that must hold with it"
        yield (*where, "method"), rule, "Name all co-primary outcomes, or take holm."
    elif family.method == "all":
        yield from contrasts_of_all(plan, own, (*where, "method"), "take another method")
    if joint is not None and (joint.claim == "all") != (family.method == "all"):
        yield (
            (*where, "method"),
            f"the joint model {joint.name!r} of these outcomes claims `{joint.claim}`",
            "Let both say the same: `all` here is `claim: all` there, any other method "
            "`claim: any`.",
        )


def family_outcomes(plan: Plan, family: HypothesisFamily) -> tuple[str, ...]:
    """The outcomes of a family, in its order."""
    primary = tuple(each.name for each in plan.outcomes if each.role == "primary")
    return family.outcomes or primary
