"""The principal axes of every G of many responses, and coordinates around them.

As `random_effects/chart.py`, for all responses at once: G = V D V' with D diagonal, and nearby
G = V L L' V' with L lower triangular.

Formulas: docs/methods.md, "Many responses at once".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ipt_outcomes.models.batch.effects.coordinates import Coordinates, EffectEntries
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.random_effects.parameters import without_rounding


@dataclass(frozen=True, repr=False)
class Axes:
    """B responses.

    values   (B, Q) the variances along the axes, the largest of each component first
    vectors  (B, Q, Q) V, zero between components
    """

    entries: EffectEntries
    values: Array
    vectors: Array

    def covariance(self, values: Array) -> Array:
        """The entries of G (B, L) with other variances (B, Q) along the same axes."""
        whole = (self.vectors * values[:, None]) @ np.swapaxes(self.vectors, 1, 2)
        return self.entries.entries(whole)

    @property
    def turn(self) -> Array:
        """(B, L, L): the entries of G by those on the axes."""
        row, column, v = self.entries.row, self.entries.column, self.vectors
        down, across = row[:, None], column[:, None]
        straight = v[:, down, row] * v[:, across, column]
        return np.asarray(straight + v[:, down, column] * v[:, across, row] * (row != column))

    def jacobian(self) -> Array:
        """(B, L, L): d G / d L at G."""
        own = self.entries
        change = np.sqrt(self.values)[:, own.column] * (1.0 + (own.row == own.column))
        return np.asarray(self.turn * change[:, None])

    def curvature(self, gradient: Array) -> Array:
        """(B, L, L): sum_k gradient_k d2 theta_k / dL dL' for the gradient (B, K) by theta."""
        own = self.entries
        turned = np.zeros_like(gradient)
        turned[:, own.at] = (gradient[:, None, own.at] @ self.turn)[:, 0]
        whole = Coordinates(own, np.ones(len(gradient))).curvature(turned)
        return np.asarray(whole[np.ix_(np.arange(len(gradient)), own.at, own.at)])

    def inside(self, expected: Array) -> Array:
        """The entries of G (B, L) with each variance wider by its standard error.

        `expected` (B, L, L) is the information on the entries.
        """
        own, turn = self.entries, self.turn
        information = ((expected @ turn) * turn).sum(axis=1)[:, own.row == own.column]
        # Rounding can leave nothing of an information.
        known = information > 0
        return self.covariance(self.values + np.where(known, information, np.inf) ** -0.5)


def principal_axes(entries: EffectEntries, covariance: Array) -> Axes:
    """The axes of G (B, Q, Q)."""
    values = np.maximum(np.diagonal(covariance, axis1=1, axis2=2), 0.0)
    vectors = np.tile(np.eye(entries.size), (len(covariance), 1, 1))
    variances = entries.row == entries.column
    for number in range(int(entries.together.max()) + 1):
        own = entries.row[variances & (entries.together == number)]
        if len(own) == 1:
            continue
        found, turned = np.linalg.eigh(covariance[:, own[:, None], own])
        values[:, own] = without_rounding(found)[:, ::-1]
        vectors[:, own[:, None], own] = turned[:, :, ::-1]
    return Axes(entries, values, vectors)


def uncorrelated(entries: EffectEntries, values: Array) -> Array:
    """The entries of G (B, L) with the same variances and no covariances."""
    return np.where(entries.row == entries.column, values, 0.0)
