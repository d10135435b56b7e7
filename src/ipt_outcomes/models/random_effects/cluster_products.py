"""What clusters need of their atoms: Q'A_k v and Q'A_k Q, symbols as in `arrow_moments.py`.

A_k is the same for all atoms of a pattern. With X = sum_a q_a[i] v_a[j] over the atoms a of one
pattern in a cluster, the sum of q_a'A_k v_a over them is sum_ij A_k[i, j] X[i, j]: the products of
rows are made once, and not for every parameter.

Formulas: docs/methods.md, "Clusters of people".
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.random_effects.arrow import Batch
from ipt_outcomes.models.random_effects.arrow_solution import SolvedClusters

_AT_ONCE = 1 << 20
"""Products of rows that are held at a time."""


def inner_products(batch: Batch, cluster: SolvedClusters, first: Array) -> Array:
    """(K, m, rank, p + 1 + rank): Q'A_k (v, Q) of every cluster.

    `first` (K, P, r, r) has A_k of every pattern.
    """
    m, s, r, rank = cluster.q.shape
    both = np.concatenate([cluster.v, cluster.q], axis=3)
    n_groups = len(batch.groups.pattern)
    each = r * r * rank * both.shape[3]
    # Where hardly two atoms share a pattern, many columns of Q make the products of rows dear.
    if s * each <= _AT_ONCE and n_groups * r * rank <= 4 * m * s * (r + rank):
        return _by_group(batch, cluster.q, both, first)
    left = np.swapaxes(cluster.q.reshape(m, s * r, rank), 1, 2)
    moved = (own[batch.pattern] @ both for own in first)
    return np.stack([left @ rows.reshape(m, s * r, both.shape[3]) for rows in moved])


def _by_group(batch: Batch, q: Array, both: Array, first: Array) -> Array:
    m, s, r, rank = q.shape
    k, width = len(first), both.shape[3]
    groups = batch.groups
    by_pattern = first.transpose(1, 0, 2, 3).reshape(first.shape[1], k, r * r)
    left = q.reshape(m * s, r, rank)[groups.order]
    right = both.reshape(m * s, r, width)[groups.order]
    result = np.empty((m, k, rank * width))
    size = max(_AT_ONCE // (s * r * r * rank * width), 1)
    for begin in range(0, m, size):
        end = min(begin + size, m)
        atoms, own = slice(begin * s, end * s), slice(groups.firsts[begin], groups.firsts[end])
        rows = left[atoms, :, None, :, None] * right[atoms, None, :, None, :]
        starts = groups.starts[groups.firsts[begin] : groups.firsts[end] + 1] - begin * s
        sums = _summed(rows.reshape(len(rows), -1), starts)
        turned = by_pattern[groups.pattern[own]] @ sums.reshape(-1, r * r, rank * width)
        within = groups.firsts[begin : end + 1] - groups.firsts[begin]
        whole = _summed(turned.reshape(len(turned), -1), within)
        result[begin:end] = whole.reshape(end - begin, k, rank * width)
    return result.transpose(1, 0, 2).reshape(k, m, rank, width)


def _summed(rows: Array, starts: Array) -> Array:
    """(runs, c): sums of consecutive rows (n, c), from each start to the next."""
    if len(starts) == len(rows) + 1:
        return rows
    chosen = csr_array(
        (np.ones(len(rows)), np.arange(len(rows)), starts), shape=(len(starts) - 1, len(rows))
    )
    return np.asarray(chosen @ rows)
