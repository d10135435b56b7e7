"""Drawing the people of a trial, and randomising them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.simulate.truth import People, Truth

Codes = NDArray[np.int64]


@dataclass(frozen=True, repr=False)
class PeopleDrawn:
    """One entry a person, in the order of enrolment. Codes count the truth file's entries from 0.

    `severity` is what site and recurrence add, in SDs of the person effect.
    """

    age: Codes
    female: NDArray[np.bool_]
    site: Codes
    problem_area: Codes
    prior_episodes: Codes
    recurrent: NDArray[np.bool_]
    severity: NDArray[np.float64]


def draw_people(people: People, n: int, rng: np.random.Generator) -> PeopleDrawn:
    """`n` people from the truth's population."""
    sites = list(people.sites.values())
    age = np.rint(rng.normal(people.age.mean, people.age.sd, n))
    site = _draw(rng, [one.share for one in sites], n)
    prior_episodes = _draw(rng, people.prior_episodes, n)
    recurrent = prior_episodes >= people.recurrent_from
    shifts = np.array([one.shift for one in sites])
    return PeopleDrawn(
        age=np.clip(age, people.age.minimum, people.age.maximum).astype(np.int64),
        female=rng.random(n) < people.female,
        site=site,
        problem_area=_draw(rng, list(people.problem_areas.values()), n),
        prior_episodes=prior_episodes,
        recurrent=recurrent,
        severity=shifts[site] + people.recurrent_shift * recurrent,
    )


def _draw(rng: np.random.Generator, shares: list[float] | tuple[float, ...], n: int) -> Codes:
    limits = np.cumsum(shares)[:-1]
    return np.searchsorted(limits, rng.random(n), side="right").astype(np.int64)


def stratum_codes(drawn: PeopleDrawn) -> Codes:
    """The randomisation's stratum of each person: 2 x site + recurrent."""
    return 2 * drawn.site + drawn.recurrent


def stratum_names(truth: Truth) -> list[str]:
    """The strata's names, by code: `north_first`, `north_recurrent`, ..."""
    return [f"{site}_{course}" for site in truth.people.sites for course in ("first", "recurrent")]


def randomise(
    stratum: Codes, n_arms: int, block_sizes: tuple[int, ...], rng: np.random.Generator
) -> Codes:
    """Each person's arm: permuted blocks of random size within each stratum.

    Every block holds each arm equally often, in random order; the last block of a stratum may stay
    incomplete.
    """
    arm = np.empty(stratum.size, dtype=np.int64)
    for code in range(int(stratum.max()) + 1):
        here = np.flatnonzero(stratum == code)
        most_blocks = here.size // min(block_sizes) + 1
        sizes = rng.choice(np.array(block_sizes), most_blocks)
        block = np.repeat(np.arange(most_blocks), sizes)
        in_turn = np.arange(block.size) % n_arms
        order = np.lexsort((rng.random(block.size), block))
        arm[here] = in_turn[order][: here.size]
    return arm


def assign_therapists(
    truth: Truth, site: Codes, arm: Codes, rng: np.random.Generator
) -> tuple[list[str], Codes]:
    """Therapists' names, and each person's therapist as a code (-1 in an arm without therapy).

    ASSUME: a person is treated by any therapist of the arm at the site, with equal chance.
    """
    names: list[str] = []
    therapist = np.full(site.size, -1, dtype=np.int64)
    chance = rng.random(site.size)
    for arm_code, one in enumerate(truth.arms.values()):
        for site_code, site_name in enumerate(truth.people.sites):
            here = one.therapists.get(site_name, ())
            if here:
                theirs = (arm == arm_code) & (site == site_code)
                therapist[theirs] = len(names) + (chance[theirs] * len(here)).astype(np.int64)
                names += here
    return names, therapist
