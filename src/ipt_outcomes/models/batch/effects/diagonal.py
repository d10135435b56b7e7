"""Effects of several factors in the axes of the one that has most of them.

Where V_1 of a factor with one effect a level is turned to a diagonal, S is a diagonal and an outer
product of the other effects, whose number alone then counts (`crossed_evaluation.py` has S). With
D = sigma^2 I + theta_1 diag(lambda), B the rows of the other effects and G their covariance,

    W = B'D^-1 B,    F = (I + W G)^-1,    K = G F,    S^-1 = D^-1 - D^-1 B K B'D^-1
    B'S^-1 B = F W,    B'S^-1 V_1 S^-1 B = F A_2 F',    A_j = B'D^-1 (diag(lambda) D^-1)^(j - 1) B
    tr(S^-1 V_1) = tr(diag(lambda) D^-1) - <A_2, K>
    tr(S^-1 V_1 S^-1 V_1) = tr((diag(lambda) D^-1)^2) - 2 <A_3, K> + tr(K A_2 K A_2)

Beside a residual that is very small these lose digits to rounding: `is_steep` tells.

Formulas: docs/methods.md, "Many responses at once".
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.batch.effects.crossed_design import CrossedDesign
from ipt_outcomes.models.batch.effects.crossed_sums import CrossedSums
from ipt_outcomes.models.batch.effects.evaluation import with_sigma2
from ipt_outcomes.models.batch.stacks import Marks, identity_unless
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.random_effects.parameters import STEEP


@dataclass(frozen=True, repr=False)
class Diagonal:
    """The turned rows of P patterns, the last q of them: see `CrossedSums`.

    design   whose entry number `own` is the variance along the axes
    own, others  the places of the entries
    values   (P, q) lambda
    effects  (P, q, r) B
    basis    (L - 1, r, r) derivatives of G by the other entries
    """

    design: CrossedDesign
    own: int
    others: NDArray[np.intp]
    values: Array
    effects: Array
    basis: Array

    @property
    def patterns(self) -> int:
        """P."""
        return len(self.values)


@dataclass(frozen=True, repr=False)
class DiagonalEvaluation:
    """B responses, each at its theta: the entries of G, then sigma^2.

    theta     (B, K)
    inverse   (B, q) D^-1
    carried   (B, r, r) K
    f         (B, r, r) F
    w         (B, r, r) W
    a2        (B, r, r) A_2
    solved    (B, q) v = S^-1 y
    squares   (B,) y'Py
    traces    (B, L) of the derivatives
    gradient  (B, K) of minus twice the log-likelihood
    value     (B,) minus twice the log-likelihood in internal columns; infinite where V is not
              positive definite
    """

    theta: Array
    inverse: Array
    carried: Array
    f: Array
    w: Array
    a2: Array
    solved: Array
    squares: Array
    traces: Array
    gradient: Array
    value: Array

    def take(self, chosen: NDArray[np.intp]) -> DiagonalEvaluation:
        """Those responses only."""
        return DiagonalEvaluation(*(getattr(self, field.name)[chosen] for field in fields(self)))


def diagonal_of(design: CrossedDesign, sums: CrossedSums) -> Diagonal | None:
    """The design in its axes; None where it has none."""
    kind = design.in_axes
    if kind is None:
        return None
    begin, end = design.starts[kind], design.starts[kind + 1]
    q = design.z.shape[1]
    beside = np.delete(np.arange(q), np.arange(begin, end))
    own = int(np.flatnonzero(design.entries.row == kind)[0])
    others = np.delete(np.arange(len(design.entries.row)), own)
    basis = design.derivatives(np.eye(q))[others]
    return Diagonal(
        design=design,
        own=own,
        others=others,
        values=np.square(sums.z[:, :, begin:end]).sum(axis=2),
        effects=np.ascontiguousarray(sums.z[:, :, beside]),
        basis=basis[:, beside[:, None], beside],
    )


def is_steep(theta: Array) -> bool:
    """Whether some variance is so far above sigma^2 that sums of squares lose digits."""
    return bool((theta[:, :-1] > STEEP * theta[:, -1:]).any())


@np.errstate(all="ignore")
def evaluate_diagonal(sums: CrossedSums, axes: Diagonal, theta: Array) -> DiagonalEvaluation:
    """Evaluate each response of `sums` at its row of `theta` (B, K), by REML."""
    values, effects = sums.of_each(axes.values), sums.of_each(axes.effects)
    sigma2, weights = theta[:, -1], theta[:, :-1]
    variances = sigma2[:, None] + weights[:, [axes.own]] * values
    good = np.isfinite(theta).all(axis=1) & (sigma2 > 0) & (variances > 0).all(axis=1)
    sigma2 = np.where(good, sigma2, 1.0)
    inverse = 1.0 / np.where(good[:, None], variances, 1.0)
    r = effects.shape[2]
    g = (weights[:, axes.others] @ axes.basis.reshape(-1, r * r)).reshape(-1, r, r)
    g = np.where(good[:, None, None], g, 0.0)
    w = _gram(effects, inverse)
    inner = np.eye(r) + w @ g
    sign, log_det = np.linalg.slogdet(inner)
    good &= (sign > 0) & np.isfinite(log_det)
    f: Array = np.asarray(np.linalg.inv(identity_unless(good, inner)))
    carried = g @ f
    share = values * inverse
    a2 = _gram(effects, share * inverse)
    solved = sums.inside * inverse
    solved = solved - inverse * _spread(effects, carried, solved)
    along = (solved[:, None] @ effects)[:, 0]
    squares = sums.outside / sigma2 + (solved * sums.inside).sum(axis=1)
    traces = np.empty((len(theta), weights.shape[1]))
    traces[:, axes.own] = share.sum(axis=1) - (a2 * carried).sum(axis=(1, 2))
    traces[:, axes.others] = (f @ w).reshape(-1, r * r) @ axes.basis.reshape(-1, r * r).T
    by_entry = traces.copy()
    by_entry[:, axes.own] -= (np.square(solved) * values).sum(axis=1)
    outer = (along[:, :, None] * along[:, None]).reshape(-1, r * r)
    by_entry[:, axes.others] -= outer @ axes.basis.reshape(-1, r * r).T
    freedom = sums.n - sums.x.shape[1]
    by_sigma2 = (freedom - squares - (weights * by_entry).sum(axis=1)) / sigma2
    value = log_det - np.log(inverse).sum(axis=1) + sums.log_gram + squares
    value = value + (freedom - inverse.shape[1]) * np.log(sigma2) + freedom * np.log(2 * np.pi)
    return DiagonalEvaluation(
        theta=theta,
        inverse=inverse,
        carried=carried,
        f=f,
        w=w,
        a2=a2,
        solved=solved,
        squares=squares,
        traces=traces,
        gradient=np.concatenate([by_entry, by_sigma2[:, None]], axis=1),
        value=np.where(good & np.isfinite(value), value, np.inf),
    )


def diagonal_information(
    at: DiagonalEvaluation, sums: CrossedSums, axes: Diagonal, observed: Marks
) -> Array:
    """(B, K, K): observed where marked, expected elsewhere; as `likelihood.py` scales it."""
    values, effects = sums.of_each(axes.values), sums.of_each(axes.effects)
    own, others, r = axes.own, axes.others, effects.shape[2]
    b, n = at.traces.shape
    share = values * at.inverse
    a3 = _gram(effects, share * share * at.inverse)
    carried = at.carried @ at.a2
    form = np.empty((b, n, n))
    form[:, own, own] = (
        np.square(share).sum(axis=1)
        - 2.0 * (a3 * at.carried).sum(axis=(1, 2))
        + (carried * np.swapaxes(carried, 1, 2)).sum(axis=(1, 2))
    )
    middle = at.f @ at.a2 @ np.swapaxes(at.f, 1, 2)
    edge = middle.reshape(b, r * r) @ axes.basis.reshape(-1, r * r).T
    form[:, own, others] = form[:, others, own] = edge
    turned = (at.f @ at.w)[:, None] @ axes.basis
    form[:, others[:, None], others] = np.einsum("bkij,blji->bkl", turned, turned)
    traces, corner = at.traces, sums.n - sums.x.shape[1]
    if observed.any():
        slopes = np.empty((b, n, values.shape[1]))
        slopes[:, own] = values * at.solved
        along = at.solved[:, None] @ effects
        moved = (along[:, None] @ axes.basis)[:, :, 0]
        slopes[:, others] = moved @ np.swapaxes(effects, 1, 2)
        halved = slopes * at.inverse[:, None]
        inside = halved @ effects
        twice = halved @ np.swapaxes(slopes, 1, 2)
        twice = 2.0 * (twice - inside @ at.carried @ np.swapaxes(inside, 1, 2))
        with_v = 2.0 * (slopes * at.solved[:, None]).sum(axis=2)
        form = np.where(observed[:, None, None], twice - form, form)
        traces = np.where(observed[:, None], with_v - traces, traces)
        corner = np.where(observed, 2.0 * at.squares - corner, corner)
    return with_sigma2(form, traces, corner, at.theta, axes.design.entries) / 2.0


def _gram(effects: Array, weights: Array) -> Array:
    """(B, r, r): B' diag(weights) B, for weights (B, q)."""
    return np.asarray(np.swapaxes(effects * weights[:, :, None], 1, 2) @ effects)


def _spread(effects: Array, matrix: Array, vectors: Array) -> Array:
    """(B, q): B matrix B' times vectors (B, q)."""
    inside = vectors[:, None] @ effects @ np.swapaxes(matrix, 1, 2)
    return np.asarray((inside @ np.swapaxes(effects, 1, 2))[:, 0])
