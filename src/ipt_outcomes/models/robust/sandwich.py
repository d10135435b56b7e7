"""Sandwich covariances of the fixed effects.

Rows are whitened, V = L L', and the columns of X turned so that sum_i Q_i' Q_i w_i = I over the
clusters i: Q_i = L_i^-1 X_i R with R R' = Phi = (X' W X)^-1, W_i = w_i V_i^-1. The weights w_i are
probability weights, constant in a cluster, one without them. With e_i = L_i^-1 (y_i - X_i beta),

    covariance of beta = R [ sum_i T_i' e_i e_i' T_i ] R',      T_i = w_i A_i' Q_i

where A_i corrects for residuals that are too small (Liang and Zeger 1986; Bell and McCaffrey 2002):

    CR0  A_i = I
    CR3  A_i = (I - w_i Q_i Q_i')^-1
    CR2  A_i = B_i^(-1/2),  B_i = I - Q_i (2 w_i I - Omega) Q_i',  Omega = sum_j w_j^2 Q_j' Q_j,

B_i being the covariance of e_i under the model; without probability weights it is I - Q_i Q_i'.
CR0, CR2 and CR3 are mmrm's Empirical, Empirical-Bias-Reduced and Empirical-Jackknife: CR3 has no
factor (m - 1) / m. A symmetric root of B_i is not the only choice. clubSandwich (Pustejovsky and
Tipton 2018, J Bus Econ Stat 36:672-683, with D_i = L_i') has A_i = (G B_i G)^(-1/2) G with
G = L_i' L_i; `root="clubSandwich"` takes it, and `fit` does so for random effects. Both are
unbiased when the model holds. With precision weights V_i is that of the rows times sqrt(w), but G
is made of the L_i of the rows themselves, as clubSandwich has it for nlme::lme with varFixed.

A cluster may determine a combination of the coefficients alone: w_i Q_i'Q_i has an eigenvalue one,
and I - w_i Q_i Q_i' and B_i, whose eigenvalues are in [0, 1] without probability weights, one that
is zero. The residuals are zero in that direction whatever the data. It is left out by the
pseudo-inverse, and a function that hangs on it has no variance to be estimated (`freedom.py`).

`freedom.py` has the degrees of freedom. Under the model, for clusters i and j, in the turned
columns, with b_i = Q_i' T_i,

    P_ij = Cov(T_i' e_i, T_j' e_j) = [i = j] T_i'T_i - (w_i + w_j) b_i' b_j + b_i' Omega b_j.

# ASSUME: the clusters are independent, and theta is treated as known.

Formulas: docs/methods.md, "Sandwiches".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.robust.freedom import FreedomSums, SandwichFreedom
from ipt_outcomes.models.robust.whitened_clusters import WhitenedClusters

SANDWICHES = ("CR0", "CR2", "CR3")
MOST_COLUMNS = 80
"""Columns beyond which the arrays for the degrees of freedom (300 MB each) are refused."""

_ZERO = 1e-9
"""An eigenvalue of I - H or of B_i, of the order of one, that is rounding."""
_ROUNDING = 1e-14


@dataclass(frozen=True, repr=False)
class Sandwich:
    """covariance (p, p) of the coefficients in the columns of X, and how well it is known."""

    covariance: Array
    freedom: SandwichFreedom


def sandwich(
    clusters: Iterable[WhitenedClusters],
    phi: Array,
    kind: str,
    *,
    root: str,
    freedom: bool,
    row_weights: Array | None = None,
    row_roots: Array | None = None,
) -> Sandwich:
    """The sandwich of whitened clusters.

    Args:
        clusters: all of them; they are passed over twice if there are probability weights.
        phi: (p, p), (X'WX)^-1.
        kind: one of `SANDWICHES`.
        root: for CR2, "symmetric" (mmrm) or "clubSandwich".
        freedom: whether degrees of freedom are wanted.
        row_weights: (n,) probability weights, constant within clusters.
        row_roots: (n,) square roots of precision weights, which the rows are multiplied by.

    Raises:
        ModelError: more than `MOST_COLUMNS` columns and degrees of freedom wanted.
    """
    p = len(phi)
    if freedom and p > MOST_COLUMNS:
        raise ModelError(
            f"{kind}: the degrees of freedom of a sandwich are available for at most "
            f"{MOST_COLUMNS} fixed-effect columns, and there are {p}; use df='normal'"
        )
    turn: Array = np.asarray(np.linalg.cholesky(phi), dtype=np.float64)
    stacks = clusters if row_weights is None else list(clusters)
    omega = _omega(stacks, turn, row_weights) if row_weights is not None else np.eye(p)
    meat, left_out = np.zeros((p, p)), np.zeros((p, p))
    sums = FreedomSums.start(p, None if row_weights is None else omega) if freedom else None
    for stack in stacks:
        weight = np.ones(len(stack.rows))
        if row_weights is not None:
            weight = row_weights[stack.rows[:, 0]]
        q, residual = stack.x @ turn, stack.residual
        alone = _determined_alone(q, weight)
        left_out += alone.sum(axis=0)
        if root == "clubSandwich" and kind == "CR2":
            factor = stack.factor
            if row_roots is not None:
                factor = factor / row_roots[stack.rows][:, :, None]
            t = _club_sandwich(q, factor, np.trace(alone, axis1=1, axis2=2))
        else:
            if q.shape[1] > p:
                basis, q = np.linalg.qr(q)
                residual = (np.swapaxes(basis, 1, 2) @ residual[:, :, None])[:, :, 0]
            t = _corrected(q, weight, omega, kind)
        score = (np.swapaxes(t, 1, 2) @ residual[:, :, None])[:, :, 0]
        meat += score.T @ score
        if sums is not None:
            sums.add(q, t, weight)
    covariance = turn @ meat @ turn.T
    known = SandwichFreedom(
        coordinates=turn.T,
        left_out=left_out,
        trace=np.zeros((0, 0)) if sums is None else (sums.trace + sums.trace.T) / 2.0,
        products=np.zeros(0) if sums is None else sums.products(),
    )
    return Sandwich((covariance + covariance.T) / 2.0, known)


def _omega(stacks: Iterable[WhitenedClusters], turn: Array, row_weights: Array) -> Array:
    omega = np.zeros_like(turn)
    for stack in stacks:
        q = stack.x @ turn * row_weights[stack.rows][:, :, None]
        flat = q.reshape(-1, len(turn))
        omega += flat.T @ flat
    return omega


def _determined_alone(q: Array, weight: Array) -> Array:
    """(m, p, p): projections on the combinations that each cluster determines alone."""
    p = q.shape[2]
    alone = np.zeros((len(q), p, p))
    able = np.flatnonzero(weight * (q**2).sum(axis=(1, 2)) > 1.0 - _ZERO)
    if len(able):
        share = weight[able, None, None] * (np.swapaxes(q[able], 1, 2) @ q[able])
        values, vectors = np.linalg.eigh(share)
        vectors = vectors * (values > 1.0 - _ZERO)[:, None, :]
        alone[able] = vectors @ np.swapaxes(vectors, 1, 2)
    return alone


def _corrected(q: Array, weight: Array, omega: Array, kind: str) -> Array:
    """T (m, n_c, p) with the symmetric A."""
    scaled = q * weight[:, None, None]
    if kind == "CR0":
        return scaled
    p = q.shape[2]
    middle = weight[:, None, None] * np.eye(p)
    if kind == "CR2":
        middle = 2.0 * middle - omega
    kept = np.eye(q.shape[1]) - q @ middle @ np.swapaxes(q, 1, 2)
    values, vectors = _eigen(kept)
    return _power(values, vectors, values <= _ZERO, -0.5 if kind == "CR2" else -1.0) @ scaled


def _club_sandwich(q: Array, factor: Array, nil: Array) -> Array:
    """T (m, n_c, p) with A = (G B G)^(-1/2) G; B has `nil` (m,) zero eigenvalues."""
    g = np.swapaxes(factor, 1, 2) @ factor
    values, vectors = _eigen(np.eye(q.shape[1]) - q @ np.swapaxes(q, 1, 2))
    # By the singular values of B^(1/2) G: the eigenvalues of G B G are their squares, and beside a
    # large random effect would have half the digits or none.
    half = _power(values, vectors, values <= _ZERO, 0.5) @ g
    _, sizes, right = np.linalg.svd(half)
    zero = np.arange(q.shape[1]) >= q.shape[1] - np.rint(nil)[:, None]
    zero |= sizes <= _ROUNDING * sizes[:, :1]
    inverse = np.where(zero, 0.0, 1.0 / np.where(zero, 1.0, sizes))
    turned = right @ q
    return np.asarray(g @ (np.swapaxes(right, 1, 2) @ (inverse[:, :, None] * turned)))


def _eigen(matrices: Array) -> tuple[Array, Array]:
    values, vectors = np.linalg.eigh((matrices + np.swapaxes(matrices, 1, 2)) / 2.0)
    return np.asarray(values), np.asarray(vectors)


def _power(values: Array, vectors: Array, zero: NDArray[np.bool_], exponent: float) -> Array:
    """Powers of symmetric matrices by their eigenvalues, on the space where they are not zero."""
    powers = np.where(zero, 0.0, np.where(zero, 1.0, values) ** exponent)
    return np.asarray((vectors * powers[:, None, :]) @ np.swapaxes(vectors, 1, 2))
