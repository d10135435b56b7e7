"""What all responses of a batch share, whatever their covariance is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.design.fixed import FixedPart
from ipt_outcomes.models.design.orthogonal import ALIAS_TOLERANCE
from ipt_outcomes.models.moments import Array


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class SharedDesign:
    """The fixed part over the n complete rows.

    recover       (p, p): the user's coefficients = recover @ the internal ones
    log_det       2 log |det| of the user's columns in the internal ones: what REML adds
    column_names  (p,)
    fixed         the fixed part, its means and cells over the complete rows
    numbers       (n, numeric variables) of `fixed`, in the order of the design's rows
    cell          (n,) number of the row's cell in `fixed.cells`, in the same order
    place         (N, m) the row of the data of each person, or group, at each of m places; -1: none
    """

    recover: Array
    log_det: float
    column_names: tuple[str, ...]
    fixed: FixedPart
    numbers: Array
    cell: NDArray[np.intp]
    place: NDArray[np.intp]

    @property
    def n_columns(self) -> int:
        """p."""
        return len(self.recover)

    def scores(self, values: Array) -> Array:
        """Responses `values` (rows of the data, B) at the places (B, N, m), NaN where none is."""
        return np.where(self.place >= 0, values.T[:, self.place], np.nan)

    def rows_summed(self, scores: Array) -> tuple[Array, NDArray[np.int64]]:
        """For each response the means of the numeric variables and the rows by cell.

        `scores` (B, N, m) are those of the responses.
        """
        present = ~np.isnan(scores)[:, self.place >= 0]
        count = present.sum(axis=1)
        means = present.astype(np.float64) @ self.numbers / count[:, None]
        order = np.argsort(self.cell, kind="stable")
        starts = np.flatnonzero(np.diff(self.cell[order], prepend=-1))
        cells = np.add.reduceat(present[:, order].astype(np.int64), starts, axis=1)
        return means, cells


def cell_numbers(fixed: FixedPart, codes: Mapping[str, NDArray[np.intp]]) -> NDArray[np.intp]:
    """(n,) the number of each row's cell in `fixed.cells`; `codes` are the rows' levels."""
    sizes = tuple(len(levels) for levels in fixed.factors.values())
    known = [fixed.cells[name].cat.codes.to_numpy() for name in fixed.factors]
    own = [codes[name] for name in fixed.factors]
    return np.searchsorted(np.ravel_multi_index(known, sizes), np.ravel_multi_index(own, sizes))


def aliased(matrix: Array) -> bool:
    """Whether a column is, to rounding, a combination of those before it."""
    lengths = np.linalg.norm(matrix, axis=0)
    if not lengths.all():
        return True
    heights = np.abs(np.diagonal(np.linalg.qr(matrix / lengths, mode="r")))
    return bool((heights <= ALIAS_TOLERANCE).any())
