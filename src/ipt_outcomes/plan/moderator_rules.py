"""What must hold of the plan's moderators, as (where in the plan, rule, remedy)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ipt_outcomes.plan.broken import Broken, one_of
from ipt_outcomes.plan.kinds.growth import Growth
from ipt_outcomes.plan.kinds.mmrm import Mmrm
from ipt_outcomes.plan.known_before import SAYS_NOTHING, comes_after
from ipt_outcomes.plan.moderators import BASELINE, Moderator
from ipt_outcomes.plan.plan import PathInPlan, Plan
from ipt_outcomes.plan.requests import primary_request

_NUMBERS = ("age", "prior_episodes", BASELINE)
_LEAVE_OUT = "Leave it out, or name something that was known before randomisation."


def broken_moderator_rules(plan: Plan) -> Iterator[Broken]:
    """Every such rule that the plan breaks."""
    if plan.moderators and len(plan.arms) == 1:
        rule = "a moderator is of a difference between arms, and there is one arm"
        yield ("moderators",), rule, "Leave `moderators` out."
    for position, moderator in enumerate(plan.moderators):
        where = ("moderators", position)
        if moderator.name in [other.name for other in plan.moderators[:position]]:
            yield (*where, "name"), f"{moderator.name!r} is named twice", "Name it once."
        wrong = _no_moderator(plan, moderator.name)
        if wrong is not None:
            yield (*where, "name"), *wrong
            continue
        yield from _outcomes(plan, moderator, where)
        yield from _groups(plan, moderator, where)


def _no_moderator(plan: Plan, name: str) -> tuple[str, str] | None:
    """Why a variable can moderate nothing, and what to do; None where it can."""
    if name == BASELINE:
        return None
    if name == "arm":
        return "the arm is what is compared", _LEAVE_OUT
    if name in SAYS_NOTHING:
        return f"{name!r} says nothing of people: {SAYS_NOTHING[name]}", _LEAVE_OUT
    if comes_after(plan, name):
        return (
            f"{name!r} comes after randomisation: what the treatment may have changed cannot say "
            "for whom the treatment works",
            _LEAVE_OUT,
        )
    if name in [cluster.name for cluster in plan.clusters]:
        rule = f"{name!r} is one of the plan's clusters, which have random effects"
        return rule, "Keep it in one of the two places."
    known = [*plan.participants.columns.model_dump(exclude_none=True)]
    known += plan.participants.covariates
    if name not in known:
        possible = [each for each in known if _no_moderator(plan, each) is None]
        return f"no participant column is mapped to {name!r}", one_of([BASELINE, *possible])
    return None


def _outcomes(plan: Plan, moderator: Moderator, where: PathInPlan) -> Iterator[Broken]:
    known = [outcome.name for outcome in plan.outcomes]
    for index, outcome in enumerate(moderator.outcomes):
        at = (*where, "outcomes", index)
        if outcome not in known:
            yield at, f"{outcome!r} is not one of the plan's outcomes", one_of(known)
        elif outcome in moderator.outcomes[:index]:
            yield at, f"{outcome!r} is named twice", "Name it once."
    if moderator.name != BASELINE:
        return
    for outcome in moderated_outcomes(plan, moderator):
        request = primary_request(plan.requests, outcome)
        options = None if request is None else request.options
        free = isinstance(options, Mmrm) and options.baseline not in (None, "covariate")
        if free or isinstance(options, Growth):
            yield (
                (*where, "name"),
                f"in the primary analysis of {outcome} the baseline score is an outcome, which "
                "cannot moderate itself",
                "Leave it out, or let the primary analysis have it as a covariate.",
            )


def moderated_outcomes(plan: Plan, moderator: Moderator) -> tuple[str, ...]:
    """The outcomes that a moderator is looked at for, in the plan's order."""
    primary = [each.name for each in plan.outcomes if each.role == "primary"]
    named = moderator.outcomes or primary
    return tuple(each.name for each in plan.outcomes if each.name in named)


def _groups(plan: Plan, moderator: Moderator, where: PathInPlan) -> Iterator[Broken]:
    groups = moderator.groups
    if groups is None:
        return
    own = plan.participants.covariates.get(moderator.name)
    number = moderator.name in _NUMBERS if own is None else own.type == "number"
    if not number:
        rule = f"{moderator.name!r} is a category, and has its groups already"
        yield (*where, "groups"), rule, "Leave `groups` out."
    if any(after <= before for before, after in pairwise(groups.cuts)):
        yield (*where, "groups", "cuts"), "the cuts must increase", "Order them, each once."
    if len(groups.labels) != len(groups.cuts) + 1:
        rule = f"{len(groups.cuts)} cuts make {len(groups.cuts) + 1} groups"
        yield (*where, "groups", "labels"), rule, "Give a label for each, the lowest first."
    if len(set(groups.labels)) < len(groups.labels):
        yield (*where, "groups", "labels"), "two groups have one label", "Rename one of them."
