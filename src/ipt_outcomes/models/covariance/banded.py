"""The correlation of toeph: one for each lag.

Formulas: docs/methods.md, "Covariance structures".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.covariance.correlation import (
    START_LIMIT,
    SYMMETRIC,
    Places,
    SymmetricMap,
    lags,
    lags_shown,
    mean_at_lag,
)
from ipt_outcomes.models.covariance.partial import from_partial, to_partial
from ipt_outcomes.models.moments import Array

# A matrix that is positive definite at the visits of every person need not be so at all of them.
_INSIDE = 1.0 - 1e-10


@dataclass(frozen=True)
class Banded:
    """Correlations by the number of planned visits between: m - 1 where none was left out.

    A lag that no two visits have, for want of people at some planned visit, has no parameter.
    `free` is the SymmetricMap of the partial autocorrelations: any value gives a positive definite
    matrix, which correlations chosen in (-1, 1) one by one do not.
    """

    places: Places
    map: SymmetricMap = SYMMETRIC

    @property
    def n_visits(self) -> int:
        """m."""
        return len(self.places)

    @property
    def n_parameters(self) -> int:
        """The number of lags."""
        return len(self.shown)

    @cached_property
    def shown(self) -> tuple[int, ...]:
        """The lags that two visits have, ascending."""
        return lags_shown(self.places)

    @cached_property
    def which(self) -> NDArray[np.intp]:
        """(m, m): zero on the diagonal, elsewhere k for the k-th lag."""
        return np.searchsorted((0, *self.shown), lags(self.places))

    def names(self, visits: tuple[str, ...]) -> tuple[str, ...]:
        """`[lag 1]`, `[lag 2]`, ..."""
        return tuple(f"[lag {lag}]" for lag in self.shown)

    def start(self, empirical: Array) -> Array:
        """The mean correlation at each lag, its partial autocorrelations clipped."""
        means = np.array([mean_at_lag(empirical, self.places, lag) for lag in self.shown])
        return self._correlations(self._partial(means, START_LIMIT))[0]

    def matrix(self, rho: Array) -> Array:
        """rho at |i - j|, one on the diagonal."""
        matrix: Array = np.append(1.0, rho)[self.which]
        return matrix

    def first(self, rho: Array) -> Array:
        """(K, m, m): ones at the k-th lag."""
        k = np.arange(1, 1 + self.n_parameters)[:, None, None]
        return np.asarray(self.which == k, dtype=np.float64)

    def second(self, rho: Array) -> Array:
        """Zero."""
        k, m = self.n_parameters, self.n_visits
        return np.zeros((k, k, m, m))

    def free_of(self, rho: Array) -> Array:
        """Partial autocorrelations, mapped to the line."""
        return self.map.inverse(self._partial(rho, _INSIDE))

    def rho_of(self, free: Array) -> tuple[Array, Array]:
        """rho (K,) for the unconstrained vector, and d rho / d free (K, K)."""
        rho, slopes = self._correlations(self.map.value(free))
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

    @cached_property
    def _at(self) -> NDArray[np.intp]:
        """(K,): where the lags stand among all lags up to the longest."""
        return np.array(self.shown, dtype=np.intp) - 1

    def _partial(self, rho: Array, limit: float) -> Array:
        """Partial autocorrelations (K,) of correlations (K,)."""
        every = np.full(self.shown[-1], np.nan)
        every[self._at] = rho
        partial: Array = to_partial(every, limit)[self._at]
        return partial

    def _correlations(self, partial: Array) -> tuple[Array, Array]:
        """The inverse of `_partial`, and its slopes (K, K)."""
        every = np.zeros(self.shown[-1])
        every[self._at] = partial
        rho, slopes = from_partial(every)
        return rho[self._at], slopes[np.ix_(self._at, self._at)]
