"""Sandwich covariances of the fixed effects, and their Satterthwaite degrees of freedom.

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
unbiased when the model holds. With precision weights V_i is that of the rows times sqrt(w).
Eigenvalues of B_i or I - w Q Q' that are zero (a cluster that alone determines a coefficient) are
left out, by the pseudo-inverse.

Under the model the estimated variance of c' beta is a quadratic form e' G e in independent normal
residuals; with P = G' Var(e) G over clusters its degrees of freedom are tr(P)^2 / tr(P P)
(Pustejovsky and Tipton 2018; mmrm does the same). For t_i = T_i R' c and b_i = Q_i' t_i

    P_ij = [i = j] t_i't_i - (w_i + w_j) b_i' b_j + b_i' Omega b_j,

so that tr P is a quadratic and tr(P P) a quartic form in c. Their coefficients are summed over
clusters once, after which any contrast has its degrees of freedom without the clusters, and nothing
that is kept belongs to one person.

# ASSUME: the clusters are independent, and theta is treated as known.

Formulas: docs/methods.md, "Sandwiches".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.robust.quartic import (
    quadratic_coefficients,
    quartic_from_products,
    quartic_value,
)
from ipt_outcomes.models.robust.whitened_clusters import WhitenedClusters

SANDWICHES = ("CR0", "CR2", "CR3")
MOST_COLUMNS = 80
"""Columns beyond which the arrays for the degrees of freedom (300 MB each) are refused."""

_ZERO = 1e-9


@dataclass(frozen=True)
class SandwichFreedom:
    """Satterthwaite's degrees of freedom of a sandwich, for any contrast.

    coordinates  (p, p): turns a function of the coefficients into c
    trace        (p, p): tr P = c' trace c
    quartic      (C(p + 3, 4),): tr(P P) as a quartic form in c; see `quartic.py`
    """

    coordinates: Array
    trace: Array
    quartic: Array

    def degrees_of_freedom(self, function: Array) -> float:
        """tr(P)^2 / tr(P P) for one function (p,)."""
        c = self.coordinates @ function
        c = c / np.linalg.norm(c)
        spread = quartic_value(self.quartic, c)
        return float(c @ self.trace @ c) ** 2 / spread if spread > 0 else float("inf")


@dataclass(frozen=True)
class Sandwich:
    """covariance (p, p) of the coefficients in the columns of X; freedom None if not asked for."""

    covariance: Array
    freedom: SandwichFreedom | None


def sandwich(
    clusters: Iterable[WhitenedClusters],
    phi: Array,
    kind: str,
    *,
    root: str,
    freedom: bool,
    row_weights: Array | None = None,
) -> Sandwich:
    """The sandwich of whitened clusters.

    Args:
        clusters: all of them; they are passed over twice if there are probability weights.
        phi: (p, p), (X'WX)^-1.
        kind: one of `SANDWICHES`.
        root: for CR2, "symmetric" (mmrm) or "clubSandwich".
        freedom: whether degrees of freedom are wanted.
        row_weights: (n,) probability weights, constant within clusters.

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
    meat = np.zeros((p, p))
    sums = _FreedomSums.start(p, None if row_weights is None else omega) if freedom else None
    for stack in stacks:
        weight = np.ones(len(stack.rows))
        if row_weights is not None:
            weight = row_weights[stack.rows[:, 0]]
        q, residual = stack.x @ turn, stack.residual
        if root == "clubSandwich" and kind == "CR2":
            t = _club_sandwich(q, stack.factor)
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
    return Sandwich((covariance + covariance.T) / 2.0, sums.freedom(turn.T) if sums else None)


def _omega(stacks: Iterable[WhitenedClusters], turn: Array, row_weights: Array) -> Array:
    omega = np.zeros_like(turn)
    for stack in stacks:
        q = stack.x @ turn * row_weights[stack.rows][:, :, None]
        flat = q.reshape(-1, len(turn))
        omega += flat.T @ flat
    return omega


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
    return _power(kept, -0.5 if kind == "CR2" else -1.0) @ scaled


def _club_sandwich(q: Array, factor: Array) -> Array:
    """T (m, n_c, p) with A = (G B G)^(-1/2) G."""
    g = np.swapaxes(factor, 1, 2) @ factor
    kept = g @ (np.eye(q.shape[1]) - q @ np.swapaxes(q, 1, 2)) @ g
    return np.asarray(g @ (_power(kept, -0.5) @ q))


def _power(matrices: Array, exponent: float) -> Array:
    """Powers of symmetric matrices (m, n, n) on the space where they are not zero."""
    values, vectors = np.linalg.eigh((matrices + np.swapaxes(matrices, 1, 2)) / 2.0)
    zero = values <= _ZERO * values[:, -1:]
    powers = np.where(zero, 0.0, np.where(zero, 1.0, values) ** exponent)
    return np.asarray((vectors * powers[:, None, :]) @ np.swapaxes(vectors, 1, 2))


@dataclass
class _FreedomSums:
    """Sums over clusters for tr P and tr(P P).

    With U_i = b_i, or (b_i, w_i b_i) with probability weights, stacked, P_ij = [i = j] t_i't_i -
    U_i' C U_j, C = I or [[-Omega, I], [I, 0]].
    """

    c: Array
    trace: Array
    products: Array
    gram: Array

    @classmethod
    def start(cls, p: int, omega: Array | None) -> _FreedomSums:
        """Zeros; omega (p, p) where there are probability weights."""
        c = np.eye(p)
        if omega is not None:
            c = np.block([[-omega, np.eye(p)], [np.eye(p), np.zeros((p, p))]])
        s, k = p * (p + 1) // 2, len(c)
        return cls(c, np.zeros((p, p)), np.zeros((s, s)), np.zeros((k * p, k * p)))

    def add(self, q: Array, t: Array, weight: Array) -> None:
        """Clusters with Q and T (m, n_c, p) and weights (m,)."""
        own = np.swapaxes(t, 1, 2) @ t
        u = np.swapaxes(q, 1, 2) @ t
        if len(self.c) > u.shape[1]:
            u = np.concatenate([u, weight[:, None, None] * u], axis=1)
        shared = np.swapaxes(u, 1, 2) @ self.c @ u
        self.trace += (own - shared).sum(axis=0)
        own_pairs = quadratic_coefficients(own)
        self.products += own_pairs.T @ (own_pairs - 2.0 * quadratic_coefficients(shared))
        flat = u.reshape(len(u), -1)
        self.gram += flat.T @ flat

    def freedom(self, coordinates: Array) -> SandwichFreedom:
        """The forms, for c = coordinates @ function."""
        p, k = len(self.trace), len(self.c)
        # M(c) = C sum_i U_i U_i' is quadratic in c; tr(M M) completes tr(P P).
        matrix = np.tensordot(self.c, self.gram.reshape(k, p, k, p), axes=1)
        coefficients = quadratic_coefficients(matrix.transpose(0, 2, 1, 3).reshape(-1, p, p))
        swapped = coefficients.reshape(k, k, -1).transpose(1, 0, 2).reshape(k * k, -1)
        products = self.products + coefficients.T @ swapped
        return SandwichFreedom(
            coordinates=coordinates,
            trace=(self.trace + self.trace.T) / 2.0,
            quartic=quartic_from_products(products, p),
        )
