"""us: a variance for each visit and a covariance for each pair, m (m + 1) / 2 parameters.

Formulas: docs/methods.md, "Covariance structures".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.moments import Array


@dataclass(frozen=True)
class Unstructured:
    """Theta is the lower triangle of the matrix, row by row. `free` is its log-Cholesky factor."""

    n_visits: int
    linear: bool = True

    @property
    def n_parameters(self) -> int:
        """m (m + 1) / 2."""
        return self.n_visits * (self.n_visits + 1) // 2

    @cached_property
    def _lower(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        rows, columns = np.tril_indices(self.n_visits)
        return rows, columns

    @cached_property
    def _unit_matrices(self) -> Array:
        rows, columns = self._lower
        units = np.zeros((self.n_parameters, self.n_visits, self.n_visits))
        which = np.arange(self.n_parameters)
        units[which, rows, columns] = 1.0
        units[which, columns, rows] = 1.0
        return units

    def names(self, visits: tuple[str, ...]) -> tuple[str, ...]:
        """`variance[a]` and `covariance[a, b]`."""
        return tuple(
            f"variance[{visits[r]}]" if r == c else f"covariance[{visits[c]}, {visits[r]}]"
            for r, c in zip(*self._lower, strict=True)
        )

    def start(self, empirical: Array) -> Array:
        """The empirical matrix itself."""
        lower: Array = empirical[self._lower]
        return lower

    def matrix(self, theta: Array) -> Array:
        """The (m, m) covariance."""
        rows, columns = self._lower
        matrix = np.empty((self.n_visits, self.n_visits))
        matrix[rows, columns] = theta
        matrix[columns, rows] = theta
        return matrix

    def first(self, theta: Array) -> Array:
        """(K, m, m): ones where a parameter stands."""
        return self._unit_matrices

    def second(self, theta: Array) -> None:
        """None: the matrix is linear in theta."""

    def to_free(self, theta: Array) -> Array:
        """The Cholesky factor's lower triangle with the logarithm of its diagonal."""
        factor = np.linalg.cholesky(self.matrix(theta))
        np.fill_diagonal(factor, np.log(np.diag(factor)))
        return np.asarray(factor[self._lower], dtype=np.float64)

    def to_natural(self, free: Array) -> Array:
        """The inverse of `to_free`."""
        factor = self._factor(free)
        lower: Array = (factor @ factor.T)[self._lower]
        return lower

    def jacobian(self, free: Array) -> Array:
        """d theta / d free: of L L' with dL one element, the diagonal's on the log scale."""
        factor = self._factor(free)
        rows, columns = self._lower
        down, across = rows[:, None], columns[:, None]
        # d (L L')[a, b] by L[r, c] is L[b, c] where a = r, and L[a, c] where b = r.
        jacobian = np.where(down == rows, factor[across, columns], 0.0)
        jacobian += np.where(across == rows, factor[down, columns], 0.0)
        jacobian *= np.where(rows == columns, factor[rows, columns], 1.0)
        return np.asarray(jacobian)

    def _factor(self, free: Array) -> Array:
        factor = np.zeros((self.n_visits, self.n_visits))
        factor[self._lower] = free
        np.fill_diagonal(factor, np.exp(np.diag(factor)))
        return factor
