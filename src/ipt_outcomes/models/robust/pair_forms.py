"""Symmetric matrices as vectors over pairs, and quadratic forms in them.

A symmetric matrix (p, p) has s = p (p + 1) / 2 numbers, those of the pairs a <= b.

Formulas: docs/methods.md, "Sandwiches".
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.moments import Array

Index = NDArray[np.intp]


@lru_cache(maxsize=8)
def pairs(p: int) -> tuple[Index, Index]:
    """The pairs a <= b below p, as two arrays of p (p + 1) / 2."""
    return np.triu_indices(p)


def packed(matrices: Array) -> Array:
    """(..., s): the entries of symmetric matrices (..., p, p) at the pairs."""
    rows, columns = pairs(matrices.shape[-1])
    return np.asarray(matrices[..., rows, columns])


@lru_cache(maxsize=8)
def place_of_pairs(p: int) -> Index:
    """(p, p): the place of {a, b} among the pairs, whatever their order."""
    rows, columns = pairs(p)
    place = np.empty((p, p), dtype=np.intp)
    place[rows, columns] = place[columns, rows] = np.arange(len(rows))
    return place


def pair_products(one: Array, other: Array) -> Array:
    """(s,): v with v' K v = sum of K[ad, be] one_a other_d one_b other_e, K (s, s) over pairs.

    K is symmetric in a and d, and in b and e.
    """
    rows, columns = pairs(len(one))
    both = one[rows] * other[columns] + one[columns] * other[rows]
    return np.asarray(np.where(rows == columns, both / 2.0, both))
