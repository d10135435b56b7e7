"""Where every entry of every G stands, as arrays: a step then costs a few operations on vectors."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.intp]


@dataclass(frozen=True, repr=False)
class Layout:
    """The lower triangles of covariances of some sizes, row by row and one after another.

    whole            one (q, q) a covariance: where each of its entries stands
    row_variance     (K - 1) where the variance of an entry's row stands
    column_variance  (K - 1) where that of its column stands
    on_diagonal      (K - 1) whether it is a variance
    partner          (K - 1, K - 1) for two entries of one column of one matrix, where the entry of
                     their rows stands
    shared           (K - 1, K - 1) the derivative of that entry of L L' by the two entries of L;
                     zero for entries of different columns
    """

    whole: tuple[Places, ...]
    row_variance: Places
    column_variance: Places
    on_diagonal: NDArray[np.bool_]
    partner: Places
    shared: NDArray[np.float64]


@cache
def layout(sizes: tuple[int, ...]) -> Layout:
    """The layout of covariances (q, q) of these sizes."""
    places = [
        (number, row, column)
        for number, size in enumerate(sizes)
        for row in range(size)
        for column in range(row + 1)
    ]
    at = {place: index for index, place in enumerate(places)}
    k = len(places)
    partner, shared = np.zeros((k, k), dtype=np.intp), np.zeros((k, k))
    for i, (one, row, column) in enumerate(places):
        for j, (other, second, own) in enumerate(places):
            if (one, column) == (other, own):
                partner[i, j] = at[one, max(row, second), min(row, second)]
                shared[i, j] = 2.0 if row == second else 1.0
    whole = []
    for number, size in enumerate(sizes):
        square = [[at[number, max(i, j), min(i, j)] for j in range(size)] for i in range(size)]
        whole.append(np.array(square, dtype=np.intp))
    return Layout(
        whole=tuple(whole),
        row_variance=np.array([at[one, row, row] for one, row, _ in places], dtype=np.intp),
        column_variance=np.array([at[one, col, col] for one, _, col in places], dtype=np.intp),
        on_diagonal=np.array([row == column for _, row, column in places]),
        partner=partner,
        shared=shared,
    )
