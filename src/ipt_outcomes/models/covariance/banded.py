"""The correlation of toeph: one for each lag."""

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
from ipt_outcomes.models.covariance.partial import from_partial, to_partial
from ipt_outcomes.models.moments import Array


@dataclass(frozen=True)
class Banded:
    """m - 1 correlations, by the number of visits between.

    `free` is the SymmetricMap of the partial autocorrelations: any value gives a positive definite
    matrix, which correlations chosen in (-1, 1) one by one do not.
    """

    n_visits: int
    map: SymmetricMap = SYMMETRIC

    @property
    def n_parameters(self) -> int:
        """m - 1."""
        return self.n_visits - 1

    def names(self, visits: tuple[str, ...]) -> tuple[str, ...]:
        """`[lag 1]`, `[lag 2]`, ..."""
        return tuple(f"[lag {lag}]" for lag in range(1, self.n_visits))

    def start(self, empirical: Array) -> Array:
        """The mean correlation at each lag, its partial autocorrelations clipped."""
        means = np.array([mean_at_lag(empirical, lag) for lag in range(1, self.n_visits)])
        return from_partial(to_partial(means, limit=START_LIMIT))[0]

    def matrix(self, rho: Array) -> Array:
        """rho at |i - j|, one on the diagonal."""
        by_lag = np.append(1.0, rho)
        matrix: Array = by_lag[lags(self.n_visits).astype(np.intp)]
        return matrix

    def first(self, rho: Array) -> Array:
        """(K, m, m): ones at lag k."""
        lag = np.arange(1, self.n_visits)[:, None, None]
        return np.asarray(lags(self.n_visits) == lag, dtype=np.float64)

    def second(self, rho: Array) -> Array:
        """Zero."""
        k, m = self.n_parameters, self.n_visits
        return np.zeros((k, k, m, m))

    def free_of(self, rho: Array) -> Array:
        """Partial autocorrelations, mapped to the line."""
        return self.map.inverse(to_partial(rho))

    def rho_of(self, free: Array) -> tuple[Array, Array]:
        """rho (K,) for the unconstrained vector, and d rho / d free (K, K)."""
        rho, slopes = from_partial(self.map.value(free))
        return rho, np.asarray(slopes * self.map.slopes(free)[0])

    def to_free(self, t: Array) -> Array:
        """`free_of` the correlations."""
        return self.free_of(self.map.value(t))

    def to_natural(self, free: Array) -> Array:
        """The inverse of `to_free`."""
        return self.map.inverse(self.rho_of(free)[0])

    def jacobian(self, free: Array) -> Array:
        """d t / d free."""
        rho, slopes = self.rho_of(free)
        return np.asarray(slopes / self.map.slopes(self.map.inverse(rho))[0][:, None])
