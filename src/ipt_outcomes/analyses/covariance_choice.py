"""Which covariance of visits a plan means that names none: one that its people can carry.

ASSUME: a covariance may have as many parameters as there are people: with Kenward and Roger's
inference the unstructured one held its level with 21 parameters from 20 people
(benchmarks/engine_simulation.csv, us_10). Up to 8 visits it is the one; beyond, its parameters grow
with the square of the visits, and one whose correlations depend on how far visits are apart takes
its place. The choice knows the numbers of visits and people, and no score.
"""

from __future__ import annotations

from ipt_outcomes.models.covariance.structures import STRUCTURES, Structure

MOST_VISITS_UNSTRUCTURED = 8


def structures_for(visits: int) -> tuple[Structure, ...]:
    """Those that take turns for so many visits after the baseline, the richest first."""
    each: str | None = "us" if visits <= MOST_VISITS_UNSTRUCTURED else STRUCTURES["us"].simpler
    chain: list[Structure] = []
    while each is not None:
        structure = STRUCTURES[each]
        if not chain or structure.n_parameters(visits) < chain[-1].n_parameters(visits):
            chain.append(structure)
        each = structure.simpler
    return tuple(chain)
