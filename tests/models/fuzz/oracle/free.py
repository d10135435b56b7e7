"""Parameters to search over: each value of them gives a covariance, and zero variances are points.

A random vector's covariance is spread U L L' U' with L lower triangular, design @ U orthonormal
over the rows where it is not zero, and spread a variance of the data's size. The residual
covariance has the parameters of `structures.free`, sigma is a logarithm.
"""

from __future__ import annotations

import numpy as np

from . import structures
from .covariance import STEP, Covariance
from .description import Array

SINGULAR = 1e-4
"""lme4's: a standard deviation below this share of the residual's counts as zero."""


class Free:
    """The map between theta and the vector of a search."""

    def __init__(self, covariance: Covariance, spread: float) -> None:
        self.covariance = covariance
        self._spread = spread
        self.units = [_orthonormal(effect.design) for effect in covariance.effects]

    def of(self, theta: Array) -> Array:
        """The vector for a theta."""
        made = []
        for number, piece in enumerate(self._pieces(theta)):
            effect = number - len(self.covariance.strata)
            if effect < 0:
                made.append(self._stratum(number, piece, structures.free))
            elif effect < len(self.units):
                relative = self.relative(effect, piece) / self._spread
                made.append(_factor(relative)[structures.lower(self._q(effect))])
            else:
                made.append(np.log(piece) / 2.0)
        return np.concatenate(made)

    def theta(self, vector: Array) -> Array:
        """theta for a vector."""
        made = []
        for number, piece in enumerate(self._pieces(vector)):
            effect = number - len(self.covariance.strata)
            if effect < 0:
                made.append(self._stratum(number, piece, structures.natural))
            elif effect < len(self.units):
                q = self._q(effect)
                factor = np.zeros((q, q), dtype=vector.dtype)
                factor[structures.lower(q)] = piece
                factor = self.units[effect] @ factor * np.sqrt(self._spread)
                made.append((factor @ factor.T)[structures.lower(q)])
            else:
                made.append(np.exp(2.0 * piece))
        return np.concatenate(made)

    def jacobian(self, vector: Array) -> Array:
        """d theta / d vector (K, K), by complex steps."""
        columns = []
        for k in range(len(vector)):
            moved = vector.astype(complex)
            moved[k] += 1j * STEP
            columns.append(self.theta(moved).imag / STEP)
        return np.array(columns).T

    def slopes(self, vector: Array) -> Array:
        """(K, table and entries) of the covariance by the vector, by complex steps."""
        made = []
        for k in range(len(vector)):
            moved = vector.astype(complex)
            moved[k] += 1j * STEP
            theta = self.theta(moved)
            both = self.covariance.table(theta), self.covariance.entries(theta)
            made.append(np.concatenate(both).imag / STEP)
        return np.array(made)

    def curvature(self, vector: Array, gradient: Array) -> Array:
        """sum_k gradient_k d2 theta_k / d vector d vector', by differences of complex steps."""
        step = 1e-5
        made = [
            gradient @ (self.jacobian(vector + move) - self.jacobian(vector - move)) / (2.0 * step)
            for move in step * np.eye(len(vector))
        ]
        return (np.array(made) + np.array(made).T) / 2.0

    def singular(self, theta: Array) -> bool:
        """Whether a random vector has a direction without variance."""
        scale = self.scale(theta)
        return any(values[0] < SINGULAR**2 * scale for values, _ in self.directions(theta))

    def zeroed(self, theta: Array) -> Array:
        """theta without the variance of directions that have next to none."""
        pieces = self._pieces(theta)
        least = SINGULAR**2 * self.scale(theta)
        for effect, unit in enumerate(self.units):
            number = len(self.covariance.strata) + effect
            values, vectors = np.linalg.eigh(self.relative(effect, pieces[number]))
            half = unit @ (vectors * np.sqrt(np.where(values < least, 0.0, values)))
            pieces[number] = (half @ half.T)[structures.lower(len(unit))]
        return np.concatenate(pieces)

    def scale(self, theta: Array) -> float:
        """The variance that random effects are compared with."""
        return self._spread if self.covariance.strata else float(theta[-1])

    def directions(self, theta: Array) -> list[tuple[Array, Array]]:
        """Eigenvalues (q,) of each random covariance in orthonormal columns, and vectors (q, q).

        d u u' with u a column of the vectors, in the user's units, adds d to its eigenvalue.
        """
        found = []
        for effect, unit in enumerate(self.units):
            piece = self._pieces(theta)[len(self.covariance.strata) + effect]
            values, vectors = np.linalg.eigh(self.relative(effect, piece))
            found.append((values, unit @ vectors))
        return found

    def relative(self, effect: int, piece: Array) -> Array:
        """The covariance (q, q) of a random vector, in orthonormal columns."""
        half = np.linalg.solve(self.units[effect], symmetric(piece))
        return np.asarray(np.linalg.solve(self.units[effect], half.T))

    def _q(self, effect: int) -> int:
        return len(self.units[effect])

    def _pieces(self, vector: Array) -> list[Array]:
        return np.split(vector, np.cumsum(self.covariance.sizes)[:-1])

    def _stratum(self, number: int, piece: Array, mapped) -> Array:  # type: ignore[no-untyped-def]
        residual = self.covariance.model.residual
        assert residual is not None
        if residual.family == "sp_exp":
            return piece
        return np.asarray(mapped(residual.family, self.covariance.strata[number].place, piece))


def symmetric(piece: Array) -> Array:
    """The matrix of a lower triangle, row by row."""
    q = int((np.sqrt(8 * len(piece) + 1) - 1) / 2)
    matrix = np.zeros((q, q))
    matrix[structures.lower(q)] = piece
    return matrix + np.tril(matrix, -1).T


def _orthonormal(design: Array) -> Array:
    """U (q, q), upper triangular: design @ U is orthonormal over its n_used rows, times n_used."""
    used = design[(design != 0).any(axis=1)]
    return np.asarray(np.linalg.inv(np.linalg.qr(used, mode="r")) * np.sqrt(len(used)))


def _factor(matrix: Array) -> Array:
    """L of a positive semidefinite matrix."""
    values, vectors = np.linalg.eigh(matrix)
    half = vectors * np.sqrt(np.maximum(values, 0.0))
    return np.asarray(np.linalg.qr(half.T, mode="r").T)
