"""Maintenance sessions: who is allocated to them, what they do, and when they are held.

The scores after the treatment are drawn before anybody is allocated, so that a trial without
maintenance keeps its scores. Who is allocated is then drawn given the visit effects that follow, by
Bayes' theorem: with s the mean of a person's later visit effects over its standard deviation,

    P(maintenance | s) = Phi(-effect x s),

which is 1/2 on average over s. Visit effects are independent of all that was before, so chance
alone decides, with probability 1/2, as in a trial that allocates first; and among those allocated s
has the skew-normal distribution with mean -effect x sqrt(2 / pi / (1 + effect^2)), among the others
the mirrored one. Maintenance lowers the later scores, and so the hazard of a relapse.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from ipt_outcomes.simulate.scores import SimulatedScores
from ipt_outcomes.simulate.truth import Truth

DAYS_A_WEEK = 7


@dataclass(frozen=True, repr=False)
class Allocated:
    """Of each of the n people.

    eligible: still in the trial at the visit, in an arm that is allocated. offered: allocated to
    maintenance sessions; False elsewhere.
    """

    eligible: NDArray[np.bool_]
    offered: NDArray[np.bool_]


def allocate(
    truth: Truth,
    drawn: SimulatedScores,
    withdrawal_day: NDArray[np.float64],
    rng: np.random.Generator,
) -> Allocated:
    """Who is allocated to maintenance; nobody where the truth has none.

    withdrawal_day: (n,), NaN for who stayed.
    """
    told, n = truth.maintenance, drawn.arm.size
    chance = rng.random(n)
    if told is None:
        return Allocated(np.zeros(n, dtype=bool), np.zeros(n, dtype=bool))
    at = [visit.name for visit in truth.visits].index(told.randomised_at)
    arms = [list(truth.arms).index(arm) for arm in told.arms]
    there = np.isnan(withdrawal_day) | (withdrawal_day > drawn.day[:, at])
    eligible = np.isin(drawn.arm, arms) & there
    later = drawn.courses[truth.dropout.scale].visit[:, at + 1 :]
    s = later.sum(axis=1) / np.sqrt(later.shape[1])
    return Allocated(eligible, eligible & (chance < norm.cdf(-told.effect * s)))


def mean_shift(truth: Truth, scale: str) -> float:
    """By how much maintenance lowers the scale's later visits on average, in its latent unit."""
    told = truth.maintenance
    if told is None:
        return 0.0
    visits = [visit.name for visit in truth.visits]
    later = len(visits) - 1 - visits.index(told.randomised_at)
    of_sum = told.effect * np.sqrt(2 / np.pi / (1 + told.effect**2))
    return float(truth.scales[scale].visit_sd * of_sum / np.sqrt(later))
