"""What else another result makes another: hypotheses, joint models, what other scores enter."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from ipt_outcomes.plan.joint_rules import joint_outcomes
from ipt_outcomes.plan.locking.touched import Touched
from ipt_outcomes.plan.plan import Plan

Further = frozenset[tuple[str, str]]


def with_what_rests_on(plan: Plan, touched: Touched) -> Touched:
    """With the families and joint models in which a touched outcome stands beside others.

    In a family p-values are adjusted for one another, and a joint model has one claim: of an
    outcome that is as it was locked, both are other numbers too.
    """
    primary = {(outcome.name, plan.primary_of(outcome.name)) for outcome in plan.outcomes}
    own = set(touched.outcomes)
    own |= {outcome for outcome, _ in primary & touched.analyses}
    own |= {outcome for outcome, _, _ in touched.contrasts}
    return replace(
        touched,
        hypotheses=touched.hypotheses | in_families(plan, own),
        further=touched.further | joint_models(plan, own),
    )


def in_families(
    plan: Plan, outcomes: Collection[str], *, open_ones: bool = False
) -> frozenset[str]:
    """The outcomes of the families that have any of these.

    `open_ones`: and those of all primary outcomes, whichever these are.
    """
    found: set[str] = set()
    for family in plan.multiplicity:
        own = set(family.outcomes or primary_outcomes(plan))
        if own.intersection(outcomes) or (open_ones and not family.outcomes):
            found |= own
    return frozenset(found)


def joint_models(plan: Plan, outcomes: Collection[str], *, open_ones: bool = False) -> Further:
    """The joint models that have any of these, in the same way."""
    return frozenset(
        ("joint", joint.name)
        for joint in plan.joint
        if set(joint_outcomes(plan, joint)).intersection(outcomes)
        or (open_ones and not joint.outcomes)
    )


def predicted_by(plan: Plan, outcomes: Collection[str]) -> Further:
    """The indices that predict from the scores of any of these before treatment."""
    return frozenset(
        ("personalized_advantage", index.name)
        for index in plan.personalized_advantage
        if set(index.predictors).intersection(outcomes)
    )


def drawn_at_random(plan: Plan) -> Further:
    """The entries of further keys whose numbers rest on the seed."""
    return frozenset(
        ("personalized_advantage", index.name) for index in plan.personalized_advantage
    )


def primary_outcomes(plan: Plan) -> list[str]:
    """The names of all primary outcomes."""
    return [outcome.name for outcome in plan.outcomes if outcome.role == "primary"]
