"""Aliased columns and a well-conditioned basis for the others.

Columns are examined in the order of the formula, and one that is a combination of those before it
is aliased, as in R's lm (its tolerance, 1e-7 of the column's own length). The others are replaced
by an orthogonal basis, so that a covariate in grams or in tonnes makes the same fit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ipt_outcomes.models.moments import Array

ALIAS_TOLERANCE = 1e-7


@dataclass(frozen=True)
class Basis:
    """How the p_all columns of a model matrix become p internal ones.

    kept        indices of the columns that are not aliased, ascending, length p
    dropped     indices of the aliased ones
    transform   (p, p): internal = x[:, kept] @ transform, and internal' internal = n I
    null_basis  (p_all, len(dropped)), orthonormal: the directions of the coefficients that the data
                say nothing about; a function l'beta is estimable when l' null_basis = 0
    """

    kept: tuple[int, ...]
    dropped: tuple[int, ...]
    transform: Array
    null_basis: Array


def orthogonal_basis(x: Array) -> Basis:
    """The basis for a model matrix `x` (n, p_all)."""
    n_rows, n_all = x.shape
    triangle: Array = np.asarray(np.linalg.qr(x, mode="r"))
    directions = np.zeros((triangle.shape[0], 0))
    kept: list[int] = []
    dropped: list[int] = []
    for index in range(n_all):
        column = triangle[:, index]
        length = np.linalg.norm(column)
        remainder = column - directions @ (directions.T @ column)
        remainder = remainder - directions @ (directions.T @ remainder)
        if np.linalg.norm(remainder) <= ALIAS_TOLERANCE * length:
            dropped.append(index)
        else:
            kept.append(index)
            unit = remainder / np.linalg.norm(remainder)
            directions = np.column_stack([directions, unit])
    coordinates = directions.T @ triangle
    upper = np.triu(coordinates[:, kept])
    transform = np.linalg.solve(upper, np.eye(len(kept))) * np.sqrt(n_rows)
    null = np.zeros((n_all, len(dropped)))
    if dropped:
        null[kept] = -np.linalg.solve(upper, coordinates[:, dropped])
        null[dropped] = np.eye(len(dropped))
        null = np.linalg.qr(null)[0]
    return Basis(tuple(kept), tuple(dropped), transform, null)
