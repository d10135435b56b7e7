"""What must hold of outcomes that are modelled together, as (where in the plan, rule, remedy)."""

from __future__ import annotations

from collections.abc import Iterator

from ipt_outcomes.plan.broken import Broken, one_of
from ipt_outcomes.plan.joint_outcomes import JointOutcomes
from ipt_outcomes.plan.kinds.ancova import Ancova
from ipt_outcomes.plan.kinds.mmrm import Mmrm
from ipt_outcomes.plan.plan import PathInPlan, Plan
from ipt_outcomes.plan.requests import primary_request


def broken_joint_rules(plan: Plan) -> Iterator[Broken]:
    """Every such rule that the plan breaks."""
    if plan.joint and len(plan.arms) == 1:
        rule = "a joint model is of differences between arms, and there is one arm"
        yield ("joint",), rule, "Leave `joint` out."
        return
    known = [outcome.name for outcome in plan.outcomes]
    for position, joint in enumerate(plan.joint):
        where = ("joint", position)
        if joint.name in [other.name for other in plan.joint[:position]]:
            yield (*where, "name"), "another joint model has this name", "Give it another name."
        unknown = [name for name in joint.outcomes if name not in known]
        for name in unknown:
            at = joint.outcomes.index(name)
            rule = f"{name!r} is not one of the plan's outcomes"
            yield (*where, "outcomes", at), rule, one_of(known)
        own = joint_outcomes(plan, joint)
        if unknown:
            continue
        if len(set(own)) < max(2, len(own)):
            rule = "a joint model is of two outcomes at least, each named once"
            yield (*where, "outcomes"), rule, one_of(known)
            continue
        yield from _one_analysis(plan, own, where)
        if joint.claim == "all":
            yield from contrasts_of_all(plan, own, (*where, "claim"), "claim `any`")


def joint_outcomes(plan: Plan, joint: JointOutcomes) -> tuple[str, ...]:
    """The outcomes of a joint model, in its order."""
    primary = tuple(each.name for each in plan.outcomes if each.role == "primary")
    return joint.outcomes or primary


def joint_of(plan: Plan, outcomes: tuple[str, ...]) -> JointOutcomes | None:
    """The first joint model of just these outcomes, in whatever order; None where there is none."""
    wanted = set(outcomes)
    return next((each for each in plan.joint if set(joint_outcomes(plan, each)) == wanted), None)


def _one_analysis(plan: Plan, own: tuple[str, ...], where: PathInPlan) -> Iterator[Broken]:
    """All have one primary analysis, of scores at visits, with the model's own standard errors."""
    requests = {each: primary_request(plan.requests, each) for each in own}
    names = list(dict.fromkeys(request.name for request in requests.values() if request))
    if len(names) > 1:
        yield (
            (*where, "outcomes"),
            f"their primary analyses are several: {', '.join(names)}",
            "Give all of them one primary analysis, or leave the joint model out.",
        )
        return
    options = next((request.options for request in requests.values() if request), None)
    robust = isinstance(options, Ancova) and options.errors == "robust"
    if isinstance(options, Mmrm | Ancova) and not robust:
        return
    what = "robust standard errors" if robust else "lines over time"
    yield (
        (*where, "outcomes"),
        f"their primary analysis has {what}, which a joint model of scores at visits has not",
        "Take mmrm, or ancova with pooled errors, as their primary analysis, or leave it out.",
    )


def contrasts_of_all(
    plan: Plan, own: tuple[str, ...], where: PathInPlan, otherwise: str
) -> Iterator[Broken]:
    """What is claimed of all outcomes is asked of all; `otherwise` is what else might be done."""
    of = {name: {(each.test, each.comparison) for each in plan.contrasts_of(name)} for name in own}
    for test, comparison in sorted(set().union(*of.values())):
        lacking = [name for name, pairs in of.items() if (test, comparison) not in pairs]
        if lacking:
            yield (
                where,
                f"{test} against {comparison} cannot hold in all of them: the plan does not ask it "
                f"of {', '.join(lacking)}",
                f"Ask the contrast of each of them, or {otherwise}.",
            )
