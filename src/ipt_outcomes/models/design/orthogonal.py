"""Aliased columns and a well-conditioned basis for the others.

Columns are examined in the order of the formula, and one that is a combination of those before it
is aliased, as in R's lm (its tolerance, 1e-7 of the column's own length). The others are replaced
by an orthogonal basis, so that a covariate in grams or in tonnes makes the same fit.

A column that is shorter than that, and yet longer than its rounding, is no combination of the
others: there, a number hides how it changes behind how far from zero it stands. To leave it out
would be another model; `hidden.py` refuses it.

Formulas: docs/methods.md, "Columns of the fixed part".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ipt_outcomes.models.moments import Array

ALIAS_TOLERANCE = 1e-7
ROUNDING = 1e-13
"""Of a column's length: a few of its last bits, and of those of what it was made of."""
# Cross-products hold squares: what is shorter than this is lost in their rounding.
SUM_TOLERANCE = 3e-7

_ROWS = 512
"""Rows of a matrix factored at a time: what fits in the processor's cache."""


@dataclass(frozen=True, repr=False)
class Basis:
    """How the p_all columns of a model matrix become p internal ones.

    kept        indices of the columns that are not aliased, ascending, length p
    dropped     indices of the aliased ones
    transform   (p, p): internal = x[:, kept] @ transform, and internal' internal = n I
    null_basis  (p_all, len(dropped)): the directions of the coefficients that the data say nothing
                about, one for each aliased column, as a combination of it and the kept ones; a
                function l'beta is estimable when l' null_basis = 0 (see `marginal/estimable.py`)
    hidden      those of the dropped ones that are aliased by the tolerance alone, not to rounding
    """

    kept: tuple[int, ...]
    dropped: tuple[int, ...]
    transform: Array
    null_basis: Array
    hidden: tuple[int, ...] = ()


def symmetric_roots(grams: Array) -> Array:
    """F (..., c, c) with F F' = gram for a stack of cross-products, whatever their columns' units.

    Directions shorter than `SUM_TOLERANCE` of the columns are rounding error and are left out.
    """
    lengths = np.sqrt(np.maximum(np.diagonal(grams, axis1=-2, axis2=-1), 0.0))
    safe = np.where(lengths > 0, lengths, 1.0)
    scaled = grams / (safe[..., :, None] * safe[..., None, :])
    values, vectors = np.linalg.eigh(scaled)
    values = np.where(values > SUM_TOLERANCE**2 * values[..., -1:], values, 0.0)
    return np.asarray(lengths[..., :, None] * vectors * np.sqrt(values)[..., None, :])


def triangle_of(matrix: Array) -> Array:
    """R (min(n, c), c) upper triangular with R'R = matrix'matrix, for a matrix (n, c).

    Of a long matrix, Householder's R of some rows at a time, then of those R (Demmel, Grigori,
    Hoemmen & Langou 2012, SIAM J Sci Comput 34: A206): as accurate as all at once.
    """
    columns = matrix.shape[1]
    rows = max(_ROWS, 4 * columns)
    while len(matrix) > 2 * rows:
        stacks = len(matrix) // rows
        stacked = matrix[: stacks * rows].reshape(stacks, rows, columns)
        triangles = np.asarray(np.linalg.qr(stacked, mode="r")).reshape(-1, columns)
        matrix = np.concatenate([triangles, matrix[stacks * rows :]])
    return np.asarray(np.linalg.qr(matrix, mode="r"))


def orthogonal_basis(x: Array, n_rows: int | None = None) -> Basis:
    """The basis for a model matrix `x` (n, p_all), or for an x with the same x'x and n `n_rows`."""
    n_all = x.shape[1]
    n_rows = len(x) if n_rows is None else n_rows
    triangle = triangle_of(x)
    lengths = np.linalg.norm(triangle, axis=0)
    heights = np.diagonal(triangle)
    if len(triangle) == n_all and (np.abs(heights) > ALIAS_TOLERANCE * lengths).all():
        inverse = np.linalg.solve(triangle * np.sign(heights)[:, None], np.eye(n_all))
        return Basis(tuple(range(n_all)), (), inverse * np.sqrt(n_rows), np.zeros((n_all, 0)))
    directions = np.zeros((triangle.shape[0], 0))
    kept: list[int] = []
    dropped: list[int] = []
    hidden: list[int] = []
    blurred: list[float] = []
    for index in range(n_all):
        column = triangle[:, index]
        length = np.linalg.norm(column)
        shares = directions.T @ column
        remainder = column - directions @ shares
        remainder = remainder - directions @ (directions.T @ remainder)
        height = np.linalg.norm(remainder)
        if height <= ALIAS_TOLERANCE * length:
            dropped.append(index)
            if height > ROUNDING * length + np.abs(shares) @ blurred:
                hidden.append(index)
        else:
            kept.append(index)
            # A direction is known to the rounding of the column that it was left of.
            blurred.append(float(ROUNDING * length / height))
            unit = remainder / height
            directions = np.column_stack([directions, unit])
    coordinates = directions.T @ triangle
    upper = np.triu(coordinates[:, kept])
    transform = np.linalg.solve(upper, np.eye(len(kept))) * np.sqrt(n_rows)
    null = np.zeros((n_all, len(dropped)))
    if dropped:
        null[kept] = -np.linalg.solve(upper, coordinates[:, dropped])
        null[dropped] = np.eye(len(dropped))
        # A column that has no part in the combination has none by rounding either.
        shares = np.abs(null) * lengths[:, None]
        null[shares <= ALIAS_TOLERANCE * shares.max(axis=0)] = 0.0
        null[dropped] = np.eye(len(dropped))
    return Basis(tuple(kept), tuple(dropped), transform, null, tuple(hidden))
