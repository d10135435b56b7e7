"""z' V^-1 V_k V^-1 z for all k, made some parameters or pairs of visits at a time.

With K parameters, R patterns and m visits the weights W_r V_k W_r are R K m m numbers, which at 27
visits and a pattern for everyone are far more than the data. They are made and used up in pieces
that stay near the processor. Of V's entries themselves, us, the weights are products of two entries
of W_r,

    (W_r E_ab W_r)[s, t] = W_r[s, a] W_r[t, b] + W_r[s, b] W_r[t, a]    (halved where a = b)

and, S_r[t, s] being S_r[s, t]', only pairs of visits s >= t are summed.

Formulas: docs/methods.md, "Reduction to cross-products".
"""

from __future__ import annotations

import numpy as np

from ipt_outcomes.models.covariance.entries import triangle
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.visits.cross_products import CrossProducts

_AT_ONCE = 1 << 17
"""Weights that are held together: a megabyte."""
_FEW = 1 << 14
"""Weights that are made sooner by matrix products, whatever V's derivatives are."""


def derivative_sums(
    cross: CrossProducts, derivative: Array, inverse: Array, *, entries: bool
) -> Array:
    """(1 + K, q, q): z' V^-1 z, and the sums for V_k (K, m, m), with W_r (R, m, m).

    `entries` says that the parameters are V's entries, in the order of `entries.triangle`.
    """
    n_patterns, m, _ = inverse.shape
    if entries and cross.maps is not None and derivative.size * n_patterns > _FEW:
        return _entry_sums(cross, inverse)
    step = max(1, _AT_ONCE // (n_patterns * m * m))
    parts = []
    for begin in range(0, len(derivative), step):
        some = derivative[begin : begin + step]
        turned = (some.reshape(-1, m) @ inverse).reshape(-1, len(some), m, m)
        beside = turned.transpose(0, 2, 1, 3).reshape(-1, m, len(some) * m)
        weights = (inverse @ beside).reshape(-1, m, len(some), m).transpose(2, 0, 1, 3)
        if begin == 0:
            weights = np.concatenate([inverse[None], weights])
        parts.append(cross.weighted_sums(weights))
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _entry_sums(cross: CrossProducts, inverse: Array) -> Array:
    """`derivative_sums` for V's entries, from sums of carriers."""
    n_patterns, m, _ = inverse.shape
    own, c = triangle(m), cross.sums.shape[-1]
    row, column, n = own.row, own.column, len(own.row)
    step = max(1, _AT_ONCE // (n * n_patterns))
    by_visits = np.ascontiguousarray(inverse.transpose(1, 2, 0))
    blocks = np.empty((n, 1 + n, c * c))
    for begin in range(0, n, step):
        some = slice(begin, begin + step)
        s, t = row[some], column[some]
        near, far = by_visits[s], by_visits[t]
        weights = np.empty((len(s), 1 + n, n_patterns))
        weights[:, 0] = by_visits[s, t]
        np.multiply(near[:, row], far[:, column], out=weights[:, 1:])
        weights[:, 1:] += near[:, column] * far[:, row]
        np.matmul(weights, cross.by_pair[s, t], out=blocks[some])
    blocks[:, 1:] *= own.weight[:, None]
    lower = blocks.reshape(n, 1 + n, c, c)
    whole = np.empty((1 + n, m, c, m, c))
    whole[:, column, :, row] = np.swapaxes(lower, 2, 3)
    whole[:, row, :, column] = lower
    return cross.mapped_sums(whole.reshape(1 + n, m * c, m * c))
