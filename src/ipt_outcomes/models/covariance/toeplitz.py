"""toep: one variance, and one covariance for each lag."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ipt_outcomes.models.covariance.banded import Banded
from ipt_outcomes.models.covariance.correlation import lags
from ipt_outcomes.models.moments import Array


@dataclass(frozen=True)
class Toeplitz:
    """Theta is (variance, covariance at lag 1, 2, ...), in which the matrix is linear.

    `free` is (log variance, the free parameters of the correlations by lag; see `banded.py`).
    """

    n_visits: int
    linear: bool = True

    @property
    def n_parameters(self) -> int:
        """m."""
        return self.n_visits

    @property
    def _correlation(self) -> Banded:
        return Banded(self.n_visits)

    def names(self, visits: tuple[str, ...]) -> tuple[str, ...]:
        """`variance`, `covariance[lag 1]`, ..."""
        return ("variance", *(f"covariance[lag {lag}]" for lag in range(1, self.n_visits)))

    def start(self, empirical: Array) -> Array:
        """The mean variance, and the mean correlation at each lag."""
        sd = np.sqrt(np.diag(empirical))
        rho = self._correlation.start(empirical / np.outer(sd, sd))
        return np.asarray(float((sd**2).mean()) * np.append(1.0, rho))

    def matrix(self, theta: Array) -> Array:
        """The (m, m) covariance."""
        matrix: Array = theta[lags(self.n_visits).astype(np.intp)]
        return matrix

    def first(self, theta: Array) -> Array:
        """(m, m, m): ones at lag k."""
        lag = np.arange(self.n_visits)[:, None, None]
        return np.asarray(lags(self.n_visits) == lag, dtype=np.float64)

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
        jacobian = np.zeros((self.n_visits, self.n_visits))
        jacobian[:, 0] = self.to_natural(free)
        jacobian[1:, 1:] = np.exp(free[0]) * self._correlation.rho_of(free[1:])[1]
        return jacobian
