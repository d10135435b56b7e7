"""Standard errors and degrees of freedom of single functions l'beta, random effects of several
factors.

The formulas are those of `kenward_roger.py` and `satterthwaite.py`. In the turned rows of
`crossed_sums.py`, with A_k = V_k S^-1 X, what they take is, by the entries of G,

    X'V^-1 V_k V^-1 X           (S^-1 X)'A_k
    X'V^-1 V_k V^-1 V_l V^-1 X  A_k'S^-1 A_l

and by sigma^2 from homogeneity, as in `evaluation.py`. Of the second only the sum that W weighs is
kept: what a response holds is of the size of its coefficients.

Formulas: docs/methods.md, "Many responses at once".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ipt_outcomes.models.batch.functions import FunctionByFunction
from ipt_outcomes.models.batch.stacks import factors, inverses
from ipt_outcomes.models.kenward_roger import adjustment
from ipt_outcomes.models.moments import Array


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class CrossedInference(FunctionByFunction):
    """B responses with random effects of several factors.

    phi     (B, p, p)
    curves  (B, K, p, p) -P_k
    pairs   (B, p, p) sum_kl W_kl Q_kl
    """

    phi: Array
    curves: Array
    pairs: Array

    @property
    def _phi(self) -> Array:
        return self.phi

    def _derivatives(
        self, function: Array, u: Array, variance: Array
    ) -> tuple[Array, Callable[[], Array]]:
        sides = (self.curves @ u[:, None, :, None])[..., 0]
        linear = (sides * u[:, None]).sum(axis=2)

        def added() -> Array:
            second = u[:, None] @ self.pairs @ u[:, :, None]
            w = self.theta_covariance
            return adjustment(second, sides[..., None], self.phi, w)[:, 0, 0]

        return linear, added


@dataclass(frozen=True, repr=False)
class Coefficients:
    """B responses at their estimates: phi (B, p, p), curves and pairs as in `CrossedInference`,
    and beta (B, p), the coefficients of the scores that least squares left.
    """

    phi: Array
    beta: Array
    curves: Array
    pairs: Array


def coefficients(  # noqa: PLR0917
    parts: Array, inverse: Array, x: Array, inside: Array, theta: Array, w: Array
) -> Coefficients:
    """The coefficients of B responses.

    Args:
        parts: (B or 1, L, m, m) V's derivatives by the entries of G.
        inverse: (B, m, m) S^-1.
        x: (B or 1, p, p) X in the first p of the m columns.
        inside: (B, m - p) the scores in the others.
        theta: (B, K) the entries of G, then sigma^2.
        w: (B, K, K) the covariance of theta.
    """
    p = x.shape[1]
    b, m, _ = inverse.shape
    n = parts.shape[1]
    solved = inverse[:, :, :p] @ x
    turned = np.swapaxes(solved, 1, 2)
    precision = turned[:, :, :p] @ x
    phi = inverses(factors(precision)[0])
    moved = parts @ solved[:, None]
    curves = turned[:, None] @ moved
    weights, sigma2 = theta[:, :-1], theta[:, -1]
    last = precision - (weights[:, None] @ curves.reshape(b, n, p * p)).reshape(b, p, p)
    last = last / sigma2[:, None, None]
    # With V_K = I = (V - sum_k theta_k V_k) / sigma^2 the weights of the pairs of entries of G, of
    # the curves, and of X'V^-1X.
    relative = weights / sigma2[:, None]
    beside, corner = w[:, :-1, -1], w[:, -1, -1]
    crossed = beside[:, :, None] * relative[:, None]
    of_pairs = w[:, :-1, :-1] - crossed - np.swapaxes(crossed, 1, 2)
    of_pairs = of_pairs + corner[:, None, None] * relative[:, :, None] * relative[:, None]
    of_curves = 2.0 * (beside - corner[:, None] * relative) / sigma2[:, None]
    mixed = (of_pairs @ moved.reshape(b, n, m * p)).reshape(b, n * m, p)
    pairs = np.swapaxes(mixed, 1, 2) @ (inverse[:, None] @ moved).reshape(b, n * m, p)
    pairs = pairs + (of_curves[:, None] @ curves.reshape(b, n, p * p)).reshape(b, p, p)
    pairs = pairs + (corner / sigma2**2)[:, None, None] * precision
    return Coefficients(
        phi=phi,
        beta=(phi @ (turned[:, :, p:] @ inside[:, :, None]))[:, :, 0],
        curves=np.concatenate([curves, last[:, None]], axis=1),
        pairs=pairs,
    )
