"""Z = Q R of very many small matrices at once."""

from __future__ import annotations

import numpy as np

from ipt_outcomes.models.moments import Array

_NARROW = 4
"""Most columns of a small matrix."""

_MANY = 256
"""Matrices from which on it is worth while to take all of them column by column."""

_DEPENDENT = 1e-6
"""Length that is left of a column beside those before it, relative to its own."""


def thin_qr(stack: Array) -> tuple[Array, Array]:
    """Q (m, n, r) with orthonormal columns and R (m, r, columns), for a stack (m, n, columns).

    Columns are made orthogonal to those before them twice, which is enough for Q'Q = I to the last
    digits (Giraud, Langou, Rozloznik & van den Eshof 2005, Numer Math 101: 87-100) unless a column
    nearly depends on those before it. Such matrices, and few or wide ones, are left to Householder.
    """
    m, n, columns = stack.shape
    if m < _MANY or columns > min(n, _NARROW):
        q, r = np.linalg.qr(stack)
        return q, r
    q_planes = np.ascontiguousarray(stack.transpose(2, 1, 0))
    r_planes = np.zeros((columns, columns, m))
    good = np.ones(m, dtype=bool)
    for j in range(columns):
        own = q_planes[j]
        whole = np.einsum("im,im->m", own, own)
        for _ in range(2 if j else 0):
            for i in range(j):
                along = np.einsum("im,im->m", q_planes[i], own)
                own -= q_planes[i] * along
                r_planes[i, j] += along
        left = np.einsum("im,im->m", own, own) if j else whole
        good &= left > _DEPENDENT**2 * whole
        r_planes[j, j] = np.sqrt(left)
        own /= np.where(left > 0, r_planes[j, j], 1.0)
    q = np.ascontiguousarray(q_planes.transpose(2, 1, 0))
    r = np.ascontiguousarray(r_planes.transpose(2, 0, 1))
    if not good.all():
        q[~good], r[~good] = np.linalg.qr(stack[~good])
    return q, r
