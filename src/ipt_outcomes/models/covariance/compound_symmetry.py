"""cs: one variance for all visits and one covariance for all pairs.

Formulas: docs/methods.md, "Covariance structures".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ipt_outcomes.models.moments import Array


@dataclass(frozen=True)
class CompoundSymmetry:
    """Theta is (variance, covariance).

    The matrix has the eigenvalues `between` = variance + (m - 1) covariance, once, and
    `within` = variance - covariance, m - 1 times. `free` is (log between, log within).
    """

    n_visits: int
    n_parameters: int = 2
    linear: bool = True

    def names(self, visits: tuple[str, ...]) -> tuple[str, ...]:
        """`variance` and `covariance`."""
        return ("variance", "covariance")

    def start(self, empirical: Array) -> Array:
        """The means of the diagonal and of the rest."""
        m = self.n_visits
        variance = float(np.trace(empirical)) / m
        covariance = (float(empirical.sum()) / m - variance) / (m - 1)
        return np.array([variance, covariance])

    def matrix(self, theta: Array) -> Array:
        """The (m, m) covariance."""
        return np.asarray(np.tensordot(theta, self.first(theta), axes=1))

    def first(self, theta: Array) -> Array:
        """(2, m, m): the identity, and ones off the diagonal."""
        identity = np.eye(self.n_visits)
        return np.stack([identity, 1.0 - identity])

    def second(self, theta: Array) -> None:
        """None: the matrix is linear in theta."""

    def to_free(self, theta: Array) -> Array:
        """Logarithms of the two eigenvalues."""
        between = theta[0] + (self.n_visits - 1) * theta[1]
        return np.array([np.log(between), np.log(theta[0] - theta[1])])

    def to_natural(self, free: Array) -> Array:
        """The inverse of `to_free`."""
        between, within = np.exp(free)
        covariance = (between - within) / self.n_visits
        return np.array([within + covariance, covariance])

    def jacobian(self, free: Array) -> Array:
        """d theta / d free."""
        m = self.n_visits
        between, within = np.exp(free)
        return np.array([[between / m, within * (m - 1) / m], [between / m, -within / m]])
