"""The correlation of ad and adh: the product of the correlations of neighbours in between.

Formulas: docs/methods.md, "Covariance structures".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.covariance.correlation import START_LIMIT, SYMMETRIC, SymmetricMap
from ipt_outcomes.models.covariance.mapped import Mapped
from ipt_outcomes.models.moments import Array


@dataclass(frozen=True)
class Antedependence(Mapped):
    """First-order ante-dependence (Gabriel 1962): m - 1 correlations of neighbouring visits.

    Neighbours are visits that someone came to: a step over a planned visit that nobody came to is
    one parameter, the product of the two that cannot be told apart.
    """

    n_visits: int
    map: SymmetricMap = SYMMETRIC

    @property
    def n_parameters(self) -> int:
        """m - 1."""
        return self.n_visits - 1

    @cached_property
    def _between(self) -> NDArray[np.bool_]:
        """(m - 1, m, m): whether the step from visit k to k + 1 lies between i and j."""
        at = np.arange(self.n_visits)
        low, high = np.minimum(at[:, None], at), np.maximum(at[:, None], at)
        step = at[:-1, None, None]
        return (low <= step) & (step < high)

    def names(self, visits: tuple[str, ...]) -> tuple[str, ...]:
        """`[a, b]` for neighbours."""
        return tuple(f"[{a}, {b}]" for a, b in pairwise(visits))

    def start(self, empirical: Array) -> Array:
        """The correlations of neighbours."""
        return np.clip(np.diagonal(empirical, 1), -START_LIMIT, START_LIMIT)

    def matrix(self, rho: Array) -> Array:
        """Products of the correlations in between."""
        return np.asarray(np.where(self._between, rho[:, None, None], 1.0).prod(axis=0))

    def first(self, rho: Array) -> Array:
        """(K, m, m): the product without one of its factors."""
        left_out = np.eye(self.n_parameters, dtype=bool)
        return self._products(rho, left_out) * self._between

    def second(self, rho: Array) -> Array:
        """(K, K, m, m): the product without two of its factors; zero for k = l."""
        one = np.eye(self.n_parameters, dtype=bool)
        products = self._products(rho, one[:, None] | one)
        both = self._between[:, None] & self._between
        return np.where(both & ~one[:, :, None, None], products, 0.0)

    def _products(self, rho: Array, left_out: NDArray[np.bool_]) -> Array:
        """(..., m, m): products of the factors that `left_out` (..., K) does not name."""
        inside = self._between & ~left_out[..., None, None]
        return np.asarray(np.where(inside, rho[:, None, None], 1.0).prod(axis=-3))
