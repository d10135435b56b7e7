"""The correlation of ar1 and ar1h: rho to the power of the number of planned visits between.

Formulas: docs/methods.md, "Covariance structures".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ipt_outcomes.models.covariance.correlation import (
    START_LIMIT,
    SYMMETRIC,
    Places,
    SymmetricMap,
    lags,
    lags_shown,
    mean_at_lag,
)
from ipt_outcomes.models.covariance.mapped import Mapped
from ipt_outcomes.models.moments import Array

_ABOVE_ZERO = 0.01


@dataclass(frozen=True)
class Autoregressive(Mapped):
    """One rho in (-1, 1), between neighbouring planned visits, whatever the time between them.

    A planned visit that nobody came to still lies between its neighbours, as in nlme's
    corAR1(form = ~ place). Where all lags are even the sign of rho has no meaning: it is positive.
    """

    places: Places
    n_parameters: int = 1
    map: SymmetricMap = SYMMETRIC

    @property
    def n_visits(self) -> int:
        """m."""
        return len(self.places)

    def names(self, visits: tuple[str, ...]) -> tuple[str, ...]:
        """`[lag 1]`."""
        return ("[lag 1]",)

    def start(self, empirical: Array) -> Array:
        """From the mean correlation at the shortest lag."""
        shortest = lags_shown(self.places)[0]
        mean = np.clip(mean_at_lag(empirical, self.places, shortest), -START_LIMIT, START_LIMIT)
        if shortest % 2 == 0:
            # At rho = 0 an even power has no slope, and the search would not leave it.
            mean = np.maximum(mean, _ABOVE_ZERO)
        return np.array([np.sign(mean) * np.abs(mean) ** (1.0 / shortest)])

    def matrix(self, rho: Array) -> Array:
        """rho^|i - j|."""
        return np.asarray(rho[0] ** lags(self.places))

    def first(self, rho: Array) -> Array:
        """(1, m, m): d rho^(d - 1) for d = |i - j|."""
        lag = lags(self.places)
        return np.asarray(lag * rho[0] ** np.maximum(lag - 1.0, 0.0))[None]

    def second(self, rho: Array) -> Array:
        """(1, 1, m, m): d (d - 1) rho^(d - 2)."""
        lag = lags(self.places)
        return np.asarray(lag * (lag - 1.0) * rho[0] ** np.maximum(lag - 2.0, 0.0))[None, None]
