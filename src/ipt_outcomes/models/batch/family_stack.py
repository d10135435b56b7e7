"""A covariance family at many thetas at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ipt_outcomes.models.covariance.family import Family
from ipt_outcomes.models.moments import Array


@dataclass(frozen=True)
class FamilyStack:
    """A linear family is one product for all thetas; another is asked for each by itself."""

    family: Family

    @cached_property
    def _basis(self) -> Array:
        """(K, m m): the derivatives of a linear family, which do not depend on theta."""
        k = self.family.n_parameters
        return np.ascontiguousarray(self.family.first(np.zeros(k)).reshape(k, -1))

    def start(self, empirical: Array) -> Array:
        """(B, K) from (B, m, m)."""
        return np.stack([self.family.start(matrix) for matrix in empirical])

    def matrix(self, theta: Array) -> Array:
        """(B, m, m)."""
        m = self.family.n_visits
        if self.family.linear:
            return np.asarray((theta @ self._basis).reshape(-1, m, m))
        with np.errstate(all="ignore"):
            return np.stack([self.family.matrix(each) for each in theta])

    def first(self, theta: Array) -> Array:
        """(B, K, m m); B is 1 for a linear family."""
        if self.family.linear:
            return self._basis[None]
        b, k = theta.shape
        return np.stack([self.family.first(each) for each in theta]).reshape(b, k, -1)

    def second(self, theta: Array) -> Array | None:
        """(B, K, K, m, m), or None for a linear family."""
        if self.family.linear:
            return None
        return np.stack([np.asarray(self.family.second(each)) for each in theta])
