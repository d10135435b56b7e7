"""People's values as sums by arm and by which values they have: all that the likelihood needs.

Formulas: docs/methods.md, "Lagged paths within people".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.lagged.structure import Marks
from ipt_outcomes.models.moments import Array


@dataclass(frozen=True, repr=False, eq=False)
class Sums:
    """R weightings of the same people, who have one of C patterns of p values and one of two arms.

    seen     (C, p) the values of each pattern
    people   (R, 2, C) the weights' sums; values (R, C, p, 2) of weighted values, by arm
    products (R, C, p, p) of weighted products, of both arms
    """

    seen: Marks
    people: Array
    values: Array
    products: Array


@dataclass(frozen=True, repr=False, eq=False)
class People:
    """N people with p values each, zero where there is none.

    arm (N,) is 0 or 1; pattern (N,) the row of `seen` (C, p). Nobody is without any value.
    """

    values: Array
    arm: NDArray[np.intp]
    pattern: NDArray[np.intp]
    seen: Marks

    def sums(self, weights: Array) -> Sums:
        """The sums of R weightings (R, N)."""
        r, (c, p) = len(weights), self.seen.shape
        people, values = np.zeros((r, 2, c)), np.zeros((r, c, p, 2))
        products = np.zeros((r, c, p, p))
        for cell in range(c):
            for arm in (0, 1):
                here = np.flatnonzero((self.pattern == cell) & (self.arm == arm))
                z, w = self.values[here], weights[:, here]
                people[:, arm, cell] = w.sum(axis=1)
                values[:, cell, :, arm] = w @ z
                both = (z[:, :, None] * z[:, None, :]).reshape(len(here), p * p)
                products[:, cell] += (w @ both).reshape(r, p, p)
        return Sums(self.seen, people, values, products)


def people_of(values: Array, arm: NDArray[np.intp]) -> People:
    """Those of N people (values (N, p), NaN where missing) who have any value."""
    known = np.isfinite(values)
    some = known.any(axis=1)
    seen, pattern = np.unique(known[some], axis=0, return_inverse=True)
    held = np.where(known, values, 0.0)[some]
    return People(held, arm[some], pattern.ravel().astype(np.intp), seen)
