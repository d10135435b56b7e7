"""How well a sandwich covariance is known: degrees of freedom of one contrast and of several.

A sandwich is V_R = sum_i u_i u_i', u_i (p) linear in the residuals. Under the working model the
u_i of clusters i and j have the covariances P_ij (p, p), P_ji = P_ij'. Functions Z (q, p) of the
coefficients, scaled to independence, Z E(V_R) Z' = I, have the matrix D = Z V_R Z', and Pustejovsky
and Tipton (2018, J Bus Econ Stat 36:672-683, section 3.2) take it for a Wishart matrix with as much
variance in all: with W = Z'Z and

    f(W) = sum_st Var(D_st) = sum_ij [ (tr P_ij W)^2 + tr(P_ij W P_ij W) ],

eta = q (q + 1) / f(W), and Hotelling's T^2 / q times (eta - q + 1) / eta is F on q and eta - q + 1.
For one function that is Satterthwaite's t, with eta = tr(P)^2 / tr(P P) (mmrm does the same).

f is a quadratic form in W, K[ad, be] W_ab W_de summed over all a, b, d, e, whose s (s + 1) / 2
numbers, s = p (p + 1) / 2, are summed over the clusters once. After that any contrasts are tested
without the clusters, and nothing that is kept belongs to one person.

Formulas: docs/methods.md, "Sandwiches".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.robust.pair_forms import (
    packed,
    pair_products,
    pairs,
    place_of_pairs,
)

# ASSUME: a function may hang on what one cluster alone determines for a thousandth of its variance.
# There the residuals are zero whatever the data, and the sandwich says nothing of them.
LEFT_OUT = 1e-3


@dataclass(frozen=True, repr=False, eq=False)
class SandwichFreedom:
    """What a sandwich says of any functions of the coefficients, besides its own value.

    coordinates  (p, p): turns a function of the coefficients into c, in which they are independent
                 with variance one under the working model
    left_out     (p, p): c' left_out c is the share of c'c that single clusters determine alone
    trace        (p, p): E(V_R), so that c' trace c is the expected variance
    products     (s (s + 1) / 2,): the upper triangle of K, f's matrix over pairs. Both of these
                 are empty where degrees of freedom were not asked for
    """

    coordinates: Array
    left_out: Array
    trace: Array
    products: Array

    def is_seen(self, functions: Array) -> bool:
        """Whether no combination of functions (q, p) hangs on what a cluster alone determines."""
        c = np.linalg.qr(self.coordinates @ functions.T)[0]
        return bool(np.linalg.eigvalsh(c.T @ self.left_out @ c)[-1] <= LEFT_OUT)

    def degrees_of_freedom(self, function: Array) -> float:
        """Satterthwaite's, for one function (p,)."""
        return self.wishart(function[None])

    def wishart(self, functions: Array) -> float:
        """eta for independent functions (q, p); NaN where they have no expected variance."""
        c = self.coordinates @ functions.T
        values, vectors = np.linalg.eigh(c.T @ self.trace @ c)
        if values[0] <= 0:
            return float("nan")
        z = ((c @ vectors) / np.sqrt(values)).T
        q = len(z)
        v = np.array([pair_products(one, other) for one in z for other in z])
        total = float(((v @ self._matrix) * v).sum())
        return q * (q + 1.0) / total if total > 0 else float("inf")

    @cached_property
    def _matrix(self) -> Array:
        """K (s, s)."""
        p = len(self.trace)
        return np.asarray(self.products[place_of_pairs(p * (p + 1) // 2)])


@dataclass(repr=False)
class FreedomSums:
    """Sums over clusters for E(V_R) and K.

    For T_i (n_i, p) and b_i = Q_i' T_i (see `sandwich.py`) P_ij = [i = j] T_i'T_i - U_i' C U_j,
    with U_i = b_i and C = I; or, with probability weights w_i, U_i = (b_i, w_i b_i) stacked and
    C = [[-Omega, I], [I, 0]].
    """

    c: Array
    trace: Array
    own: Array
    gram: Array

    @classmethod
    def start(cls, p: int, omega: Array | None) -> FreedomSums:
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
        own_pairs, shared_pairs = packed(own), packed(shared)
        crossed = own_pairs.T @ shared_pairs
        self.own += own_pairs.T @ own_pairs - crossed - crossed.T
        flat = u.reshape(len(u), -1)
        self.gram += flat.T @ flat

    def products(self) -> Array:
        """The upper triangle of K."""
        p = len(self.trace)
        place = place_of_pairs(p)
        first, last = pairs(p)
        # `own` holds sum_i O_i[ab] O_i[de] over the pairs (ab), (de): K wants (ad), (be).
        whole = self.own[place[np.ix_(first, first)], place[np.ix_(last, last)]]
        whole = whole + self.own[place[np.ix_(first, last)], place[np.ix_(last, first)]]
        # sum_ij (U_i'C U_j)[ab] (U_i'C U_j)[de] = sum_yw H[ya, wd] G[yb, we]: G = sum_i U_i U_i',
        # H = C G C
        k = len(self.c)
        gram = self.gram.reshape(k, p, k, p)
        turned = np.tensordot(self.c, gram, axes=1)
        turned = np.tensordot(turned, self.c, axes=(2, 0)).transpose(0, 1, 3, 2)
        one = _by_pairs(turned) + _by_pairs(turned.swapaxes(1, 3))
        other = (_by_pairs(gram) + _by_pairs(gram.swapaxes(1, 3))) / 2.0
        whole += one.T @ other
        return packed((whole + whole.T) / 2.0)


def _by_pairs(four: Array) -> Array:
    """(k k, s) from (k, p, k, p): the last two columns of y, a, w, d at the pairs of a and d."""
    k, p = four.shape[:2]
    first, last = pairs(p)
    return four.transpose(0, 2, 1, 3)[:, :, first, last].reshape(k * k, -1)
