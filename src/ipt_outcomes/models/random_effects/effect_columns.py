"""Where the parameters of G stand among the columns of a block's Z."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.random_effects.parameters import Entry


@dataclass(frozen=True, repr=False)
class EffectColumns:
    """One parameter of G, over the levels of its grouping factor in a block.

    row, column  (levels) columns of Z: dG/dtheta has ones at (row, column) and (column, row)
    """

    row: NDArray[np.intp]
    column: NDArray[np.intp]

    @property
    def is_variance(self) -> bool:
        """Whether it stands on the diagonal."""
        return bool(np.array_equal(self.row, self.column))

    def turn(self, stack: Array) -> Array:
        """dG/dtheta times a stack of (..., Q, any) matrices."""
        result = np.zeros_like(stack)
        result[..., self.row, :] = stack[..., self.column, :]
        if not self.is_variance:
            result[..., self.column, :] += stack[..., self.row, :]
        return result

    def around(self, stack: Array) -> Array:
        """A dG/dtheta A' for a stack of A (..., r, Q)."""
        product = stack[..., self.row] @ np.swapaxes(stack[..., self.column], -1, -2)
        return product if self.is_variance else product + np.swapaxes(product, -1, -2)


def effect_columns(
    sizes: Sequence[int], starts: Sequence[int], entries: Sequence[Entry], width: int
) -> tuple[EffectColumns, ...]:
    """The parameters of components with `sizes` columns a level, whose first columns are `starts`,
    among `width` columns.
    """
    ends = (*starts[1:], width)
    result = []
    for entry in entries:
        first = np.arange(starts[entry.component], ends[entry.component], sizes[entry.component])
        result.append(EffectColumns(first + entry.row, first + entry.column))
    return tuple(result)


def factor_of(values: Array, columns: Sequence[EffectColumns], width: int) -> Array:
    """L (Q, Q) with G = L L', from the entries of the components' own factors."""
    factor = np.zeros((width, width))
    for value, entry in zip(values, columns, strict=True):
        factor[entry.row, entry.column] = value
    return factor


def turn_of(
    turns: Sequence[Array], entries: Sequence[Entry], columns: Sequence[EffectColumns], width: int
) -> Array:
    """(Q, Q): what turns the columns of Z as `turns` (q, q) turn those of each component."""
    whole = np.zeros((width, width))
    for entry, own in zip(entries, columns, strict=True):
        turn = turns[entry.component]
        whole[own.row, own.column] = turn[entry.row, entry.column]
        whole[own.column, own.row] = turn[entry.column, entry.row]
    return whole


def whitening(r: Array, factor: Array, sigma: float) -> tuple[Array, Array]:
    """Omega (m, r, r) with Omega V Omega' = I for V = R G R' + sigma^2 I, and log |V| (m).

    `r` (m, r, Q) and the `factor` L (Q, Q) of G. Omega is the inverse of the triangle of (R L,
    sigma I): V itself is not formed, as the squares of small standard deviations would be lost
    beside those of large ones.
    """
    m, rank, _ = r.shape
    tall = np.concatenate(
        [
            np.swapaxes(r @ factor, 1, 2),
            np.broadcast_to(sigma * np.eye(rank), (m, rank, rank)),
        ],
        axis=1,
    )
    upper = np.linalg.qr(tall, mode="r")
    log_det: Array = 2.0 * np.log(np.abs(np.diagonal(upper, axis1=1, axis2=2))).sum(axis=1)
    return np.asarray(np.linalg.inv(np.swapaxes(upper, 1, 2))), log_det
