"""Forms in the derivatives of V, entry by entry of its lower triangle, and then by parameters.

With E_ab the derivative of a symmetric V by its entry in row a and column b, and A and S symmetric,

    <S, E_ab>          S_ab + S_ba, once where a = b
    tr(E_ab A E_cd S)  A_bc S_da + A_ac S_db + A_bd S_ca + A_ad S_cb, halved where a = b or c = d
    A E_ab S           A's columns a and b times S's rows b and a

so that sums over patterns of products of entries are enough. For us the parameters are the entries.

Formulas: docs/methods.md, "Reduction to cross-products".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.moments import Array

Places = NDArray[np.intp]


@dataclass(frozen=True, repr=False)
class Triangle:
    """The T = m (m + 1) / 2 entries of a symmetric (m, m) matrix, its lower triangle row by row.

    row, column  (T,) their places
    lower        (T,) their places in the matrix row by row
    place        (m, m) which entry stands where
    weight       (T,) one, and a half on the diagonal: what E_ab is of the sum of its two halves
    pairs        (4, T T) for the four products of `pair_forms`, where they stand in (T, T)
    turned       (2, T m) for the two of `turned_forms`, where they stand in (T, m)
    """

    row: Places
    column: Places
    lower: Places
    place: Places
    weight: Array
    pairs: Places
    turned: Places


@cache
def triangle(size: int) -> Triangle:
    """The entries of a symmetric matrix of that size."""
    row, column = np.tril_indices(size)
    n, every = len(row), np.arange(size)
    place = np.empty((size, size), dtype=np.intp)
    place[row, column] = place[column, row] = np.arange(n)
    a, b, c, d = row[:, None], column[:, None], row, column
    first = ((b, c, d, a), (a, c, d, b), (b, d, c, a), (a, d, c, b))
    pairs = [(place[one, two] * n + place[three, four]).ravel() for one, two, three, four in first]
    turned = [
        (place[every, near[:, None]] * size + far[:, None]).ravel()
        for near, far in ((row, column), (column, row))
    ]
    return Triangle(
        row=row,
        column=column,
        lower=row * size + column,
        place=place,
        weight=np.where(row == column, 0.5, 1.0),
        pairs=np.array(pairs),
        turned=np.array(turned),
    )


def by_parameters(first: Array | None, stack: Array) -> Array:
    """(B, K, ...) from (B, T, ...) by entries; `first` (B or 1, K, T), None where they are one."""
    if first is None:
        return stack
    b, n, *rest = stack.shape
    return np.asarray((first @ stack.reshape(b, n, -1)).reshape(b, first.shape[1], *rest))


def entry_sums(stack: Array) -> Array:
    """(B, T, ...): <S, E_ab> for S (B, m, m, ...), symmetric or not."""
    own = triangle(stack.shape[1])
    weight = own.weight.reshape(-1, *[1] * (stack.ndim - 3))
    return np.asarray(weight * (stack[:, own.row, own.column] + stack[:, own.column, own.row]))


def pair_forms(left: Array, right: Array) -> Array:
    """(B, T, T): sum over r of tr(E_ab left_r E_cd right_r), both (B, R, m, m) and symmetric."""
    b, r, m, _ = left.shape
    own = triangle(m)
    n = len(own.row)
    one, two = (stack.reshape(b, r, m * m).take(own.lower, axis=2) for stack in (left, right))
    products = (np.swapaxes(one, 1, 2) @ two).reshape(b, n * n)
    found = products.take(own.pairs[0], axis=1)
    for places in own.pairs[1:]:
        found += products.take(places, axis=1)
    return np.asarray(found.reshape(-1, n, n) * (own.weight[:, None] * own.weight))


def turned_forms(left: Array, vectors: Array) -> Array:
    """(B, T, m, C): sum over r of left_r E_ab S_r, left (B, R, m, m) symmetric, S (B, R, m, C)."""
    b, r, m, c = vectors.shape
    own = triangle(m)
    n = len(own.row)
    products = np.swapaxes(left[:, :, own.row, own.column], 1, 2) @ vectors.reshape(b, r, m * c)
    products = products.reshape(b, n * m, c)
    found = products.take(own.turned[0], axis=1)
    found += products.take(own.turned[1], axis=1)
    return np.asarray(found.reshape(b, n, m, c) * own.weight[:, None, None])


def turned_entries(inverse: Array) -> Array:
    """(B, R, T, T): of W E_ab W in its entries, by the entry first, W (B, R, m, m) symmetric."""
    own = triangle(inverse.shape[-1])
    row, column = own.row, own.column
    found = inverse[:, :, row][..., row] * inverse[:, :, column][..., column]
    found += inverse[:, :, row][..., column] * inverse[:, :, column][..., row]
    return np.asarray(found * own.weight[:, None])


def pair_weights(first: Array | None, w: Array, inverse: Array) -> Array:
    """(B, R, m, m) Y_r with sum_kl W_kl tr(V_k W_r V_l S) = <Y_r, S> for every symmetric S.

    `w` (B, K, K) is W, `inverse` (B, R, m, m) the W_r.
    """
    b, r, m, _ = inverse.shape
    entries: Array = w if first is None else np.swapaxes(first, 1, 2) @ w @ first
    place = triangle(m).place
    # V_k[a, b] V_l[c, d] at (bc), (da)
    pairs = place.T[:, None, None, :] * entries.shape[-1] + place[None, :, :, None]
    weights = entries.reshape(b, -1).take(pairs.reshape(-1), axis=1).reshape(b, m * m, m * m)
    return np.asarray(inverse.reshape(b, r, m * m) @ weights).reshape(b, r, m, m)
