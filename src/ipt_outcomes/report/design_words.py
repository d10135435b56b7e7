"""How people came into the arms, in words: randomised, otherwise, or one arm alone."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ipt_outcomes.phrases import listed, people
from ipt_outcomes.plan.plan import Plan

NOT_RANDOMISED = "NOT RANDOMISED: arms may differ for other reasons than the treatment."
NOT_A_COMPARISON = "NOT A COMPARISON: changes within one arm, whatever their cause."


def stamp(plan: Plan) -> str:
    """What every table and figure of a design without random allocation says; else empty."""
    if len(plan.arms) == 1:
        return NOT_A_COMPARISON
    return "" if plan.randomised else NOT_RANDOMISED


def what_is_asked(plan: Plan) -> str:
    """What a plan's questions are about, as a heading: `Contrasts`; of one arm `Changes`."""
    return "Contrasts" if len(plan.arms) > 1 else "Changes since baseline"


def every_analysis(plan: Plan) -> str:
    """What the section is called that shows all analyses at all their visits."""
    return "All analyses" if plan.one_visit else "All visits"


def taken_in(plan: Plan) -> str:
    """What became of people at the trial's start: `randomised`, or `included`."""
    return "randomised" if plan.randomised else "included"


def strata_in_words(plan: Plan, names: str) -> str:
    """A sentence on the strata, of these names."""
    if plan.randomised:
        return f"Randomisation was stratified by {names}."
    return f"All analyses were adjusted for {names}."


def randomised_clusters(plan: Plan) -> str:
    """`villages`, where clusters were randomised and not people; else empty."""
    return listed([cluster.several for cluster in plan.clusters if cluster.randomised])


def who_took_part(plan: Plan, n: int, clusters: Mapping[str, int] = MappingProxyType({})) -> str:
    """A sentence on how many people there were, and how they came into the arms.

    `clusters` says by name how many clusters there are, where it is known.
    """
    if len(plan.arms) == 1:
        return f"{people(n)} took part, all in one arm: {plan.arms[0].label}."
    arms = f"{len(plan.arms)} arms"
    if not plan.randomised:
        return f"{people(n)} were in {arms}, to which they were not randomised."
    randomised = [cluster for cluster in plan.clusters if cluster.randomised]
    if randomised and all(cluster.name in clusters for cluster in randomised):
        counts = listed([cluster.counted(clusters[cluster.name]) for cluster in randomised])
        return f"{counts}, with {people(n)}, were randomised to {arms}."
    if randomised:
        several = randomised_clusters(plan)
        return f"{people(n)} took part; their {several} were randomised to {arms}."
    return f"{people(n)} were randomised to {arms}."


def how_compared(plan: Plan) -> str:
    """A sentence on what the comparison of arms rests on."""
    if len(plan.arms) == 1:
        return (
            "There is no other arm: a change may be the treatment's, time's, or that of people "
            "who were assessed when they were at their worst."
        )
    if not plan.randomised:
        return (
            "The arms were not randomised. What differs between them may be the people, and not "
            "the treatment; the adjustment removes only what it names."
        )
    return "Arms are compared as randomised."


def allocated_in_words(plan: Plan, arms: list[str]) -> str:
    """How the Methods say it: a sentence."""
    if len(plan.arms) == 1:
        return f"All participants received {arms[0]}; there was no comparison arm."
    if not plan.randomised:
        return (
            f"Participants were in {listed(arms)}; they were not randomised. Comparisons between "
            "the arms are observational."
        )
    clusters = randomised_clusters(plan)
    if clusters:
        return (
            f"{clusters[0].upper()}{clusters[1:]}, and not single people, were randomised to "
            f"{listed(arms, 'or')}."
        )
    return f"Participants were randomised to {listed(arms, 'or')}."
