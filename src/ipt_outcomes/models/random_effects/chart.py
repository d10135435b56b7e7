"""Coordinates around one theta, in which the likelihood is nearly as curved in every direction.

G = V D V' with D diagonal, and nearby G = V L L' V' with L lower triangular. On the columns of Z
that V makes, the directions of a nearly singular G are columns, and a step in each is measured by
its own standard deviation: where two random effects have a correlation near one, the direction in
which they differ is small, and the one that they share is large. At a variance of zero the
likelihood is even in its column of L, so that a variance of zero with a gradient that keeps it
there is a regular maximum, and one that wants to grow is a saddle.

Formulas: docs/methods.md, "Random effects".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.random_effects.parameters import (
    covariances,
    layout_of,
    lower_triangle,
    natural,
    natural_curvature,
    pack,
    without_rounding,
)
from ipt_outcomes.models.random_effects.terms import Component

_ONE = np.ones((1, 1))


@dataclass(frozen=True, repr=False)
class Chart:
    """The free vector at theta is `free`: the diagonal L, and log sigma.

    turn  (K, K): theta = turn @ (theta on the turned columns)
    """

    components: tuple[Component, ...]
    free: Array
    turn: Array

    def natural(self, free: Array) -> Array:
        """Theta for a free vector."""
        return np.asarray(self.turn @ natural(free, self.components))

    def jacobian(self) -> Array:
        """d theta / d free, (K, K)."""
        own = layout_of(self.components)
        # Of L L' with L diagonal.
        change = np.empty(len(self.free))
        change[:-1] = self.free[own.column_variance] * (1.0 + own.on_diagonal)
        change[-1] = 2.0 * np.exp(2.0 * self.free[-1])
        return np.asarray(self.turn * change)

    def curvature(self, gradient: Array) -> Array:
        """sum_k gradient_k d2 theta_k / d free d free', (K, K)."""
        return natural_curvature(self.turn.T @ gradient, self.free, self.components)

    def scale(self, expected: Array) -> Array:
        """(K,) what is a large change of each free parameter.

        For a row of L the standard deviation of its random effect, and near zero the root of the
        standard error of its variance; for log sigma one.
        """
        rows = layout_of(self.components).row_variance
        information = ((expected @ self.turn) * self.turn).sum(axis=0)
        # Rounding can leave nothing of an information.
        known = information[rows] > 0
        errors = np.zeros(len(rows))
        np.power(information[rows], -0.5, out=errors, where=known)
        return np.append(np.sqrt(self.free[rows] ** 2 + errors), 1.0)

    def inside(self, expected: Array) -> Array:
        """Theta with no standard deviation below what is a large change of it."""
        lifted = np.maximum(self.free, self.scale(expected))
        diagonal = np.append(layout_of(self.components).on_diagonal, False)
        return self.natural(np.where(diagonal, lifted, self.free))


def uncorrelated(theta: Array, components: tuple[Component, ...]) -> Array:
    """Theta with the variances of theta and no covariances."""
    return pack([np.diag(np.diag(g)) for g in covariances(theta, components)], float(theta[-1]))


def chart(theta: Array, components: tuple[Component, ...]) -> Chart:
    """The coordinates around theta (K,), the entries of every G and sigma^2."""
    axes = principal_axes(theta, components)
    free = np.zeros(len(theta))
    own = layout_of(components)
    free[:-1][own.on_diagonal] = np.sqrt(np.concatenate([values for values, _ in axes]))
    free[-1] = 0.5 * np.log(theta[-1])
    return Chart(components, free, turning([vectors for _, vectors in axes]))


def principal_axes(theta: Array, components: tuple[Component, ...]) -> list[tuple[Array, Array]]:
    """Eigenvalues (q,) and eigenvectors (q, q) of every G.

    The largest first: an entry of L outside the diagonal then belongs to the smaller of two
    directions.
    """
    result = []
    for g in covariances(theta, components):
        if len(g) == 1:
            result.append((np.maximum(g[0], 0.0), _ONE))
            continue
        values, vectors = np.linalg.eigh(g)
        result.append((without_rounding(values)[::-1], vectors[:, ::-1]))
    return result


def turning(turns: Sequence[Array]) -> Array:
    """(K, K): theta by the theta on columns that the V (q, q) of every component have turned.

    The entries of V G V' by those of G, both lower triangles row by row; sigma^2 is itself.
    """
    size = 1 + sum(len(vectors) * (len(vectors) + 1) // 2 for vectors in turns)
    result = np.eye(size)
    start = 0
    for vectors in turns:
        if len(vectors) == 1:
            start += 1
            continue
        rows, columns = lower_triangle(len(vectors))
        down, across = rows[:, None], columns[:, None]
        block = vectors[down, rows] * vectors[across, columns]
        block += (vectors[down, columns] * vectors[across, rows]) * (rows != columns)
        result[start : start + len(rows), start : start + len(rows)] = block
        start += len(rows)
    return result
