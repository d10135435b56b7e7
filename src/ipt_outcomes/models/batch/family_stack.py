"""A covariance family at many thetas at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ipt_outcomes.models.covariance.entries import triangle
from ipt_outcomes.models.covariance.family import Family
from ipt_outcomes.models.moments import Array


@dataclass(frozen=True)
class FamilyStack:
    """A linear family is one product for all thetas; another is asked for each by itself."""

    family: Family

    @cached_property
    def _basis(self) -> Array:
        """(K, T): the derivatives of a linear family, which do not depend on theta."""
        return _lower(self.family.first(np.zeros(self.family.n_parameters)))

    @cached_property
    def _entries(self) -> bool:
        """Whether the parameters are the entries of the lower triangle themselves."""
        return self.family.linear and np.array_equal(self._basis, np.eye(len(self._basis)))

    def start(self, empirical: Array) -> Array:
        """(B, K) from (B, m, m)."""
        return np.stack([self.family.start(matrix) for matrix in empirical])

    def matrix(self, theta: Array) -> Array:
        """(B, m, m)."""
        if self.family.linear:
            lower = theta if self._entries else theta @ self._basis
            return np.asarray(lower[:, triangle(self.family.n_visits).place])
        with np.errstate(all="ignore"):
            return np.stack([self.family.matrix(each) for each in theta])

    def first(self, theta: Array) -> Array | None:
        """(B, K, T) derivatives of the entries of `entries.triangle`; B is 1 for a linear family.

        None where the parameters are these entries.
        """
        if self.family.linear:
            return None if self._entries else self._basis[None]
        return _lower(np.stack([self.family.first(each) for each in theta]))

    def second(self, theta: Array) -> Array | None:
        """(B, K, K, m, m), or None for a linear family."""
        if self.family.linear:
            return None
        return np.stack([np.asarray(self.family.second(each)) for each in theta])


def _lower(stack: Array) -> Array:
    """(..., T) from (..., m, m)."""
    own = triangle(stack.shape[-1])
    return np.ascontiguousarray(stack[..., own.row, own.column])
