"""The `Moments` of a random-effects model from its blocks (`rotated_blocks.py` has the algebra).

In the rotated coordinates every block is an ordinary small covariance, V_b = sum_k theta_k A_bk +
sigma^2 I, and everything outside them has the covariance sigma^2 I.

Formulas: docs/methods.md, "Random effects".
"""

from __future__ import annotations

import numpy as np

from ipt_outcomes.models.moments import Array, Moments
from ipt_outcomes.models.problem import NotPositiveDefiniteError
from ipt_outcomes.models.random_effects.arrow_moments import arrow_moments
from ipt_outcomes.models.random_effects.narrow_sums import NARROW, narrow_sums
from ipt_outcomes.models.random_effects.rotated_blocks import Patterns, RotatedBlocks
from ipt_outcomes.models.random_effects.terms import Codes

_AT_ONCE = 4096
"""Blocks per matrix product: what fits in the processor's cache."""


def block_moments(rotated: RotatedBlocks, theta: Array, order: int) -> Moments:
    """The sums at theta, up to the order asked for (see `Problem.moments`).

    Raises:
        NotPositiveDefiniteError: sigma^2 or the covariance of a block is not positive.
    """
    sigma2, n_theta = float(theta[-1]), len(theta)
    if not (np.isfinite(theta).all() and sigma2 > 0):
        raise NotPositiveDefiniteError("the residual variance is not positive")
    width, alone = len(rotated.residual), rotated.residual_rank
    zz = rotated.residual / sigma2
    log_det = alone * float(np.log(sigma2))
    first = np.zeros((n_theta, width, width))
    second = np.zeros((n_theta, n_theta, width, width))
    trace, trace2 = np.zeros(n_theta), np.zeros((n_theta, n_theta))
    first[-1] = rotated.residual / sigma2**2
    second[-1, -1] = rotated.residual / sigma2**3
    trace[-1], trace2[-1, -1] = alone / sigma2, alone / sigma2**2
    for patterns in rotated.patterns:
        inverse, half_log_det = _inverse(patterns, theta)
        log_det += 2 * float(patterns.count @ half_log_det)
        if inverse.shape[-1] <= NARROW:
            narrow = narrow_sums(
                patterns.a,
                patterns.count,
                patterns.u,
                patterns.pattern,
                inverse=inverse,
                order=order,
            )
            zz += narrow.zz
            first += narrow.first
            second += narrow.second
            trace += narrow.trace
            trace2 += narrow.trace2
            continue
        for start in range(0, len(patterns.u), _AT_ONCE):
            u = patterns.u[start : start + _AT_ONCE]
            pattern = patterns.pattern[start : start + _AT_ONCE]
            own = inverse[pattern]
            t = own @ u
            zz += u.reshape(-1, width).T @ t.reshape(-1, width)
            if order == 0:
                continue
            moved = _moved(patterns.a, pattern, t)
            products = t.reshape(-1, width).T @ moved.reshape(-1, n_theta * width)
            first += products.reshape(width, n_theta, width).swapaxes(0, 1)
            if order == 1:
                continue
            again = (own @ moved).reshape(-1, n_theta * width)
            products = moved.reshape(-1, n_theta * width).T @ again
            second += products.reshape(n_theta, width, n_theta, width).swapaxes(1, 2)
        if order == 0:
            continue
        weighted = inverse * patterns.count[:, None, None]
        trace[:-1] += patterns.a.reshape(n_theta - 1, -1) @ weighted.ravel()
        trace[-1] += np.trace(weighted, axis1=1, axis2=2).sum()
        if order == 1:
            continue
        scaled = np.concatenate([inverse @ patterns.a, inverse[None]])
        turned = (scaled * patterns.count[:, None, None]).swapaxes(2, 3)
        trace2 += scaled.reshape(n_theta, -1) @ turned.reshape(n_theta, -1).T
    for arrow in rotated.arrows:
        more = arrow_moments(arrow, theta, order)
        zz += more.zz
        log_det += more.log_det
        if more.first is None or more.trace is None:
            continue
        first += more.first
        trace += more.trace
        if isinstance(more.second, np.ndarray) and more.trace2 is not None:
            second += more.second
            trace2 += more.trace2
    if order == 0:
        return Moments(zz, log_det)
    if order == 1:
        return Moments(zz, log_det, first=first, trace=trace)
    return Moments(zz, log_det, first=first, second=second, trace=trace, trace2=trace2)


def _inverse(patterns: Patterns, theta: Array) -> tuple[Array, Array]:
    """V^-1 of every pattern, (patterns, r, r), and half of log |V|, (patterns)."""
    n_derivatives, n_patterns, rank, _ = patterns.a.shape
    v = (theta[:-1] @ patterns.a.reshape(n_derivatives, -1)).reshape(n_patterns, rank, rank)
    v += theta[-1] * np.eye(rank)
    if rank == 2:
        return _inverse_of_pairs(v)
    try:
        factor = np.linalg.cholesky(v)
    except np.linalg.LinAlgError as error:
        raise NotPositiveDefiniteError("the covariance of a block is not positive") from error
    half_log_det: Array = np.log(np.diagonal(factor, axis1=1, axis2=2)).sum(axis=1)
    inverse: Array = np.asarray(np.linalg.inv(v))
    return inverse, half_log_det


def _inverse_of_pairs(v: Array) -> tuple[Array, Array]:
    """`_inverse` for an intercept and a slope, by V = L D L': very many of them at once."""
    first = v[:, 0, 0]
    if not (first > 0).all():
        raise NotPositiveDefiniteError("the covariance of a block is not positive")
    factor = v[:, 1, 0] / first
    second = v[:, 1, 1] - factor * v[:, 1, 0]
    if not (second > 0).all():
        raise NotPositiveDefiniteError("the covariance of a block is not positive")
    inverse = np.empty_like(v)
    inverse[:, 1, 1] = 1.0 / second
    inverse[:, 0, 1] = inverse[:, 1, 0] = -factor * inverse[:, 1, 1]
    inverse[:, 0, 0] = 1.0 / first - factor * inverse[:, 0, 1]
    half_log_det: Array = 0.5 * (np.log(first) + np.log(second))
    return inverse, half_log_det


def _moved(derivatives: Array, pattern: Codes, t: Array) -> Array:
    """V_k V^-1 u for every k, side by side: (m, r, K (p + 1)); sigma^2's, the last, is V^-1 u."""
    width = t.shape[-1]
    moved = np.empty((*t.shape[:2], (len(derivatives) + 1) * width))
    for k, derivative in enumerate(derivatives):
        moved[:, :, k * width : (k + 1) * width] = derivative[pattern] @ t
    moved[:, :, -width:] = t
    return moved
