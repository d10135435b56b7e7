"""Leaving the trial: missing at random, given the last observed score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.simulate.truth import Dropout, Truth

Floats = NDArray[np.float64]


@dataclass(frozen=True, repr=False)
class Leaving:
    """Who left. One entry a person.

    visit: index of the first visit not reached; the number of visits for those who stay.
    last_score: the last score observed before it. reason: code of the truth file's reasons, -1 for
    those who stay. moment: where between two visits the person left, 0 to 1.
    """

    visit: NDArray[np.int64]
    last_score: Floats
    reason: NDArray[np.int64]
    moment: Floats


def draw_leaving(
    truth: Truth, arm: NDArray[np.int64], scores: Floats, rng: np.random.Generator
) -> Leaving:
    """Who leaves before which visit, and why.

    scores: (n, visits), what would be observed of `dropout.scale`; NaN where the visit is missed.
    The first visit has no NaN. A person leaves for good (monotone), and only before a visit that
    the arm still has.
    """
    dropout = truth.dropout
    n, visits = scores.shape
    left = np.full(n, visits)
    last_score = scores[:, 0].copy()
    shift = np.array([dropout.arms[name] for name in truth.arms])[arm]
    last_week = np.array([one.last_week for one in truth.arms.values()])[arm]
    for visit in range(1, visits):
        logit = dropout.visits[visit - 1] + shift
        logit = logit + dropout.per_point * (last_score - dropout.reference)
        here = (left == visits) & (truth.visits[visit].week <= last_week)
        leaves = here & (rng.random(n) < 1 / (1 + np.exp(-logit)))
        left[leaves] = visit
        seen = (left == visits) & ~np.isnan(scores[:, visit])
        last_score[seen] = scores[seen, visit]
    reason = np.where(left < visits, _reasons(dropout, last_score, rng.random((n, 1))), -1)
    return Leaving(left, last_score, reason, moment=rng.random((n, 1))[:, 0])


def _reasons(dropout: Dropout, last_score: Floats, chance: Floats) -> NDArray[np.int64]:
    """A reason's code for each person: a multinomial logit in the last score."""
    reasons = dropout.reasons.values()
    weight = np.array([one.weight for one in reasons])
    per_point = np.array([one.per_point for one in reasons])
    odds = weight * np.exp(per_point * (last_score[:, None] - dropout.reference))
    reached = np.cumsum(odds, axis=1)
    chosen: NDArray[np.int64] = np.argmax(reached > chance * reached[:, -1:], axis=1)
    return chosen
