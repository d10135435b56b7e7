"""Quartic forms q(c), sums over a <= b <= d <= e of t_abde c_a c_b c_d c_e, and their coefficients.

The degrees of freedom of a sandwich covariance are a squared quadratic form over a quartic form in
the contrast. C(p + 3, 4) numbers hold it exactly, whatever the number of clusters.

Formulas: docs/methods.md, "Sandwiches".
"""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations_with_replacement

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.moments import Array

Index = NDArray[np.intp]


@lru_cache(maxsize=8)
def pairs(p: int) -> tuple[Index, Index]:
    """The pairs a <= b below p, as two arrays of p (p + 1) / 2."""
    return np.triu_indices(p)


@lru_cache(maxsize=8)
def quadruples(p: int) -> Index:
    """(C(p + 3, 4), 4): the a <= b <= d <= e below p, at the place `_place` gives them."""
    every = np.array(list(combinations_with_replacement(range(p), 4)), dtype=np.intp)
    ordered = np.empty_like(every)
    ordered[_place(every)] = every
    return ordered


def quadratic_coefficients(matrices: Array) -> Array:
    """(m, p (p + 1) / 2): the coefficients of c_a c_b, a <= b, in c' M c for each of (m, p, p)."""
    p = matrices.shape[-1]
    rows, columns = pairs(p)
    upper = matrices[..., rows, columns]
    lower = matrices[..., columns, rows]
    return np.asarray(np.where(rows == columns, upper, upper + lower))


def quartic_from_products(products: Array, p: int) -> Array:
    """The quartic coefficients of v' F v, F (s, s), v being the products c_a c_b of `pairs`."""
    rows, columns = pairs(p)
    s = len(rows)
    four = np.empty((s, s, 4), dtype=np.intp)
    four[:, :, 0], four[:, :, 1] = rows[:, None], columns[:, None]
    four[:, :, 2], four[:, :, 3] = rows[None], columns[None]
    place = _place(np.sort(four.reshape(-1, 4), axis=1))
    total = np.bincount(place, weights=products.ravel(), minlength=len(quadruples(p)))
    return total.astype(np.float64)


def quartic_value(coefficients: Array, c: Array) -> float:
    """q(c)."""
    return float(coefficients @ c[quadruples(len(c))].prod(axis=1))


def _place(four: Index) -> Index:
    """The number of a <= b <= d <= e in the combinatorial number system."""
    a, b, d, e = four.T
    return np.asarray(
        a + b * (b + 1) // 2 + d * (d + 1) * (d + 2) // 6 + e * (e + 1) * (e + 2) * (e + 3) // 24
    )
