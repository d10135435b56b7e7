"""Cluster-robust covariances in rows as they are, with n-vectors: c'beta has the variance

    sum_i (a_i'e)^2,  a_i = A_i'W_iX_i Phi c on the rows of cluster i, W_i = V_i^-1, e = y - X beta.

CR0 has A_i = I, CR3 the inverse of (I - H)_ii. CR2 with a residual covariance has the symmetric
root of mmrm in rows whitened by the lower Cholesky factor of V_i, with random effects that of
clubSandwich, D_i'B_i^(-1/2)D_i with V_i = D_i'D_i and B_i = D_i (V_i - X_i Phi X_i') D_i'. Under
the model e has the covariance V - X Phi X': with P_ij = a_i'(V - X Phi X')a_j the degrees of
freedom of c are tr(P)^2 / tr(PP), and those of the approximate Hotelling test are eta - q + 1 with
eta = q (q + 1) / sum_st Var(d_st), d being the estimated over the true covariance of q functions
(Bell & McCaffrey 2002; Pustejovsky & Tipton 2018, J Bus Econ Stat 36:672-683).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .description import Array, Codes
from .likelihood import At

ZERO = 1e-10


@dataclass(frozen=True)
class Sandwich:
    """Of one kind, at one fit.

    cluster  (n,) codes
    scores   (n, p): the rows of cluster i are A_i'W_iX_i T, with Phi = T T'; times a turned
             function they are a_i
    alone    (p, k): turned functions that one cluster determines by itself
    doubtful whether an eigenvalue of I - H in a cluster is neither zero nor not: the pseudo-inverse
             then depends on rounding
    """

    at: At
    cluster: Codes
    scores: Array
    alone: Array
    doubtful: bool

    @property
    def covariance(self) -> Array:
        """(p, p), of turned functions."""
        each = self._by_cluster(self.scores * self.at.residual[:, None])
        return each.T @ each

    def hangs_on_one(self, function: Array) -> bool:
        """Whether a turned function (p,) has a part that one cluster alone determines."""
        part = np.abs(function @ self.alone).max(initial=0.0)
        return bool(part > 1e-6 * np.linalg.norm(function))

    def degrees_of_freedom(self, function: Array) -> float:
        """Satterthwaite's for one turned function (p,)."""
        p = self._products(function[None])[:, :, 0, 0]
        return float(np.trace(p) ** 2 / (p * p.T).sum())

    def hotelling(self, functions: Array) -> tuple[float, float] | None:
        """F and its denominator df for turned functions (q, p); None: not testable."""
        q = len(functions)
        expected = np.einsum("iist->st", self._products(functions))
        scale = np.sqrt(np.diag(expected))
        values, vectors = np.linalg.eigh(expected / np.outer(scale, scale))
        if values[0] < 1e-8 * values[-1]:
            return None
        turned = (vectors / np.sqrt(values)).T @ (functions / scale[:, None])
        p = self._products(turned)
        variances = np.einsum("ijss,ijtt->", p, p) + np.einsum("ijst,ijts->", p, p)
        eta = q * (q + 1) / float(variances)
        middle = turned @ self.covariance @ turned.T
        if eta - q + 1 <= 0 or np.linalg.eigvalsh(middle)[0] <= 1e-10 * np.trace(middle):
            return None
        estimate = turned @ self.at.estimate
        wald = float(estimate @ np.linalg.solve(middle, estimate))
        return (eta - q + 1) / (eta * q) * wald, eta - q + 1

    def _by_cluster(self, rows: Array) -> Array:
        sums = np.zeros((int(self.cluster.max()) + 1, rows.shape[1]))
        np.add.at(sums, self.cluster, rows)
        return sums

    def _products(self, functions: Array) -> Array:
        """P (i, j, s, t) = a_is'(V - X Phi X')a_jt."""
        q, m = len(functions), int(self.cluster.max()) + 1
        a = np.zeros((len(self.cluster), m, q))
        a[np.arange(len(self.cluster)), self.cluster] = self.scores @ functions.T
        a = a.reshape(len(a), -1)
        half = self.at.root.T @ a
        fitted = self.at.turned(self.at.x).T @ a
        whole = half.T @ half - fitted.T @ fitted
        return whole.reshape(m, q, m, q).swapaxes(1, 2)


def sandwich(at: At, cluster: Codes, kind: str, club: bool) -> Sandwich:
    """The sandwich of clusters between which V is zero; `club` takes clubSandwich's root."""
    columns = at.turned(at.x)
    scores = np.zeros_like(columns)
    doubtful = False
    alone = []
    for number in range(int(cluster.max()) + 1):
        own = np.flatnonzero(cluster == number)
        factor = np.linalg.cholesky(at.v[np.ix_(own, own)])
        q = np.linalg.solve(factor, columns[own])
        left = np.eye(len(own)) - q @ q.T
        values, vectors = np.linalg.eigh(left)
        alone.append(q.T @ vectors[:, values <= ZERO])
        doubtful |= bool(((values > 1e-13) & (values < 1e-7)).any())
        if kind == "CR0":
            turned = q
        elif kind == "CR2" and club:
            g = factor.T @ factor
            # G (G B G)^(-1/2) by the singular values of B^(1/2) G: half the digits would be lost.
            _, sizes, right = np.linalg.svd(_power(left, 0.5) @ g)
            rank = int((values > ZERO).sum())
            turned = g @ (right[:rank].T / sizes[:rank]) @ (right[:rank] @ q)
        else:
            turned = _power(left, -0.5 if kind == "CR2" else -1.0) @ q
        scores[own] = np.linalg.solve(factor.T, turned)
    return Sandwich(at, cluster, scores, np.hstack(alone), doubtful)


def _power(left: Array, exponent: float) -> Array:
    """Of I - H in a cluster, whose eigenvalues are from 0 to 1, where they are not zero."""
    values, vectors = np.linalg.eigh((left + left.T) / 2.0)
    on = values > ZERO
    return np.asarray((vectors[:, on] * values[on] ** exponent) @ vectors[:, on].T)
