"""Sums over very many small blocks: rank 1 to 4, a person's intercept and slope.

With W = V^-1 of a block, every moment is sum_b u_b' C_b u_b for a C of W and the derivatives A_k:
W itself, W A_k W and W A_k W A_l W. The C of all moments side by side times the products u_a u_c'
of the rows are one matrix product over a chunk of blocks, whatever their number.

Formulas: docs/methods.md, "Random effects".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.random_effects.terms import Codes

NARROW = 4
"""Largest rank; the products of a block are (rank (p + 1))^2 numbers."""

_AT_ONCE = 500_000
"""Numbers held at a time: some processor caches' worth."""


@dataclass(frozen=True)
class NarrowSums:
    """What blocks of one rank add to the moments; sigma^2 is the last of K parameters.

    zz (p+1, p+1), first (K, p+1, p+1), second (K, K, p+1, p+1), trace (K,), trace2 (K, K); beyond
    the order asked for they are zero.
    """

    zz: Array
    first: Array
    second: Array
    trace: Array
    trace2: Array


def narrow_sums(
    a: Array, count: Array, u: Array, pattern: Codes, *, inverse: Array, order: int
) -> NarrowSums:
    """The sums of blocks u (m, r, p + 1), sorted by their `pattern` (m); the rest as in `Patterns`.

    `inverse` (patterns, r, r) is W.
    """
    k, n_patterns = len(a) + 1, len(count)
    rank, width = u.shape[1:]
    pairs = [(i, j) for i in range(k) for j in range(i, k)] if order == 2 else []
    n_first = k if order else 0
    trace, trace2 = np.zeros(k), np.zeros((k, k))
    total = np.zeros((1 + n_first + len(pairs), width * width))
    ends = np.cumsum(np.bincount(pattern, minlength=n_patterns))
    # A pattern has at most rank * width rows, or else as many as blocks, all of them different.
    step = max(1, _AT_ONCE // (rank * rank * (width * width + len(total))))
    for start in range(0, n_patterns, step):
        kinds = slice(start, min(start + step, n_patterns))
        weights = _weights(a[:, kinds], inverse[kinds], n_first, pairs)
        own = count[kinds]
        if order:
            moved = weights[1 : 1 + n_first]
            trace[:-1] += (
                a[:, kinds].reshape(k - 1, -1) @ (own[:, None, None] * inverse[kinds]).ravel()
            )
            trace[-1] += np.trace(inverse[kinds], axis1=1, axis2=2) @ own
        if order == 2:
            # tr(W A_k W A_l) = sum of W A_k W times A_l'
            counted = (moved * own).reshape(k, -1)
            trace2[:, :-1] += counted @ a[:, kinds].transpose(0, 2, 3, 1).reshape(k - 1, -1).T
            trace2[:, -1] += np.einsum("kaan,n->k", moved, own)
        rows = slice(ends[start - 1] if start else 0, ends[kinds.stop - 1])
        alone = rows.stop - rows.start == len(own) and (np.diff(pattern[rows]) == 1).all()
        for first in range(rows.start, rows.stop, step):
            chunk = slice(first, min(first + step, rows.stop))
            planes = np.ascontiguousarray(u[chunk].transpose(1, 2, 0))
            chosen = weights
            if not alone:
                chosen = weights[..., pattern[chunk] - start]
            total += _weighted_products(chosen, planes)
    sums = total.reshape(-1, width, width)
    second = np.zeros((k, k, width, width))
    for (i, j), value in zip(pairs, sums[1 + n_first :], strict=True):
        second[i, j] = value
        second[j, i] = value.T
    firsts = sums[1 : 1 + n_first] if order else np.zeros((k, width, width))
    return NarrowSums(sums[0], firsts, second, trace, trace2)


def _weighted_products(weights: Array, planes: Array) -> Array:
    """(moments, (p + 1)^2): sum of C[a, c] u_a u_c' over blocks, the last axis of both."""
    rank, width, n = planes.shape
    total = np.zeros((len(weights), width, width))
    for a in range(rank):
        for c in range(a, rank):
            products = (planes[a, :, None] * planes[c, None]).reshape(width * width, n)
            total += (weights[:, a, c] @ products.T).reshape(-1, width, width)
            if a < c:
                turned = (weights[:, c, a] @ products.T).reshape(-1, width, width)
                total += turned.swapaxes(1, 2)
    return total.reshape(len(weights), -1)


def _weights(a: Array, inverse: Array, n_first: int, pairs: list[tuple[int, int]]) -> Array:
    """(moments, r, r, patterns): W, then W A_k W, then W A_k W A_l W."""
    n_patterns, rank, _ = inverse.shape
    w = np.ascontiguousarray(inverse.transpose(1, 2, 0))
    result = np.empty((1 + n_first + len(pairs), rank, rank, n_patterns))
    result[0] = w
    if not n_first:
        return result
    # W A_k; the derivative by sigma^2 is the identity.
    half = np.empty((n_first, rank, rank, n_patterns))
    _product(w[None], a.transpose(0, 2, 3, 1), half[:-1])
    half[-1] = w
    whole = result[1 : 1 + n_first]
    _product(half, w[None], whole)
    # W A_k W A_l W, the pairs of one k together
    start = 1 + n_first
    for k in range(n_first if pairs else 0):
        _product(half[k][None], whole[k:], result[start : start + n_first - k])
        start += n_first - k
    return result


def _product(left: Array, right: Array, out: Array) -> None:
    """Matrix products of stacks (any, r, r, n), whose last axis runs over the blocks."""
    rank = left.shape[1]
    for i in range(rank):
        for j in range(rank):
            np.multiply(left[:, i, 0], right[:, 0, j], out=out[:, i, j])
            for inner in range(1, rank):
                out[:, i, j] += left[:, i, inner] * right[:, inner, j]
