"""An arrow at one theta: its atoms and clusters solved (see `arrow_moments.py` for the algebra).

Formulas: docs/methods.md, "Clusters of people".
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.random_effects.arrow import Arrow, Batch
from ipt_outcomes.models.random_effects.effect_columns import factor_of, whitening
from ipt_outcomes.models.random_effects.inner import InnerMatrices
from ipt_outcomes.models.random_effects.parameters import factor_values


@dataclass(frozen=True, repr=False)
class SolvedClusters:
    """A batch at one theta, symbols as in `arrow_moments.py`; the first axis is the cluster.

    q (m, s, r, any) and v (m, s, r, p + 1) are those of the atoms, q_alone and v_alone those of the
    rows alone; wt is W T, zf is Z'V^-1 z, and spread Z'V^-1 Z. rows (any, p + 1) have the products
    z'V^-1 z.
    """

    rows: Array
    log_det: float
    q: Array
    v: Array
    q_alone: Array
    v_alone: Array
    c: Array
    wt: Array
    zf: Array
    spread: Array

    def turned(self, basis: Array) -> SolvedClusters:
        """The same of z @ `basis`."""
        return replace(self, v=self.v @ basis, v_alone=self.v_alone @ basis, zf=self.zf @ basis)


@dataclass(frozen=True, repr=False)
class SolvedArrow:
    """An arrow at one theta.

    rows  (any, p + 1) with the products z'V^-1 z
    """

    arrow: Arrow
    inner: InnerMatrices
    clusters: tuple[SolvedClusters, ...]
    sigma2: float
    n_theta: int
    log_det: float
    rows: Array


def solve_arrow(arrow: Arrow, theta: Array) -> SolvedArrow:
    """The arrow at theta (K,).

    Raises:
        NotPositiveDefiniteError: the covariance of an atom is not positive definite.
    """
    inner = arrow.inner.matrices(theta[arrow.inner_at])
    sigma2 = 1.0 if arrow.residual_at is None else float(theta[arrow.residual_at])
    factor = factor_values(theta[arrow.outer_at], arrow.outer)
    clusters = tuple(
        _solve(batch, inner, factor, float(np.sqrt(sigma2))) for batch in arrow.batches
    )
    log_det = float(arrow.count @ inner.log_det) + arrow.residual_rank * float(np.log(sigma2))
    return SolvedArrow(
        arrow=arrow,
        inner=inner,
        clusters=clusters,
        sigma2=sigma2,
        n_theta=len(theta),
        log_det=log_det + sum(cluster.log_det for cluster in clusters),
        rows=np.concatenate([cluster.rows for cluster in clusters]),
    )


def _solve(batch: Batch, inner: InnerMatrices, factor: Array, sigma: float) -> SolvedClusters:
    m, s, r, total = batch.u.shape
    n_outer, n_inside = batch.n_outer, s * r
    turned = inner.omega[batch.pattern] @ batch.u
    rows = np.concatenate([turned.reshape(m, n_inside, total), batch.alone / sigma], axis=1)
    z, t = rows[:, :, n_outer:], np.zeros((m, 0, n_outer))
    q = np.zeros((m, rows.shape[1], 0))
    if n_outer:
        q, t = np.linalg.qr(rows[:, :, :n_outer])
    inside = np.swapaxes(q, 1, 2) @ z
    rest = z - q @ inside
    omega, log_det = whitening(t, factor_of(factor, batch.columns, n_outer), 1.0)
    w = np.swapaxes(omega, 1, 2) @ omega
    half = omega @ t
    v = rest + q @ (w @ inside)
    return SolvedClusters(
        rows=np.concatenate([rest, omega @ inside], axis=1).reshape(-1, total - n_outer),
        log_det=float(log_det.sum()),
        q=q[:, :n_inside].reshape(m, s, r, q.shape[-1]),
        v=v[:, :n_inside].reshape(m, s, r, total - n_outer),
        q_alone=q[:, n_inside:],
        v_alone=v[:, n_inside:],
        c=np.eye(w.shape[-1]) - w,
        wt=w @ t,
        zf=np.swapaxes(t, 1, 2) @ (w @ inside),
        spread=np.swapaxes(half, 1, 2) @ half,
    )
