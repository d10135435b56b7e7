"""What is true on the scales that people fill in.

Items have floors, and totals are rounded and bounded, so the truth of a trial is not the planted
latent effect: it is the difference of the observed scores' means in a very large population.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.simulate.latent import draw_latent, observe
from ipt_outcomes.simulate.people import draw_people
from ipt_outcomes.simulate.truth import Truth

Floats = NDArray[np.float64]


def observed_truth(
    truth: Truth, people: int = 1_000_000, *, seed: int | None = None, chunk: int = 20_000
) -> pd.DataFrame:
    """The arms' contrasts among simulated people without dropout, on the observed scales.

    Every person is observed under every arm with the same random draws, so a contrast is the mean
    of within-person differences and its Monte Carlo error is small. People are drawn `chunk` at a
    time and only sums are kept: memory does not grow with `people`. seed: None means the truth
    file's. Each person has a therapist of their own where therapists differ, and a group of their
    own where the arm has groups at the person's site.

    Returns one row a scale x visit x pair of arms that are both assessed then, the later arm of the
    truth file against the earlier: scale, visit, week, test, comparison, estimate (test minus
    comparison, scale points), mc_se (its Monte Carlo standard error, scale points), people.
    Raises ValueError with fewer than two people.
    """
    if people < 2:
        raise ValueError("observed_truth needs at least two people")
    arms = list(truth.arms)
    pairs = [(late, early) for early, late in combinations(range(len(arms)), 2)]
    n_chunks = -(-people // chunk)
    children = np.random.SeedSequence(truth.seed if seed is None else seed).spawn(n_chunks)
    shape = (len(truth.scales), len(pairs), len(truth.visits))
    sums, squares = np.zeros(shape), np.zeros(shape)
    for number, child in enumerate(children):
        n = min(chunk, people - number * chunk)
        differences = _differences(truth, n, pairs, np.random.Generator(np.random.PCG64(child)))
        sums += differences.sum(axis=2)
        squares += (differences**2).sum(axis=2)
    mean = sums / people
    variance = (squares - people * mean**2) / (people - 1)
    return _table(truth, pairs, mean, np.sqrt(np.maximum(variance, 0) / people), people)


def _differences(
    truth: Truth, n: int, pairs: list[tuple[int, int]], rng: np.random.Generator
) -> Floats:
    """Within-person differences between arms (scales, pairs, n, visits)."""
    people = draw_people(truth.people, n, rng)
    draws = draw_latent(truth, n, rng)
    totals = []
    for arm, one in enumerate(truth.arms.values()):
        therapist = rng.standard_normal(n) if one.therapists else np.zeros(n)
        grouped = np.array([site in one.groups for site in truth.people.sites])[people.site]
        group = np.where(grouped, rng.standard_normal(n), 0.0)
        here = observe(
            truth,
            draws,
            np.full(n, arm),
            people.severity,
            therapist=therapist,
            group=group,
            problem_area=people.problem_area,
        )
        totals.append(np.array([here.totals[scale] for scale in truth.scales]))
    return np.stack([totals[late] - totals[early] for late, early in pairs], axis=1)


def _table(
    truth: Truth, pairs: list[tuple[int, int]], mean: Floats, error: Floats, people: int
) -> pd.DataFrame:
    arms = list(truth.arms.items())
    rows = []
    for k, scale in enumerate(truth.scales):
        for p, (late, early) in enumerate(pairs):
            for v, visit in enumerate(truth.visits):
                if visit.week <= min(arms[late][1].last_week, arms[early][1].last_week):
                    names = (arms[late][0], arms[early][0])
                    numbers = (float(mean[k, p, v]), float(error[k, p, v]), people)
                    rows.append((scale, visit.name, visit.week, *names, *numbers))
    columns = ["scale", "visit", "week", "test", "comparison", "estimate", "mc_se", "people"]
    return pd.DataFrame(rows, columns=columns)
