"""What following an index is worth, in people whom it was not made from.

The formulas: docs/methods.md, "The personalized advantage index".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.moments import Array

FOLLOWED, BEYOND = "recommended against the other arm", "beyond the average difference"
OVER_TEST, OVER_COMPARISON = "against the test arm for all", "against the comparison arm for all"
QUANTITIES = (FOLLOWED, BEYOND, OVER_TEST, OVER_COMPARISON)


@dataclass(frozen=True, repr=False, eq=False)
class Benefit:
    """Estimates (quantities, trials) in scale points, more is better, and their variances.

    The variances take the rules as given, and say nothing of the data that these were made from.
    """

    estimate: Array
    variance: Array


def benefit_of_following(
    test: NDArray[np.bool_],
    outcome: Array,
    recommended: NDArray[np.bool_],
    *,
    sign: int,
    weights: Array,
    folds: NDArray[np.intp],
    among: NDArray[np.bool_] | None = None,
) -> Benefit:
    """The quantities of `QUANTITIES` in each of several trials of n people.

    `test` and `recommended` (trials, n) say whether somebody is in the test arm, and whether it is
    recommended; `sign` is 1 where a higher outcome is better, else -1; `among` (trials, n) are the
    people to look at. Every sum is within a fold: what the folds' rules have in common with the
    other folds' outcomes must not count as benefit. A fold with fewer than two people in an arm
    tells nothing and is left out; NaN where none is left.
    """
    seen = np.ones_like(test) if among is None else among
    total = np.zeros((len(QUANTITIES), *test.shape))
    share = np.zeros(len(test))
    for fold in np.unique(folds):
        here = seen & (folds == fold)
        size = (weights * here).sum(axis=1)
        usable = np.minimum((here & test).sum(axis=1), (here & ~test).sum(axis=1)) >= 2
        with np.errstate(divide="ignore", invalid="ignore"):
            own = _coefficients(test, recommended, weights * here, here)
        total += np.where(usable[:, None], own * size[:, None], 0.0)
        share += np.where(usable, size, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        coefficients = sign * total / share[:, None]
    return Benefit(
        np.einsum("qtn,tn->qt", coefficients, outcome),
        np.einsum("qtn,tn->qt", coefficients**2, _spread(test, outcome, weights)),
    )


def _coefficients(
    test: NDArray[np.bool_],
    recommended: NDArray[np.bool_],
    weights: Array,
    here: NDArray[np.bool_],
) -> Array:
    """(quantities, trials, n): each quantity is a sum of outcomes times these."""
    rule = recommended.astype("float64")
    p = _sum(weights * rule) / _sum(weights)
    mean_difference = np.zeros_like(rule)
    followed = np.zeros_like(rule)
    corrected = np.zeros_like(rule)
    for side, way in ((test, 1.0), (~test, -1.0)):
        own = weights * side
        part = way * own / _sum(own)
        covariance = part * (rule - _sum(own * rule) / _sum(own))
        people = (here & side).sum(axis=1, keepdims=True)
        mean_difference += part
        followed += covariance
        corrected += covariance * people / (people - 1.0)
    return np.stack(
        [
            2.0 * followed + (2.0 * p - 1.0) * mean_difference,
            2.0 * corrected,
            followed - (1.0 - p) * mean_difference,
            followed + p * mean_difference,
        ]
    )


def _spread(test: NDArray[np.bool_], outcome: Array, weights: Array) -> Array:
    """(trials, n) squared distances from the arm's mean."""
    found = np.zeros_like(outcome)
    for side in (test, ~test):
        own = weights * side
        people = side.sum(axis=1, keepdims=True)
        from_mean = outcome - _sum(own * outcome) / _sum(own)
        found += side * from_mean**2 * people / (people - 1.0)
    return found


def _sum(values: Array) -> Array:
    return np.asarray(values.sum(axis=1, keepdims=True))
