"""The `Moments` of a random-effects model from its blocks (`rotated_blocks.py` has the algebra).

In the rotated coordinates every block is an ordinary small covariance, V_b = sum_k theta_k A_bk +
sigma^2 I, and everything outside them has the covariance sigma^2 I.

Where standard deviations differ by orders of magnitude, X'V^-1X and y'V^-1y hold their squares, and
digits of the small ones would be lost. The sums are then of other columns than z: X made
orthonormal in the metric of V^-1, and what generalised least squares leaves of y.

Formulas: docs/methods.md, "Random effects".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ipt_outcomes.models.design.orthogonal import triangle_of
from ipt_outcomes.models.moments import Array, Moments
from ipt_outcomes.models.problem import NotPositiveDefiniteError
from ipt_outcomes.models.random_effects.arrow_moments import arrow_moments
from ipt_outcomes.models.random_effects.arrow_solution import solve_arrow
from ipt_outcomes.models.random_effects.narrow_sums import is_narrow, narrow_moments
from ipt_outcomes.models.random_effects.pair_total import pairs_together
from ipt_outcomes.models.random_effects.parameters import STEEP, factor_values, variance_places
from ipt_outcomes.models.random_effects.rotated_blocks import Patterns, RotatedBlocks
from ipt_outcomes.models.random_effects.whitened_blocks import whitened_blocks

_SMALLEST = 1e-100
"""sigma^2 whose third power underflows; that of its inverse overflows."""


def block_moments(rotated: RotatedBlocks, theta: Array, order: int) -> Moments:
    """The sums at theta, up to the order asked for (see `Problem.moments`).

    Raises:
        NotPositiveDefiniteError: sigma^2 or the covariance of a block is not positive.
    """
    sigma2 = float(theta[-1])
    if not (np.isfinite(theta).all() and _SMALLEST < sigma2 < 1.0 / _SMALLEST):
        raise NotPositiveDefiniteError("the residual variance is not positive")
    variances = theta[:-1][variance_places(rotated.entries)]
    steep = float(variances.max(initial=0.0)) > STEEP * sigma2
    factor = factor_values(theta[:-1], rotated.entries) if steep else None
    narrow: list[Patterns] = []
    wide: list[Patterns] = []
    for patterns in rotated.patterns:
        (narrow if not steep and is_narrow(patterns) else wide).append(patterns)
    blocks = [whitened_blocks(patterns, theta, factor) for patterns in wide]
    arrows = [solve_arrow(arrow, theta) for arrow in rotated.arrows]
    residual, basis = rotated.residual / sigma2**0.5, None
    if steep:
        rows = [*(block.rows for block in blocks), *(arrow.rows for arrow in arrows)]
        basis = least_squares_basis([residual, *rows])
        residual = residual @ basis
    parts = [
        *(narrow_moments(patterns, theta, order) for patterns in narrow),
        *(block.moments(order, basis) for block in blocks),
        *(arrow_moments(arrow, order, basis) for arrow in arrows),
    ]
    return _added(parts, residual, rotated.residual_rank, sigma2, basis)


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


def _added(
    parts: Sequence[Moments], residual: Array, rank: int, sigma2: float, basis: Array | None
) -> Moments:
    """The sums of all parts, in place of the first's, and of what lies outside all blocks.

    `residual` are the rows outside, divided by sigma, and `rank` is their number.
    """
    products = residual.T @ residual
    total = parts[0]
    for part in parts[1:]:
        total.zz[...] += part.zz
        for name in ("first", "trace", "trace2"):
            mine, theirs = getattr(total, name), getattr(part, name)
            if mine is not None and theirs is not None:
                mine[...] += theirs
    total.zz[...] += products
    if total.first is not None and total.trace is not None:
        total.first[-1] += products / sigma2
        total.trace[-1] += rank / sigma2
    second = None
    if total.trace2 is not None:
        outside = np.zeros((*total.trace2.shape, *products.shape))
        outside[-1, -1] = products / sigma2**2
        second = pairs_together([outside, *(part.second for part in parts)])
        total.trace2[-1, -1] += rank / sigma2**2
    log_det = sum(part.log_det for part in parts) + rank * float(np.log(sigma2))
    return replace(total, second=second, log_det=log_det, basis=basis)
