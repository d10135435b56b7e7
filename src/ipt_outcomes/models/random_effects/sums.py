"""The `Moments` of a random-effects model from its reduction (see `reduction.py` for the algebra).

In the rotated coordinates every block is an ordinary small covariance, V_b = sum_k theta_k A_bk +
sigma^2 I, and everything outside them has the covariance sigma^2 I.

Where standard deviations differ by orders of magnitude, X'V^-1X and y'V^-1y hold their squares, and
digits of the small ones would be lost. The sums are then of other columns than z: X made
orthonormal in the metric of V^-1, and what generalised least squares leaves of y.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ipt_outcomes.models.design.orthogonal import triangle_of
from ipt_outcomes.models.moments import Array, Moments
from ipt_outcomes.models.problem import NotPositiveDefiniteError
from ipt_outcomes.models.random_effects.arrow_solution import solve_arrow
from ipt_outcomes.models.random_effects.arrow_sums import arrow_moments
from ipt_outcomes.models.random_effects.narrow_sums import NARROW, narrow_moments
from ipt_outcomes.models.random_effects.parameters import STEEP, factor_values
from ipt_outcomes.models.random_effects.reduction import Patterns, Reduction
from ipt_outcomes.models.random_effects.whitened_blocks import whitened_blocks

_SMALLEST = 1e-100
"""sigma^2 whose third power underflows; that of its inverse overflows."""


def moments(reduction: Reduction, theta: Array, order: int) -> Moments:
    """The sums at theta, up to the order asked for (see `Problem.moments`).

    Raises:
        NotPositiveDefiniteError: sigma^2 or the covariance of a block is not positive.
    """
    sigma2 = float(theta[-1])
    if not (np.isfinite(theta).all() and _SMALLEST < sigma2 < 1.0 / _SMALLEST):
        raise NotPositiveDefiniteError("the residual variance is not positive")
    factor = factor_values(theta[:-1], reduction.entries)
    steep = float(np.square(factor).max(initial=0.0)) > STEEP * sigma2
    narrow: list[Patterns] = []
    wide: list[Patterns] = []
    for patterns in reduction.patterns:
        (narrow if patterns.rank <= NARROW and not steep else wide).append(patterns)
    blocks = [whitened_blocks(patterns, factor, float(np.sqrt(sigma2))) for patterns in wide]
    arrows = [solve_arrow(arrow, theta) for arrow in reduction.arrows]
    residual, basis = reduction.residual / np.sqrt(sigma2), None
    if steep:
        rows = [*(block.rows for block in blocks), *(arrow.rows for arrow in arrows)]
        basis = least_squares_basis([residual, *rows])
        residual = residual @ basis
    parts = [
        _alone(residual, reduction.residual_rank, sigma2, len(theta), order),
        *(narrow_moments(patterns, theta, order) for patterns in narrow),
        *(block.moments(order, basis) for block in blocks),
        *(arrow_moments(arrow, order, basis) for arrow in arrows),
    ]
    return replace(_added(parts), basis=basis)


def least_squares_basis(parts: Sequence[Array]) -> Array:
    """(p + 1, p + 1): what makes X'V^-1X the identity and y its residual.

    `parts` are rows (any, p + 1) with the products z'V^-1 z.

    Raises:
        numpy.linalg.LinAlgError: X'V^-1X is not positive definite.
    """
    triangle = triangle_of(np.concatenate(parts))
    p = triangle.shape[1] - 1
    triangle = triangle * np.where(np.diagonal(triangle) < 0, -1.0, 1.0)[:, None]
    basis = np.eye(p + 1)
    basis[:p, :p] = np.linalg.inv(triangle[:p, :p])
    basis[:p, p] = -basis[:p, :p] @ triangle[:p, p]
    return basis


def _alone(residual: Array, rank: int, sigma2: float, k: int, order: int) -> Moments:
    """What lies outside all blocks, its rows divided by sigma."""
    products = residual.T @ residual
    log_det = rank * float(np.log(sigma2))
    if order == 0:
        return Moments(products, log_det)
    first, trace = np.zeros((k, *products.shape)), np.zeros(k)
    first[-1], trace[-1] = products / sigma2, rank / sigma2
    if order == 1:
        return Moments(products, log_det, first=first, trace=trace)
    second, trace2 = np.zeros((k, k, *products.shape)), np.zeros((k, k))
    second[-1, -1], trace2[-1, -1] = products / sigma2**2, rank / sigma2**2
    return Moments(products, log_det, first=first, second=second, trace=trace, trace2=trace2)


def _added(parts: Sequence[Moments]) -> Moments:
    """The sums of all parts, in place of the first's."""
    total = parts[0]
    for part in parts[1:]:
        total.zz[...] += part.zz
        for name in ("first", "second", "trace", "trace2"):
            mine, theirs = getattr(total, name), getattr(part, name)
            if mine is not None and theirs is not None:
                mine[...] += theirs
    return replace(total, log_det=sum(part.log_det for part in parts))
