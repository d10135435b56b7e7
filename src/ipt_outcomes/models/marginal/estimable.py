"""Which linear functions of the coefficients the data determine, whatever the columns' units.

A function l is estimable when l'N = 0 for every direction N that the data say nothing about (Searle
1971, Linear Models, section 5.4). Of a sum that should be zero only its own terms say what counts
as rounding: a covariate in days since 1900, tens of thousands in a mean's function, is as large in
the function of a cell that nobody is in, where it must not hide what is unknown.

Formulas: docs/methods.md, "Columns of the fixed part".
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.moments import Array

ROUNDING = 1e-6
"""Of the terms of a sum: below it, the sum is zero."""


def estimable(functions: Array, null_basis: Array) -> NDArray[np.bool_]:
    """(rows,) booleans: whether the data determine each function (rows, p_all)."""
    if not null_basis.shape[1]:
        return np.ones(len(functions), dtype=bool)
    return np.asarray((unknown_parts(functions, null_basis) == 0.0).all(axis=1))


def unknown_parts(functions: Array, null_basis: Array) -> Array:
    """(rows, directions): l'N, zero where it is rounding."""
    sums = functions @ null_basis
    terms = np.abs(functions) @ np.abs(null_basis)
    return np.asarray(np.where(np.abs(sums) <= ROUNDING * terms, 0.0, sums))
