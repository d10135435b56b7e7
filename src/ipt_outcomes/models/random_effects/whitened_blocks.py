"""Blocks turned until V is the identity: wide ones, and all where V is ill-conditioned.

With Omega V Omega' = I every moment is a sum of products of the turned rows Omega u and the turned
derivatives Omega V_k Omega', and what rounding leaves of a small standard deviation is the rounding
of itself, not of the square of a large one.

Formulas: docs/methods.md, "Random effects".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ipt_outcomes.models.moments import Array, Moments
from ipt_outcomes.models.problem import NotPositiveDefiniteError
from ipt_outcomes.models.random_effects.effect_columns import factor_of, whitening
from ipt_outcomes.models.random_effects.rotated_blocks import Patterns
from ipt_outcomes.models.random_effects.rotation import derivatives

_AT_ONCE = 4096
"""Blocks per matrix product: what fits in the processor's cache."""


@dataclass(frozen=True, repr=False)
class WhitenedBlocks:
    """Blocks of one rank at one theta.

    omega    (patterns, r, r)
    log_det  of all blocks together
    u        (m, r, p + 1) turned rows
    steep    whether squares would lose digits
    """

    patterns: Patterns
    omega: Array
    log_det: float
    u: Array
    steep: bool

    @property
    def rows(self) -> Array:
        """(m r, p + 1): rows with the products z'V^-1 z."""
        return self.u.reshape(-1, self.u.shape[-1])

    def moments(self, order: int, basis: Array | None = None) -> Moments:
        """The sums of z, or of z @ `basis`, sigma^2 being the last parameter."""
        count, pattern = self.patterns.count, self.patterns.pattern
        whole = self.u if basis is None else self.u @ basis
        width = whole.shape[-1]
        flat = whole.reshape(-1, width)
        zz = flat.T @ flat
        if order == 0:
            return Moments(zz, self.log_det)
        turned = self._derivatives()
        k, n_patterns, rank, _ = turned.shape
        first, second = np.zeros((k, width, width)), np.zeros((k, k, width, width))
        for start in range(0, len(whole), _AT_ONCE):
            chunk = slice(start, start + _AT_ONCE)
            u = whole[chunk]
            moved = (turned[:, pattern[chunk]] @ u).transpose(1, 2, 0, 3).reshape(-1, k * width)
            products = u.reshape(-1, width).T @ moved
            first += products.reshape(width, k, width).swapaxes(0, 1)
            if order == 2:
                products = moved.T @ moved
                second += products.reshape(k, width, k, width).swapaxes(1, 2)
        diagonal = turned.reshape(k, n_patterns, rank * rank)[:, :, :: rank + 1]
        trace = diagonal.sum(axis=2) @ count
        if order == 1:
            return Moments(zz, self.log_det, first=first, trace=trace)
        counted = (turned * count[:, None, None]).reshape(k, -1)
        trace2 = counted @ turned.reshape(k, -1).T
        return Moments(zz, self.log_det, first=first, second=second, trace=trace, trace2=trace2)

    def _derivatives(self) -> Array:
        """Omega V_k Omega' (K, patterns, r, r), sigma^2 last."""
        across = np.swapaxes(self.omega, 1, 2)
        if self.steep:
            own = derivatives(self.omega @ self.patterns.r, self.patterns.columns)
        else:
            own = self.omega @ self.patterns.a @ across
        return np.concatenate([own, (self.omega @ across)[None]])


def whitened_blocks(patterns: Patterns, theta: Array, factor: Array | None) -> WhitenedBlocks:
    """The blocks at theta; `factor` has the entries of every L, G = L L', where V is steep.

    Raises:
        NotPositiveDefiniteError: the covariance of a block is not positive.
    """
    steep = factor is not None
    if factor is not None:
        whole = factor_of(factor, patterns.columns, patterns.r.shape[-1])
        omega, log_det = whitening(patterns.r, whole, float(np.sqrt(theta[-1])))
    else:
        omega, log_det = _inverted_triangles(patterns, theta)
    u = patterns.u
    if len(u) <= _AT_ONCE:
        u = omega[patterns.pattern] @ u
    else:
        u = np.empty_like(u)
        for start in range(0, len(u), _AT_ONCE):
            chunk = slice(start, start + _AT_ONCE)
            u[chunk] = omega[patterns.pattern[chunk]] @ patterns.u[chunk]
    return WhitenedBlocks(patterns, omega, float(patterns.count @ log_det), u, steep)


def _inverted_triangles(patterns: Patterns, theta: Array) -> tuple[Array, Array]:
    """`whitening` by the triangle of V itself, which is quicker."""
    try:
        triangle = np.linalg.cholesky(block_covariances(patterns, theta))
    except np.linalg.LinAlgError as error:
        raise NotPositiveDefiniteError("the covariance of a block is not positive") from error
    log_det: Array = 2.0 * np.log(np.diagonal(triangle, axis1=1, axis2=2)).sum(axis=1)
    return np.asarray(np.linalg.inv(triangle)), log_det


def block_covariances(patterns: Patterns, theta: Array) -> Array:
    """V of every pattern, (patterns, r, r)."""
    n_derivatives, n_patterns, rank, _ = patterns.a.shape
    v = (theta[:-1] @ patterns.a.reshape(n_derivatives, -1)).reshape(n_patterns, rank, rank)
    return np.asarray(v + theta[-1] * np.eye(rank))
