"""The correlation of ar1 and ar1h: rho to the power of the number of visits between."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ipt_outcomes.models.covariance.correlation import (
    START_LIMIT,
    SYMMETRIC,
    SymmetricMap,
    lags,
    mean_at_lag,
)
from ipt_outcomes.models.covariance.mapped import Mapped
from ipt_outcomes.models.moments import Array


@dataclass(frozen=True)
class Autoregressive(Mapped):
    """One rho in (-1, 1), between neighbouring visits, whatever the time between them."""

    n_visits: int
    n_parameters: int = 1
    map: SymmetricMap = SYMMETRIC

    def names(self, visits: tuple[str, ...]) -> tuple[str, ...]:
        """`[lag 1]`."""
        return ("[lag 1]",)

    def start(self, empirical: Array) -> Array:
        """The mean correlation of neighbours."""
        return np.array([np.clip(mean_at_lag(empirical, 1), -START_LIMIT, START_LIMIT)])

    def matrix(self, rho: Array) -> Array:
        """rho^|i - j|."""
        return np.asarray(rho[0] ** lags(self.n_visits))

    def first(self, rho: Array) -> Array:
        """(1, m, m): d rho^(d - 1) for d = |i - j|."""
        lag = lags(self.n_visits)
        return np.asarray(lag * rho[0] ** np.maximum(lag - 1.0, 0.0))[None]

    def second(self, rho: Array) -> Array:
        """(1, 1, m, m): d (d - 1) rho^(d - 2)."""
        lag = lags(self.n_visits)
        return np.asarray(lag * (lag - 1.0) * rho[0] ** np.maximum(lag - 2.0, 0.0))[None, None]
