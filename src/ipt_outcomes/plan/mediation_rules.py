"""What must hold of the plan's mediators, as (where in the plan, rule, remedy)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ipt_outcomes.phrases import counted
from ipt_outcomes.plan.broken import Broken, one_of
from ipt_outcomes.plan.clusters import Cluster
from ipt_outcomes.plan.mediation import (
    LEAST_VISITS,
    LEAST_VISITS_FOR_PACE,
    LEAST_VISITS_WITH_CLUSTERS,
    Mediation,
)
from ipt_outcomes.plan.plan import PathInPlan, Plan
from ipt_outcomes.plan.trial import Visit

_UNEVEN = 1.25
"""# ASSUME: intervals that differ by no more than a quarter count as even."""


def broken_mediation_rules(plan: Plan) -> Iterator[Broken]:
    """Every such rule that the plan breaks."""
    if plan.mediation and len(plan.arms) == 1:
        rule = "a mediator carries a difference between arms, and there is one arm"
        yield ("mediation",), rule, "Leave `mediation` out."
        return
    for position, each in enumerate(plan.mediation):
        where = ("mediation", position)
        if each.name in [other.name for other in plan.mediation[:position]]:
            yield (*where, "name"), "another mediation has this name", "Give it another name."
        yield from _variables(plan, each, where)
        yield from _visits(plan, each, where)
        yield from _clusters(plan, each, where)


def mediation_visits(plan: Plan, mediation: Mediation) -> tuple[Visit, ...]:
    """The visits that it is looked at over, the baseline first."""
    if mediation.visits:
        return tuple(visit for visit in plan.visits if visit.name in mediation.visits)
    names = [visit.name for visit in plan.visits]
    return plan.visits[: names.index(plan.outcome(mediation.outcome).endpoint) + 1]


def _variables(plan: Plan, each: Mediation, where: PathInPlan) -> Iterator[Broken]:
    outcomes, arms = [one.name for one in plan.outcomes], [arm.name for arm in plan.arms]
    for key, name, known, of in (
        ("mediator", each.mediator, outcomes, "outcomes"),
        ("outcome", each.outcome, outcomes, "outcomes"),
        ("test", each.test, arms, "arms"),
        ("comparison", each.comparison, arms, "arms"),
    ):
        if name not in known:
            yield (*where, key), f"{name!r} is not one of the plan's {of}", one_of(known)
    if each.mediator == each.outcome:
        rule = "an outcome does not bring itself about"
        yield (*where, "mediator"), rule, "Name another outcome as the mediator."
    if each.test == each.comparison:
        yield (*where, "comparison"), "the arm is compared with itself", "Name another arm."


def _clusters_of(plan: Plan, each: Mediation) -> list[Cluster]:
    arms = {each.test, each.comparison}
    return [one for one in plan.clusters if not one.arms or {*one.arms} & arms]


def _visits(plan: Plan, each: Mediation, where: PathInPlan) -> Iterator[Broken]:
    at = (*where, "visits")
    known = [visit.name for visit in plan.visits]
    wrong = [name for name in each.visits if name not in known]
    if wrong:
        yield at, f"{wrong[0]!r} is not one of the plan's visits", one_of(known)
    if wrong or each.outcome not in [one.name for one in plan.outcomes]:
        return
    visits = mediation_visits(plan, each)
    if each.visits and tuple(visit.name for visit in visits) != each.visits:
        yield at, "the visits must be in the plan's order, each once", "Order them."
        return
    if visits[0].name != plan.baseline.name:
        yield at, "the baseline must come first: the arms were alike there", "Add the baseline."
    needs = LEAST_VISITS_FOR_PACE if each.people_differ_in == "pace" else LEAST_VISITS
    if len(visits) < needs:
        of = "level and pace" if each.people_differ_in == "pace" else "level"
        yield (
            at,
            f"there are {counted(len(visits), 'visit')}, and it takes {needs} to tell a person's "
            f"{of} from what moves from visit to visit",
            "Leave it out: change scores of two or three visits show no path.",
        )
    elif len(visits) < LEAST_VISITS_WITH_CLUSTERS and _clusters_of(plan, each):
        yield (
            at,
            f"there are {counted(len(visits), 'visit')}, and where people share clusters intervals "
            f"were shown to hold from {LEAST_VISITS_WITH_CLUSTERS} on",
            "Name more visits, or leave it out.",
        )
    steps = [after.week - before.week for before, after in pairwise(visits)]
    if steps and max(steps) > _UNEVEN * min(steps):
        yield (
            at,
            "the visits are not evenly spaced: a path over 4 weeks is not one over 12",
            "Name under `visits` some that are, the baseline first.",
        )


def _clusters(plan: Plan, each: Mediation, where: PathInPlan) -> Iterator[Broken]:
    """What no interval was shown to hold for: benchmarks/mediation_simulation.py."""
    own = _clusters_of(plan, each)
    if any(not one.grows for one in own):
        yield (
            where,
            "clusters were randomised, or add the same at every visit, and no interval was shown "
            "to hold for what goes through a mediator then, but for therapists and therapy groups "
            "whose effect grows",
            "Leave it out.",
        )
    elif own and each.people_differ_in == "pace":
        yield (
            (*where, "people_differ_in"),
            "people share clusters, which have a pace too, and no interval of `pace` was shown to "
            "hold then",
            "Write `level`.",
        )
