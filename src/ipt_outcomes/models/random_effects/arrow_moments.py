"""The `Moments` of clusters of atoms.

Atoms are turned by their Omega, so that R is the identity: Y = Omega (Z, X, y) of all atoms, with
the rows that have sigma^2 alone divided by sigma, and V = I + Z G Z'. With Z = Q T (Q'Q = I) and
W = (I + T G T')^-1 = O'O,

    V^-1 = P = I - Q C Q',  C = I - W,    |V| = |R| |I + T G T'|,
    v = P z = (z - Q Q'z) + Q W Q'z,      z'P z = |z - Q Q'z|^2 + |O Q'z|^2,
    Z'P z = T'W Q'z,                      Z'P Z = (O T)'(O T),

where nothing cancels, and G may be singular. For inner parameters k, l and A_k = Omega R_k Omega'

    z'V^-1 R_k V^-1 z             = v'A_k v
    z'V^-1 R_k V^-1 R_l V^-1 z    = v'A_k A_l v - h_k' C h_l,   h_k = Q'A_k v
    tr(V^-1 R_k)                  = tr(A_k) - tr(C B_k),        B_k = Q'A_k Q
    tr(V^-1 R_k V^-1 R_l)         = tr(A_k A_l) - 2 tr(C Q'A_k A_l Q) + tr(C B_k C B_l);

for an outer l (V_l = Z E_l Z') the products contain Z'P z, Z'P Z, Z'P A_k v = T'W h_k and
Z'P A_k P Z = T'W B_k W T. What is quadratic in v or Q is summed by pattern first: over v, and over
Q C Q'.

Formulas: docs/methods.md, "Clusters of people".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ipt_outcomes.models.moments import Array, Moments
from ipt_outcomes.models.random_effects.arrow import Arrow, Batch
from ipt_outcomes.models.random_effects.arrow_pairs import ArrowPairs, pair_sums, square
from ipt_outcomes.models.random_effects.arrow_solution import SolvedArrow, SolvedClusters
from ipt_outcomes.models.random_effects.cluster_products import inner_products
from ipt_outcomes.models.random_effects.inner import InnerMatrices

_AT_ONCE = 2048
"""Patterns whose sums of products are held at a time."""


def arrow_moments(solved: SolvedArrow, order: int, basis: Array | None = None) -> Moments:
    """The sums of z, or of z @ `basis`; see `Problem.moments`."""
    arrow, inner, sigma2 = solved.arrow, solved.inner, solved.sigma2
    rows = solved.rows if basis is None else solved.rows @ basis
    zz = rows.T @ rows
    if order == 0:
        return Moments(zz, solved.log_det, basis=basis)
    sums = _Sums.zeros(solved.n_theta, rows.shape[1], bent=inner.second is not None)
    k, width = len(arrow.inner_at), rows.shape[1]
    left, right = [np.zeros((0, k, width))], [np.zeros((0, k, width))]
    atoms, weights = [], np.zeros_like(inner.omega)
    for batch, own in zip(arrow.batches, solved.clusters, strict=True):
        cluster = own if basis is None else own.turned(basis)
        atoms.append(cluster.v.reshape(-1, *cluster.v.shape[2:]))
        if batch.n_outer:
            spread = cluster.q @ cluster.c[:, None] @ np.swapaxes(cluster.q, 2, 3)
            np.add.at(weights, batch.pattern.ravel(), spread.reshape(-1, *spread.shape[2:]))
        _outer(arrow, batch, cluster, sums, order)
        _alone(arrow, cluster, sums, sigma2)
        if order == 2 and batch.n_outer:
            h_k = _inner_by_cluster(arrow, batch, cluster, inner=inner, sums=sums, sigma2=sigma2)
            left.append(_by_row(h_k))
            right.append(_by_row(cluster.c @ h_k))
    if arrow.residual_at is not None:
        at = arrow.residual_at
        sums.trace[at] += arrow.residual_rank / sigma2
        sums.trace2[at, at] += arrow.residual_rank / sigma2**2
    patterns = np.concatenate([batch.pattern.ravel() for batch in arrow.batches])
    # Parts of a model of rows have their sums added up, and these are formed.
    formed = arrow.residual_at is not None or len(arrow.count) > _AT_ONCE
    squares = _inner_by_pattern(
        arrow,
        inner,
        np.concatenate(atoms),
        patterns,
        weights=weights,
        sums=sums,
        order=order,
        formed=formed,
    )
    if order == 1:
        return Moments(zz, solved.log_det, first=sums.first, trace=sums.trace, basis=basis)
    tall, wide = np.concatenate(left), np.concatenate(right)
    second: Array | ArrowPairs = sums.second
    if formed:
        # One matrix product for all pairs of parameters: (K_in width) x (m Q) x (K_in width).
        crossed = tall.reshape(-1, k * width).T @ wide.reshape(-1, k * width)
        sums.second[square(arrow.inner_at)] -= crossed.reshape(k, width, k, width).swapaxes(1, 2)
    else:
        second = ArrowPairs(sums.second, arrow.inner_at, inner.first, squares, tall, wide)
    bent = inner.second is not None
    return Moments(
        zz,
        solved.log_det,
        sums.first,
        second,
        sums.curvature if bent else None,
        sums.trace,
        sums.trace2,
        sums.trace_curvature if bent else None,
        basis,
    )


@dataclass(repr=False)
class _Sums:
    """The arrays of `Moments` beyond the value, to be added to."""

    first: Array
    second: Array
    curvature: Array
    trace: Array
    trace2: Array
    trace_curvature: Array

    @classmethod
    def zeros(cls, k: int, width: int, *, bent: bool) -> _Sums:
        pairs = (width, width)
        return cls(
            first=np.zeros((k, *pairs)),
            second=np.zeros((k, k, *pairs)),
            curvature=np.zeros((k, k, *pairs) if bent else (0, 0, 0, 0)),
            trace=np.zeros(k),
            trace2=np.zeros((k, k)),
            trace_curvature=np.zeros((k, k)),
        )


def _outer(arrow: Arrow, batch: Batch, cluster: SolvedClusters, sums: _Sums, order: int) -> None:
    """What only the outer parameters need."""
    left = np.swapaxes(cluster.zf, 1, 2)
    turned = [entry.turn(cluster.zf) for entry in batch.columns]
    spread = [entry.turn(cluster.spread) for entry in batch.columns]
    for k, own in enumerate(arrow.outer_at):
        sums.first[own] += (left @ turned[k]).sum(axis=0)
        sums.trace[own] += np.trace(spread[k], axis1=1, axis2=2).sum()
        if order == 1:
            continue
        half = np.swapaxes(turned[k], 1, 2) @ cluster.spread
        for j, other in enumerate(arrow.outer_at):
            sums.second[own, other] += (half @ turned[j]).sum(axis=0)
            sums.trace2[own, other] += (spread[k] * np.swapaxes(spread[j], 1, 2)).sum()


def _alone(arrow: Arrow, cluster: SolvedClusters, sums: _Sums, sigma2: float) -> None:
    """The share of sigma^2 where it stands alone."""
    at = arrow.residual_at
    if at is None:
        return
    flat = cluster.v_alone.reshape(-1, cluster.v_alone.shape[-1])
    left = flat.T @ flat
    lost = ((cluster.q_alone @ cluster.c) * cluster.q_alone).sum()
    sums.first[at] += left / sigma2
    sums.second[at, at] += left / sigma2**2
    sums.trace[at] -= lost / sigma2
    sums.trace2[at, at] -= 2.0 * lost / sigma2**2


def _inner_by_cluster(
    arrow: Arrow,
    batch: Batch,
    cluster: SolvedClusters,
    *,
    inner: InnerMatrices,
    sums: _Sums,
    sigma2: float,
) -> Array:
    """All that contains B_k or, with an outer parameter, h_k; returns h_k (K_in, m, Q, p + 1)."""
    k, width = len(arrow.inner_at), cluster.v.shape[-1]
    products = inner_products(batch, cluster, inner.first)
    for number in np.flatnonzero(arrow.inner_at == arrow.residual_at):
        alone = np.concatenate([cluster.v_alone, cluster.q_alone], axis=2)
        products[number] += np.swapaxes(cluster.q_alone, 1, 2) @ alone / sigma2
    h_k, b_k = products[..., :width], products[..., width:]
    turned = cluster.c @ b_k
    sums.trace2[square(arrow.inner_at)] += (
        turned.reshape(k, -1) @ np.swapaxes(turned, 2, 3).reshape(k, -1).T
    )
    wt = np.swapaxes(cluster.wt, 1, 2)
    through = wt @ h_k
    around = wt @ b_k @ cluster.wt
    for j, other in enumerate(arrow.outer_at):
        entry = batch.columns[j]
        crossed = (np.swapaxes(through, 2, 3) @ entry.turn(cluster.zf)).sum(axis=1)
        traces = np.trace(entry.turn(around), axis1=2, axis2=3).sum(axis=1)
        sums.second[arrow.inner_at, other] += crossed
        sums.second[other, arrow.inner_at] += np.swapaxes(crossed, 1, 2)
        sums.trace2[arrow.inner_at, other] += traces
        sums.trace2[other, arrow.inner_at] += traces
    return h_k


def _by_row(stack: Array) -> Array:
    """(m Q, K, any) of (K, m, Q, any)."""
    k, m, rank, width = stack.shape
    return stack.transpose(1, 2, 0, 3).reshape(m * rank, k, width)


def _inner_by_pattern(
    arrow: Arrow,
    inner: InnerMatrices,
    v: Array,
    pattern: Array,
    *,
    weights: Array,
    sums: _Sums,
    order: int,
    formed: bool,
) -> Array:
    """What is quadratic in v or in Q, pattern by pattern; v is (N, r, p + 1).

    Returns the sums of v v' of the last patterns, (any, r, r, p + 1, p + 1); of all, and `second`
    without them, where it is not to be `formed`.
    """
    k, at = len(arrow.inner_at), arrow.inner_at
    inside = square(at)
    _, rank, width = v.shape
    by_pattern = np.argsort(pattern, kind="stable")
    ends = np.cumsum(np.bincount(pattern, minlength=len(arrow.count)))
    counted = arrow.count[:, None, None] * np.eye(rank)
    t = np.zeros((0, width * width))
    for start in range(0, len(arrow.count), _AT_ONCE):
        chunk = slice(start, start + _AT_ONCE)
        chosen = by_pattern[(ends[start - 1] if start else 0) : ends[chunk][-1]]
        sizes = np.diff(np.concatenate([[ends[start - 1] if start else 0], ends[chunk]]))
        products = _products(v[chosen].reshape(len(chosen), rank * width), sizes)
        t = products.reshape(-1, rank, width, rank, width).transpose(0, 1, 3, 2, 4)
        t = t.reshape(-1, width * width)
        first = inner.first[:, chunk]
        flat = np.ascontiguousarray(first).reshape(k, -1)
        sums.first[at] += (flat @ t).reshape(k, width, width)
        sums.trace[at] += flat @ (counted[chunk] - weights[chunk]).ravel()
        if order == 1:
            continue
        if formed:
            pairs = _pairs(first).reshape(k * k, -1)
            sums.second[inside] += (pairs @ t).reshape(k, k, width, width)
        sums.trace2[inside] += pair_sums(first, counted[chunk] - 2.0 * weights[chunk])
        if inner.second is not None:
            bent = np.ascontiguousarray(inner.second[:, :, chunk]).reshape(k * k, -1)
            sums.curvature[inside] += (bent @ t).reshape(k, k, width, width)
            sums.trace_curvature[inside] += (
                bent @ (counted[chunk] - weights[chunk]).ravel()
            ).reshape(k, k)
    return t.reshape(-1, rank, rank, width, width)


def _pairs(first: Array) -> Array:
    """(K, K, P, r, r): A_k A_l of each of the patterns of (K, P, r, r)."""
    k, n_patterns, r, _ = first.shape
    tall = first.transpose(1, 0, 2, 3).reshape(n_patterns, k * r, r)
    wide = first.transpose(1, 2, 0, 3).reshape(n_patterns, r, k * r)
    made = (tall @ wide).reshape(n_patterns, k, r, k, r)
    return made.transpose(1, 3, 0, 2, 4)


def _products(rows: Array, sizes: Array) -> Array:
    """(patterns, c, c): sums of row' row over consecutive runs of `sizes` rows."""
    result = np.zeros((len(sizes), rows.shape[1], rows.shape[1]))
    starts = np.cumsum(sizes) - sizes
    single = np.flatnonzero(sizes == 1)
    own = rows[starts[single]]
    result[single] = own[:, :, None] * own[:, None, :]
    for number in np.flatnonzero(sizes > 1):
        part = rows[starts[number] : starts[number] + sizes[number]]
        result[number] = part.T @ part
    return result
