"""The rows of blocks turned by their rotation and summed, without a copy of all rows."""

from __future__ import annotations

import numpy as np

from ipt_outcomes.models.design.orthogonal import triangle_of
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.random_effects.rotation import Rotation, pool
from ipt_outcomes.models.random_effects.terms import Codes
from ipt_outcomes.models.random_effects.triangular import triangular_factor

_CROWD = 256
"""Blocks of one kind from which on they are turned together, by one matrix."""

_AT_ONCE = 1024
"""Blocks turned at a time: what fits in the processor's cache."""


def turn_and_pool(rotation: Rotation, z: Array, rows: Codes) -> tuple[Array, Codes, Array]:
    """What `pool` makes of Q'z, with the kinds; and the sum of products of z - QQ'z.

    `z` (n, p + 1) are the data, `rows` (m, n_b) those of the blocks. Returns (any, r, p + 1),
    (any,) and (p + 1, p + 1).
    """
    width, rank = z.shape[1], rotation.q.shape[2]
    count = np.bincount(rotation.pattern)
    crowded = count > max(rank * width, _CROWD)
    alone = np.flatnonzero(~crowded[rotation.pattern])
    residual = np.zeros((width, width))
    u = np.empty((len(alone), rank, width))
    for start in range(0, len(alone), _AT_ONCE):
        chosen = alone[start : start + _AT_ONCE]
        u[start : start + _AT_ONCE], left = rotation.turn(z[rows[chosen]], chosen)
        flat = left.reshape(-1, width)
        residual += flat.T @ flat
    pooled, pattern = pool(u, rotation.pattern[alone])
    factors, kinds = [pooled], [pattern]
    for kind in np.flatnonzero(crowded):
        members = rows if count[kind] == len(rows) else rows[rotation.pattern == kind]
        factor, left = _turned_together(rotation.q[kind], z, members)
        factors.append(factor.reshape(-1, rank, width))
        kinds.append(np.full(len(factor), kind))
        residual += left
    return np.concatenate(factors), np.concatenate(kinds), residual


def _turned_together(q: Array, z: Array, rows: Codes) -> tuple[Array, Array]:
    """A factor (any, r (p + 1)) of the Q'z of blocks with one Q, and the products of the rest."""
    n_b, rank = q.shape
    width = z.shape[1]
    # The rest lies in the other columns of a complete basis: nothing is subtracted.
    basis = np.concatenate([q, np.linalg.qr(q, mode="complete")[0][:, rank:]], axis=1)
    residual = np.zeros((width, width))
    triangles = []
    for start in range(0, len(rows), _AT_ONCE):
        own = np.take(z, rows[start : start + _AT_ONCE].T, axis=0)
        turned = basis.T @ own.reshape(n_b, -1)
        rest = turned[rank:].reshape(-1, width)
        residual += rest.T @ rest
        u = turned[:rank].reshape(rank, -1, width).swapaxes(0, 1)
        triangles.append(triangle_of(u.reshape(-1, rank * width)))
    return triangular_factor(np.concatenate(triangles)), residual
