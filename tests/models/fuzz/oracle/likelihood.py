"""The (restricted) likelihood and its derivatives with the n x n matrix P, as textbooks have them.

With P = V^-1 - V^-1 X Phi X'V^-1 and V_k = dV/dtheta_k (Harville 1977, JASA 72:320-338):

    -2 log-likelihood      n' log 2 pi + log|V| (+ log|X'V^-1X|) + y'Py
    gradient               tr(A V_k) - y'P V_k P y,         A = P (REML) or V^-1 (ML)
    expected information   tr(A V_k A V_l) / 2
    observed information   that negated, + y'P V_k P V_l P y + (tr(A V_kl) - y'P V_kl P y) / 2
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .covariance import Covariance
from .description import Array


@dataclass(frozen=True)
class At:
    """The model at one theta; x (n, p) are the columns that are kept.

    Raises:
        numpy.linalg.LinAlgError: when V is not positive definite (`value` is then infinite).
    """

    covariance: Covariance
    x: Array
    y: Array
    theta: Array
    reml: bool

    @cached_property
    def v(self) -> Array:
        """(n, n)."""
        return self.covariance.v(self.theta)

    @cached_property
    def root(self) -> Array:
        """The lower Cholesky factor L of V."""
        return np.asarray(np.linalg.cholesky(self.v))

    @cached_property
    def inverse(self) -> Array:
        """V^-1."""
        half = np.linalg.solve(self.root, np.eye(len(self.y)))
        return np.asarray(half.T @ half)

    @cached_property
    def _white(self) -> tuple[Array, Array, Array, Array]:
        """Q and R of L^-1 X with its columns in units of their length; the lengths; L^-1 y."""
        both = np.linalg.solve(self.root, np.column_stack([self.x, self.y]))
        lengths = np.linalg.norm(both[:, :-1], axis=0)
        q, r = np.linalg.qr(both[:, :-1] / lengths)
        return q, r, lengths, both[:, -1]

    @cached_property
    def coordinates(self) -> Array:
        """(p, p) T with Phi = (X'V^-1X)^-1 = T T'."""
        _, r, lengths, _ = self._white
        return np.asarray(np.linalg.inv(r) / lengths[:, None])

    @cached_property
    def estimate(self) -> Array:
        """(p,): beta is T times it."""
        q, _, _, white = self._white
        return np.asarray(q.T @ white)

    def turned(self, functions: Array) -> Array:
        """(q, p): functions of beta as functions of `estimate`, which has the covariance I.

        In the user's columns a covariate with a large mean would cost half the digits.
        """
        return np.asarray(functions @ self.coordinates)

    @cached_property
    def half(self) -> Array:
        """V^-1 X T, with Phi = T T'."""
        return np.asarray(np.linalg.solve(self.root.T, self._white[0]))

    @cached_property
    def p(self) -> Array:
        """P (n, n)."""
        return np.asarray(self.inverse - self.half @ self.half.T)

    @cached_property
    def py(self) -> Array:
        """P y."""
        q, _, _, white = self._white
        left = white - q @ (q.T @ white)
        left -= q @ (q.T @ left)
        return np.asarray(np.linalg.solve(self.root.T, left))

    @cached_property
    def value(self) -> float:
        """Minus twice the (restricted) log-likelihood; infinite where V is not one."""
        try:
            log_det = 2.0 * float(np.log(np.diag(self.root)).sum())
        except np.linalg.LinAlgError:
            return float("inf")
        n, p = self.x.shape
        total = (n - p if self.reml else n) * np.log(2 * np.pi) + log_det + self.y @ self.py
        if self.reml:
            _, r, lengths, _ = self._white
            total += 2.0 * float(np.log(np.abs(np.diag(r))).sum() + np.log(lengths).sum())
        return float(total)

    @cached_property
    def _a(self) -> Array:
        return self.p if self.reml else self.inverse

    @cached_property
    def reduced(self) -> Array:
        """The gradient by the table and the entries of the covariance."""
        return self.covariance.reduced(self._a - np.outer(self.py, self.py))

    @cached_property
    def slopes(self) -> Array:
        """(K, ...) of table and entries by theta."""
        return self.covariance.slopes(self.theta)

    @cached_property
    def gradient(self) -> Array:
        """(K,) of `value`."""
        return np.asarray(self.slopes @ self.reduced)

    @cached_property
    def v_k(self) -> Array:
        """(K, n, n)."""
        n = self.covariance.n_table
        return np.array([self.covariance.assemble(row[:n], row[n:]) for row in self.slopes])

    @cached_property
    def expected(self) -> Array:
        """(K, K) information."""
        products = self._a @ self.v_k
        flat = products.reshape(len(products), -1)
        swapped = products.swapaxes(1, 2).reshape(len(products), -1)
        return np.asarray(flat @ swapped.T) / 2.0

    @cached_property
    def observed(self) -> Array:
        """(K, K) information."""
        moved = self.v_k @ self.py
        quadratic = moved @ self.p @ moved.T
        return quadratic - self.expected + self.covariance.bends(self.theta) @ self.reduced / 2.0

    @cached_property
    def phi_slopes(self) -> Array:
        """(K, p, p): T^-1 (d Phi / d theta_k) T^-T = T'X'V^-1 V_k V^-1 X T."""
        return np.asarray(self.half.T @ self.v_k @ self.half)

    @cached_property
    def residual(self) -> Array:
        """y - X beta."""
        return np.asarray(self.y - self.turned(self.x) @ self.estimate)

    def moved(self, theta: Array) -> At:
        """The same at another theta."""
        return At(self.covariance, self.x, self.y, theta, self.reml)
