"""Linear algebra of stacks of small symmetric matrices, of which some may not be definite."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.moments import Array

Marks = NDArray[np.bool_]

AGREES = 1e-13
"""Exact Newton decrement below which theta is within 2e-7 of its standard error."""


def factors(stack: Array) -> tuple[Array, Marks]:
    """Cholesky factors (B, n, n), and which of the matrices are positive definite.

    The factor of one that is not is the identity.
    """
    good: Marks = np.asarray(np.isfinite(stack).all(axis=(1, 2)))
    safe = identity_unless(good, stack)
    try:
        return np.asarray(np.linalg.cholesky(safe)), good
    except np.linalg.LinAlgError:
        # One bad matrix spoils the call for all.
        factor, definite = _columnwise(safe)
        return identity_unless(definite, factor), good & definite


def _columnwise(stack: Array) -> tuple[Array, Marks]:
    """Cholesky factors (B, n, n) column by column, and where all pivots are positive."""
    left, factor = stack.copy(), np.zeros_like(stack)
    good = np.ones(len(stack), dtype=bool)
    for k in range(stack.shape[1]):
        pivot = left[:, k, k]
        good &= pivot > 0
        column = left[:, k:, k] / np.sqrt(np.where(good, pivot, 1.0))[:, None]
        factor[:, k:, k] = np.where(good[:, None], column, 0.0)
        left[:, k:, k:] -= factor[:, k:, None, k] * factor[:, None, k:, k]
    return factor, good


def identity_unless(good: Marks, stack: Array) -> Array:
    """The matrices (B, n, n), the identity in the place of those that are not good."""
    return stack if good.all() else np.where(good[:, None, None], stack, np.eye(stack.shape[1]))


def inverses(factor: Array) -> Array:
    """The inverses (B, n, n) of the matrices that have these Cholesky factors.

    A factor has one however near to singular its matrix is, for which there may be none.
    """
    half = np.linalg.inv(factor)
    return np.asarray(np.swapaxes(half, 1, 2) @ half)


def solve_definite(stack: Array, right: Array) -> tuple[Array, Marks]:
    """stack^-1 right for (B, n, n) and (B, n, any), scaled first; zeros where not definite."""
    scale = np.sqrt(np.abs(np.diagonal(stack, axis1=1, axis2=2)))
    whole: Marks = np.asarray((np.isfinite(scale) & (scale > 0)).all(axis=1))
    scale = np.where(whole[:, None], scale, 1.0)
    scaled = stack / (scale[:, :, None] * scale[:, None, :])
    factor, good = factors(scaled)
    # A definite matrix that is singular to rounding is no better than an indefinite one.
    heights = np.diagonal(factor, axis1=1, axis2=2)
    good = good & whole & (heights.min(axis=1) > 1e-6)
    safe = identity_unless(good, scaled)
    solved = np.linalg.solve(safe, right / scale[:, :, None]) / scale[:, :, None]
    solved[~good] = 0.0
    return np.asarray(solved), good


def padded_inverses(matrix: Array, seen: Marks) -> tuple[Array, Array, Marks]:
    """Inverses of the blocks of seen visits, zero elsewhere, for every response and pattern.

    Gauss and Jordan's elimination, all blocks at once; the pivots give the determinants.

    Args:
        matrix: (B, m, m) symmetric.
        seen: (B, R, m).

    Returns:
        (B, R, m, m) inverses, (B, R) log-determinants, and (B,) whether all were positive definite.
    """
    m = matrix.shape[1]
    # The responses last: every operation then runs along memory.
    there = np.ascontiguousarray(seen.transpose(2, 1, 0))
    both = there[:, None] & there[None]
    work = np.where(both, matrix.transpose(1, 2, 0)[:, :, None], np.eye(m)[:, :, None, None])
    good = np.ones(seen.shape[0], dtype=bool)
    log_det = np.zeros(work.shape[2:])
    for k in range(m):
        pivot = work[k, k]
        positive = pivot > 0
        good &= positive.all(axis=0)
        reciprocal = 1.0 / np.where(positive, pivot, 1.0)
        log_det -= np.log(reciprocal)
        row, column = work[k] * reciprocal, work[:, k].copy()
        work -= column[:, None] * row[None]
        work[k] = row
        work[:, k] = -column * reciprocal
        work[k, k] = reciprocal
    inverse = np.ascontiguousarray(np.where(both, work, 0.0).transpose(3, 2, 0, 1))
    return inverse, log_det.T, good
