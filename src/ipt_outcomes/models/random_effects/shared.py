"""The rows of blocks turned by their rotation and summed, without a copy of all rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ipt_outcomes.models.design.orthogonal import symmetric_roots, triangle_of
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.random_effects.rotation import Rotation, pool
from ipt_outcomes.models.random_effects.terms import Codes
from ipt_outcomes.models.random_effects.triangular import triangular_factor


@dataclass
class Rest:
    """Rows outside the column spaces of Z, summed as they come.

    As products, or `careful`ly: as triangular factors, in which what is left of y beside X keeps
    its digits even where it is a hundred-thousandth of y. That takes several times as long.
    """

    width: int
    careful: bool

    def __post_init__(self) -> None:
        self._sum = np.zeros((0 if self.careful else self.width, self.width))

    def add(self, rows: Array) -> None:
        """Add rows (any, width)."""
        if self.careful:
            self._sum = triangle_of(np.concatenate([self._sum, triangle_of(rows)]))
        else:
            self._sum += rows.T @ rows

    def root(self) -> Array:
        """(any, width) rows with the products of all."""
        if self.careful:
            return self._sum
        return np.ascontiguousarray(symmetric_roots(self._sum).T)


_CROWD = 256
"""Blocks of one kind from which on they are turned together, by one matrix."""

_AT_ONCE = 1024
"""Blocks turned at a time: what fits in the processor's cache."""


def turn_and_pool(rotation: Rotation, z: Array, rows: Codes, rest: Rest) -> tuple[Array, Codes]:
    """What `pool` makes of Q'z, (any, r, p + 1), with the kinds (any,); z - QQ'z goes to `rest`.

    `z` (n, p + 1) are the data, `rows` (m, n_b) those of the blocks.
    """
    width, rank = z.shape[1], rotation.q.shape[2]
    count = np.bincount(rotation.pattern)
    crowded = count > max(rank * width, _CROWD)
    alone = np.flatnonzero(~crowded[rotation.pattern])
    u = np.empty((len(alone), rank, width))
    for start in range(0, len(alone), _AT_ONCE):
        chosen = alone[start : start + _AT_ONCE]
        u[start : start + _AT_ONCE], left = rotation.turn(z[rows[chosen]], chosen)
        rest.add(left.reshape(-1, width))
    pooled, pattern = pool(u, rotation.pattern[alone])
    factors, kinds = [pooled], [pattern]
    for kind in np.flatnonzero(crowded):
        members = rows if count[kind] == len(rows) else rows[rotation.pattern == kind]
        factor = _turned_together(rotation.q[kind], z, members, rest)
        factors.append(factor.reshape(-1, rank, width))
        kinds.append(np.full(len(factor), kind))
    return np.concatenate(factors), np.concatenate(kinds)


def _turned_together(q: Array, z: Array, rows: Codes, rest: Rest) -> Array:
    """A factor (any, r (p + 1)) of the Q'z of blocks with one Q."""
    n_b, rank = q.shape
    width = z.shape[1]
    # The rest lies in the other columns of a complete basis: nothing is subtracted.
    basis = np.concatenate([q, np.linalg.qr(q, mode="complete")[0][:, rank:]], axis=1)
    triangles = []
    for start in range(0, len(rows), _AT_ONCE):
        own = np.take(z, rows[start : start + _AT_ONCE].T, axis=0)
        turned = basis.T @ own.reshape(n_b, -1)
        rest.add(turned[rank:].reshape(-1, width))
        u = turned[:rank].reshape(rank, -1, width).swapaxes(0, 1)
        triangles.append(triangle_of(u.reshape(-1, rank * width)))
    return triangular_factor(np.concatenate(triangles))
