"""The `Moments` of clusters of atoms, by Woodbury's identity over the atoms' covariances.

With D = Z'R^-1 Z, F = Z'R^-1 z and H = (I + G D)^-1,

    V^-1 z = R^-1 (z - Z M F),  M = H G,    Z'V^-1 z = H'F,    Z'V^-1 Z = D H = S,
    z'V^-1 z = z'R^-1 z - F'M F,            |V| = |R| |I + G D|,

and G may be singular. For inner parameters k, l (V_k = R_k) and v = V^-1 z

    z'V^-1 R_k V^-1 z             = v'R_k v
    z'V^-1 R_k V^-1 R_l V^-1 z    = v'R_k R^-1 R_l v - h_k' M h_l,   h_k = Z'R^-1 R_k v
    tr(V^-1 R_k)                  = tr(R^-1 R_k) - tr(M A_k),        A_k = Z'R^-1 R_k R^-1 Z
    tr(V^-1 R_k V^-1 R_l)         = tr(R^-1 R_k R^-1 R_l) - 2 tr(M A_kl) + tr(M A_k M A_l)

with A_kl = Z'R^-1 R_k R^-1 R_l R^-1 Z; for an outer l (V_l = Z E_l Z') the products contain
Z'V^-1 z, S and Z'V^-1 R_k V^-1 z = H'h_k. What is quadratic in v or R^-1 Z is summed by pattern
first: T over v, N over R^-1 Z M Z'R^-1.

Formulas: docs/methods.md, "Clusters of people".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ipt_outcomes.models.moments import Array, Moments
from ipt_outcomes.models.problem import NotPositiveDefiniteError
from ipt_outcomes.models.random_effects.arrow import Arrow, Batch
from ipt_outcomes.models.random_effects.inner import InnerMatrices

_AT_ONCE = 2048
"""Patterns whose sums of products are held at a time."""


def arrow_moments(arrow: Arrow, theta: Array, order: int) -> Moments:
    """The sums at theta (K,); see `Problem.moments`.

    Raises:
        NotPositiveDefiniteError: the covariance of an atom is not positive definite.
    """
    inner = arrow.inner.matrices(theta[arrow.inner_at])
    sigma2 = 1.0 if arrow.residual_at is None else float(theta[arrow.residual_at])
    width = arrow.batches[0].u.shape[-1] - arrow.batches[0].n_outer
    sums = _Sums.zeros(len(theta), width)
    log_det = float(arrow.count @ inner.log_det) + arrow.residual_rank * float(np.log(sigma2))
    atoms, weights = [], np.zeros_like(inner.inverse)
    for batch in arrow.batches:
        cluster = _solve(batch, inner, theta[arrow.outer_at], sigma2)
        log_det += cluster.log_det
        sums.zz += cluster.zz
        if order == 0:
            continue
        atoms.append(cluster.v.reshape(-1, *cluster.v.shape[2:]))
        if batch.n_outer:
            turned = cluster.t @ cluster.m[:, None] @ np.swapaxes(cluster.t, 2, 3)
            np.add.at(weights, batch.pattern.ravel(), turned.reshape(-1, *turned.shape[2:]))
        _outer(arrow, batch, cluster, sums, order)
        _alone(arrow, batch, cluster, sums, sigma2)
        if order == 2 and batch.n_outer:
            _inner_by_cluster(arrow, batch, cluster, inner=inner, sums=sums, sigma2=sigma2)
    if order == 0:
        return Moments(sums.zz, log_det)
    if arrow.residual_at is not None:
        at = arrow.residual_at
        sums.trace[at] += arrow.residual_rank / sigma2
        sums.trace2[at, at] += arrow.residual_rank / sigma2**2
    patterns = np.concatenate([batch.pattern.ravel() for batch in arrow.batches])
    _inner_by_pattern(
        arrow, inner, np.concatenate(atoms), patterns, weights=weights, sums=sums, order=order
    )
    if order == 1:
        return Moments(sums.zz, log_det, first=sums.first, trace=sums.trace)
    bent = inner.second is not None
    return Moments(
        sums.zz,
        log_det,
        sums.first,
        sums.second,
        sums.curvature if bent else None,
        sums.trace,
        sums.trace2,
        sums.trace_curvature if bent else None,
    )


@dataclass
class _Sums:
    """The arrays of `Moments`, to be added to."""

    zz: Array
    first: Array
    second: Array
    curvature: Array
    trace: Array
    trace2: Array
    trace_curvature: Array

    @classmethod
    def zeros(cls, k: int, width: int) -> _Sums:
        square = (width, width)
        return cls(
            zz=np.zeros(square),
            first=np.zeros((k, *square)),
            second=np.zeros((k, k, *square)),
            curvature=np.zeros((k, k, *square)),
            trace=np.zeros(k),
            trace2=np.zeros((k, k)),
            trace_curvature=np.zeros((k, k)),
        )


@dataclass(frozen=True)
class _Solved:
    """A batch at one theta, symbols as above; the first axis is the cluster.

    b (m, Q + p + 1, p + 1) takes (Z, z) to z - Z M F; t (m, s, r, Q) is R^-1 Z by atom and
    v (m, s, r, p + 1) is V^-1 z by atom; zf is Z'V^-1 z.
    """

    zz: Array
    log_det: float
    h: Array
    m: Array
    s: Array
    zf: Array
    b: Array
    t: Array
    v: Array


def _solve(batch: Batch, inner: InnerMatrices, outer: Array, sigma2: float) -> _Solved:
    m, s, r, total = batch.u.shape
    q = batch.n_outer
    solved = inner.inverse[batch.pattern] @ batch.u
    flat = batch.u.reshape(m, s * r, total)
    products = np.swapaxes(flat, 1, 2) @ solved.reshape(m, s * r, total) + batch.residual / sigma2
    d, f = products[:, :q, :q], products[:, :q, q:]
    g = np.zeros((q, q))
    for value, entry in zip(outer, batch.entries, strict=True):
        g[entry.row, entry.column] = g[entry.column, entry.row] = value
    inverted = np.eye(q) + g @ d
    sign, log_det = np.linalg.slogdet(inverted)
    if not (sign > 0).all():
        raise NotPositiveDefiniteError("the covariance of a cluster is not positive")
    h: Array = np.asarray(np.linalg.inv(inverted))
    middle = h @ g
    mf = middle @ f
    zz = (products[:, q:, q:] - np.swapaxes(f, 1, 2) @ mf).sum(axis=0)
    b = np.concatenate([-mf, np.broadcast_to(np.eye(total - q), (m, total - q, total - q))], axis=1)
    return _Solved(
        zz=(zz + zz.T) / 2.0,
        log_det=float(log_det.sum()),
        h=h,
        m=(middle + np.swapaxes(middle, 1, 2)) / 2.0,
        s=d @ h,
        zf=np.swapaxes(h, 1, 2) @ f,
        b=b,
        t=solved[..., :q],
        v=solved @ b[:, None],
    )


def _outer(arrow: Arrow, batch: Batch, cluster: _Solved, sums: _Sums, order: int) -> None:
    """What only the outer parameters need."""
    left = np.swapaxes(cluster.zf, 1, 2)
    turned = [entry.turn(cluster.zf) for entry in batch.entries]
    spread = [entry.turn(cluster.s) for entry in batch.entries]
    for k, own in enumerate(arrow.outer_at):
        sums.first[own] += (left @ turned[k]).sum(axis=0)
        sums.trace[own] += np.trace(spread[k], axis1=1, axis2=2).sum()
        if order == 1:
            continue
        half = np.swapaxes(turned[k], 1, 2) @ cluster.s
        for j, other in enumerate(arrow.outer_at):
            sums.second[own, other] += (half @ turned[j]).sum(axis=0)
            sums.trace2[own, other] += (spread[k] * np.swapaxes(spread[j], 1, 2)).sum()


def _alone(arrow: Arrow, batch: Batch, cluster: _Solved, sums: _Sums, sigma2: float) -> None:
    """The share of sigma^2 where it stands alone."""
    at, q = arrow.residual_at, batch.n_outer
    if at is None:
        return
    left = (np.swapaxes(cluster.b, 1, 2) @ batch.residual @ cluster.b).sum(axis=0)
    lost = (cluster.m * batch.residual[:, :q, :q]).sum()
    sums.first[at] += left / sigma2**2
    sums.second[at, at] += left / sigma2**3
    sums.trace[at] -= lost / sigma2**2
    sums.trace2[at, at] -= 2.0 * lost / sigma2**3


def _inner_by_cluster(
    arrow: Arrow,
    batch: Batch,
    cluster: _Solved,
    *,
    inner: InnerMatrices,
    sums: _Sums,
    sigma2: float,
) -> None:
    """h_k and A_k, and all that contains them."""
    m, s, r, q = cluster.t.shape
    width = cluster.v.shape[-1]
    both = np.concatenate([cluster.v, cluster.t], axis=3)
    left = np.swapaxes(cluster.t.reshape(m, s * r, q), 1, 2)
    k = len(arrow.inner_at)
    products = np.empty((k, m, q, width + q))
    for number in range(k):
        moved = inner.first[number][batch.pattern] @ both
        products[number] = left @ moved.reshape(m, s * r, width + q)
        if arrow.inner_at[number] == arrow.residual_at:
            alone = batch.residual[:, :q] @ np.concatenate(
                [cluster.b, np.eye(*batch.residual.shape[1:])[None, :, :q].repeat(m, axis=0)],
                axis=2,
            )
            products[number] += alone / sigma2**2
    h_k, a_k = products[..., :width], products[..., width:]
    # One matrix product for all pairs of parameters: (K_in width) x (m Q) x (K_in width).
    tall = h_k.transpose(1, 2, 0, 3).reshape(m * q, k * width)
    weighted = (cluster.m @ h_k).transpose(1, 2, 0, 3).reshape(m * q, k * width)
    square = (tall.T @ weighted).reshape(k, width, k, width).swapaxes(1, 2)
    inside = np.ix_(arrow.inner_at, arrow.inner_at)
    sums.second[inside] -= square
    turned = cluster.m @ a_k
    sums.trace2[inside] += turned.reshape(k, -1) @ np.swapaxes(turned, 2, 3).reshape(k, -1).T
    through = np.swapaxes(cluster.h, 1, 2) @ h_k
    around = np.swapaxes(cluster.h, 1, 2) @ a_k @ cluster.h
    for j, other in enumerate(arrow.outer_at):
        entry = batch.entries[j]
        crossed = (np.swapaxes(through, 2, 3) @ entry.turn(cluster.zf)).sum(axis=1)
        traces = np.trace(entry.turn(around), axis1=2, axis2=3).sum(axis=1)
        sums.second[arrow.inner_at, other] += crossed
        sums.second[other, arrow.inner_at] += np.swapaxes(crossed, 1, 2)
        sums.trace2[arrow.inner_at, other] += traces
        sums.trace2[other, arrow.inner_at] += traces


def _inner_by_pattern(
    arrow: Arrow,
    inner: InnerMatrices,
    v: Array,
    pattern: Array,
    *,
    weights: Array,
    sums: _Sums,
    order: int,
) -> None:
    """What is quadratic in v or in R^-1 Z, pattern by pattern; v is (N, r, p + 1)."""
    k, at = len(arrow.inner_at), arrow.inner_at
    inside = np.ix_(at, at)
    _, rank, width = v.shape
    by_pattern = np.argsort(pattern, kind="stable")
    ends = np.cumsum(np.bincount(pattern, minlength=len(arrow.count)))
    counted = arrow.count[:, None, None] * inner.inverse
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
        half = first @ inner.inverse[chunk]
        pairs = (half[:, None] @ first[None]).reshape(k * k, -1)
        sums.second[inside] += (pairs @ t).reshape(k, k, width, width)
        sums.trace2[inside] += (pairs @ (counted[chunk] - 2.0 * weights[chunk]).ravel()).reshape(
            k, k
        )
        if inner.second is not None:
            bent = np.ascontiguousarray(inner.second[:, :, chunk]).reshape(k * k, -1)
            sums.curvature[inside] += (bent @ t).reshape(k, k, width, width)
            sums.trace_curvature[inside] += (
                bent @ (counted[chunk] - weights[chunk]).ravel()
            ).reshape(k, k)


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
