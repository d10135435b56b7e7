"""The model of mediator and outcome, fitted to the people and to people drawn anew.

Formulas: docs/methods.md, "Mediation".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ipt_outcomes.estimate.mediation.effects import IN_POINTS, effects
from ipt_outcomes.estimate.mediation.resampling import Places, drawn, expanded_interval, strata
from ipt_outcomes.models.lagged.search import Maximum, maxima, maximum
from ipt_outcomes.models.lagged.start import start_of
from ipt_outcomes.models.lagged.structure import LaggedStructure
from ipt_outcomes.models.lagged.sums import People, people_of
from ipt_outcomes.models.moments import Array

_AT_ONCE = 256


@dataclass(frozen=True, repr=False, eq=False)
class Seen:
    """N people who have a value at least.

    values (N, waves, 2) of mediator and outcome, points, NaN where there is none; arm (N,), 1 the
    test arm, 0 the other; unit (N,) numbers of who is drawn together.
    """

    values: Array
    arm: Places
    unit: Places

    @property
    def units(self) -> int:
        """How many are drawn, in the arm that has fewer."""
        return min(len(sizes) for sizes in self._sizes())

    @property
    def equal_units(self) -> float:
        """As good as how many of equal size: the square of the people's number over the sum of
        squared sizes, in the arm that has fewer.
        """
        return min(float(sizes.sum() ** 2 / (sizes**2).sum()) for sizes in self._sizes())

    def _sizes(self) -> list[Places]:
        stratum = strata(self.arm, self.unit)
        return [
            np.unique(self.unit[stratum == own], return_counts=True)[1]
            for own in np.unique(stratum)
        ]


@dataclass(frozen=True, repr=False, eq=False)
class Fitted:
    """The fit, its effects and those of the draws.

    people    standardised; points, an outcome's standard deviation
    estimate  (6,) in the order of `tables.mediation.QUANTITIES`; draws (R, 6)
    thetas, means  of the draws, (R, K) and (R, p, 2)
    rest      share of the draws whose search came to rest
    units     of equal size, as good as those of the arm with fewer
    """

    structure: LaggedStructure
    people: People
    points: float
    best: Maximum
    estimate: Array
    draws: Array
    thetas: Array
    means: Array
    rest: float
    units: float

    def interval(self, place: int, level: float) -> tuple[float, float]:
        """Of the quantity at that place."""
        return expanded_interval(self.draws[:, place], level, self.units)


def fitted(structure: LaggedStructure, seen: Seen, rng: np.random.Generator, draws: int) -> Fitted:
    """By maximum likelihood, and again to each of the `draws` of people, or of whom they share."""
    mean = np.nanmean(seen.values, axis=(0, 1))
    spread = np.nanstd(seen.values, axis=(0, 1))
    standard = ((seen.values - mean) / spread).reshape(len(seen.arm), -1)
    people = people_of(standard, seen.arm)
    best = maximum(structure, people.sums(np.ones((1, len(seen.arm)))), start_of(structure, people))
    weights = drawn(rng, draws if best.converged else 0, seen.arm, seen.unit)
    found = [
        maxima(structure, people.sums(weights[first : first + _AT_ONCE]), best)
        for first in range(0, len(weights), _AT_ONCE)
    ]
    k, p = structure.parameters, structure.size
    thetas = np.concatenate([np.empty((0, k)), *(each[0] for each in found)])
    means = np.concatenate([np.empty((0, p, 2)), *(each[1] for each in found)])
    rest = np.concatenate([np.empty(0, dtype=bool), *(each[2] for each in found)])
    unit = np.ones(6)
    unit[list(IN_POINTS)] = spread[1]
    return Fitted(
        structure,
        people,
        float(spread[1]),
        best,
        unit * effects(structure, best.theta[None], best.means[None])[0],
        unit * effects(structure, thetas, means),
        thetas,
        means,
        float(rest.mean()) if len(rest) else 0.0,
        seen.equal_units,
    )
