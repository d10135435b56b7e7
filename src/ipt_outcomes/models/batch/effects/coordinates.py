"""Covariance parameters of many responses: G by its entries, and free ones in which it is positive.

Theta holds parameters that need no turning (sigma^2, or those of a covariance of visits) and the
lower triangle of each component's G. The free vector has in the place of G the lower triangle of
Lambda, G = scale Lambda Lambda', so that a variance of zero is an ordinary point, as in
`random_effects/parameters.py`.

Formulas: docs/methods.md, "Many responses at once".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.moments import Array


@dataclass(frozen=True, repr=False)
class EffectEntries:
    """Which entries of G (Q, Q) are parameters, and where they stand in theta (K,).

    row, column  (L,) their places in G, column <= row
    together     (L,) which of them belong to one component
    at           (L,) their places in theta
    plain        (K - L,) the places of the other parameters
    size         Q
    """

    row: NDArray[np.intp]
    column: NDArray[np.intp]
    together: NDArray[np.intp]
    at: NDArray[np.intp]
    plain: NDArray[np.intp]
    size: int

    @property
    def n_parameters(self) -> int:
        """K."""
        return len(self.at) + len(self.plain)

    @property
    def basis(self) -> Array:
        """(1, L, Q Q): the derivatives of G by its entries."""
        made = np.zeros((len(self.row), self.size, self.size))
        every = np.arange(len(self.row))
        made[every, self.row, self.column] = made[every, self.column, self.row] = 1.0
        return made.reshape(1, len(self.row), -1)

    def covariance(self, theta: Array) -> Array:
        """G (B, Q, Q)."""
        made = np.zeros((len(theta), self.size, self.size))
        made[:, self.row, self.column] = theta[:, self.at]
        made[:, self.column, self.row] = theta[:, self.at]
        return made

    def entries(self, covariance: Array) -> Array:
        """(B, L) from (B, Q, Q)."""
        return np.asarray(covariance[:, self.row, self.column])


def effect_entries(sizes: Sequence[int], first: int, n_plain: int) -> EffectEntries:
    """The entries of components of the given sizes, from place `first` of theta on."""
    row, column, together = [], [], []
    start = 0
    for number, size in enumerate(sizes):
        for i in range(size):
            for j in range(i + 1):
                row.append(start + i)
                column.append(start + j)
                together.append(number)
        start += size
    at = first + np.arange(len(row))
    return EffectEntries(
        row=np.array(row),
        column=np.array(column),
        together=np.array(together),
        at=at,
        plain=np.setdiff1d(np.arange(len(row) + n_plain), at),
        size=start,
    )


@dataclass(frozen=True, repr=False)
class Coordinates:
    """The map between theta and the free vector of B responses; `scale` (B,)."""

    entries: EffectEntries
    scale: Array

    def take(self, chosen: NDArray[np.intp]) -> Coordinates:
        """Those responses only."""
        return replace(self, scale=self.scale[chosen])

    def factor(self, free: Array) -> Array:
        """Lambda (B, Q, Q)."""
        own = self.entries
        made = np.zeros((len(free), own.size, own.size))
        made[:, own.row, own.column] = free[:, own.at]
        return made

    def natural(self, free: Array) -> Array:
        """Theta (B, K) for free (B, K)."""
        factor = self.factor(free)
        theta = free.copy()
        product = factor @ np.swapaxes(factor, 1, 2)
        theta[:, self.entries.at] = self.scale[:, None] * self.entries.entries(product)
        return theta

    def free(self, theta: Array) -> Array:
        """The free vector (B, K) for a theta with positive definite G."""
        scaled = self.entries.covariance(theta) / self.scale[:, None, None]
        factor: Array = np.asarray(np.linalg.cholesky(scaled))
        found = theta.copy()
        found[:, self.entries.at] = self.entries.entries(factor)
        return found

    def jacobian(self, free: Array) -> Array:
        """d theta / d free (B, K, K): row theta, column free."""
        own, factor = self.entries, self.factor(free)
        k = own.n_parameters
        jacobian = np.zeros((len(free), k, k))
        jacobian[:, own.plain, own.plain] = 1.0
        row, column = own.row[:, None], own.column[:, None]
        # By Lambda[r, c], G[i, j] changes by Lambda[j, c] where i = r and Lambda[i, c] where j = r.
        changed = np.where(row == own.row, factor[:, column, own.column], 0.0)
        changed = changed + np.where(column == own.row, factor[:, row, own.column], 0.0)
        changed = np.where(own.together[:, None] == own.together, changed, 0.0)
        jacobian[np.ix_(np.arange(len(free)), own.at, own.at)] = self.scale[:, None, None] * changed
        return jacobian

    def curvature(self, gradient: Array) -> Array:
        """sum_k gradient_k d2 theta_k / d free d free' (B, K, K), for the gradient by theta."""
        own = self.entries
        lower = np.zeros((len(gradient), own.size, own.size))
        lower[:, own.row, own.column] = gradient[:, own.at]
        whole = lower + np.swapaxes(lower, 1, 2)
        same = (own.together[:, None] == own.together) & (own.column[:, None] == own.column)
        made = np.where(same, whole[:, own.row[:, None], own.row], 0.0)
        curvature = np.zeros((len(gradient), own.n_parameters, own.n_parameters))
        curvature[np.ix_(np.arange(len(gradient)), own.at, own.at)] = (
            self.scale[:, None, None] * made
        )
        return curvature
