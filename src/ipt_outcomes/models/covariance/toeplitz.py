"""toep: one variance, and one covariance for each lag.

Formulas: docs/methods.md, "Covariance structures".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ipt_outcomes.models.covariance.banded import Banded
from ipt_outcomes.models.covariance.correlation import Places
from ipt_outcomes.models.moments import Array


@dataclass(frozen=True)
class Toeplitz:
    """Theta is (variance, covariance at lag 1, 2, ...), in which the matrix is linear.

    Lags count planned visits; those that no two visits have have no parameter. `free` is (log
    variance, the free parameters of the correlations by lag; see `banded.py`).
    """

    places: Places
    linear: bool = True

    @property
    def n_visits(self) -> int:
        """m."""
        return len(self.places)

    @property
    def n_parameters(self) -> int:
        """One, and the number of lags: m where no planned visit was left out."""
        return 1 + self._correlation.n_parameters

    @cached_property
    def _correlation(self) -> Banded:
        return Banded(self.places)

    def names(self, visits: tuple[str, ...]) -> tuple[str, ...]:
        """`variance`, `covariance[lag 1]`, ..."""
        return ("variance", *(f"covariance{name}" for name in self._correlation.names(visits)))

    def start(self, empirical: Array) -> Array:
        """The mean variance, and the mean correlation at each lag."""
        sd = np.sqrt(np.diag(empirical))
        rho = self._correlation.start(empirical / np.outer(sd, sd))
        return np.asarray(float((sd**2).mean()) * np.append(1.0, rho))

    def matrix(self, theta: Array) -> Array:
        """The (m, m) covariance."""
        matrix: Array = theta[self._correlation.which]
        return matrix

    def first(self, theta: Array) -> Array:
        """(K, m, m): ones at the k-th lag, the diagonal being the first."""
        k = np.arange(self.n_parameters)[:, None, None]
        return np.asarray(self._correlation.which == k, dtype=np.float64)

    def second(self, theta: Array) -> None:
        """None: the matrix is linear in theta."""

    def to_free(self, theta: Array) -> Array:
        """Log variance, mapped partial autocorrelations."""
        return np.append(np.log(theta[0]), self._correlation.free_of(theta[1:] / theta[0]))

    def to_natural(self, free: Array) -> Array:
        """The inverse of `to_free`."""
        rho, _ = self._correlation.rho_of(free[1:])
        return np.asarray(np.exp(free[0]) * np.append(1.0, rho))

    def jacobian(self, free: Array) -> Array:
        """d theta / d free."""
        jacobian = np.zeros((self.n_parameters, self.n_parameters))
        jacobian[:, 0] = self.to_natural(free)
        jacobian[1:, 1:] = np.exp(free[0]) * self._correlation.rho_of(free[1:])[1]
        return jacobian
