"""Very small matrices of very many groups, the last axis, along which all operations run."""

from __future__ import annotations

import numpy as np

from ipt_outcomes.models.moments import Array

_BY_HAND = 2


def small_products(left: Array, right: Array) -> Array:
    """(B, a, c, J) for stacks (B, a, q, J) and (B, q, c, J) with few q; they broadcast."""
    made = left[:, :, 0, None] * right[:, None, 0]
    for inner in range(1, left.shape[2]):
        made += left[:, :, inner, None] * right[:, None, inner]
    return np.asarray(made)


def small_inverses(stack: Array) -> tuple[Array, Array]:
    """Inverses (B, q, q, J) and determinants (B, J); where one is singular, of the identity."""
    q = stack.shape[1]
    if q > _BY_HAND:
        last = np.moveaxis(stack, 3, 1)
        determinant = np.linalg.det(last)
        regular = np.isfinite(determinant) & (determinant != 0)
        safe = np.where(regular[..., None, None], last, np.eye(q))
        return np.ascontiguousarray(np.moveaxis(np.linalg.inv(safe), 1, 3)), determinant
    if q == 1:
        determinant = stack[:, 0, 0]
        return 1.0 / np.where(determinant != 0, determinant, 1.0)[:, None, None], determinant
    determinant = stack[:, 0, 0] * stack[:, 1, 1] - stack[:, 0, 1] * stack[:, 1, 0]
    reciprocal = 1.0 / np.where(determinant != 0, determinant, 1.0)
    inverse = np.empty_like(stack)
    inverse[:, 0, 0] = stack[:, 1, 1] * reciprocal
    inverse[:, 1, 1] = stack[:, 0, 0] * reciprocal
    inverse[:, 0, 1] = -stack[:, 0, 1] * reciprocal
    inverse[:, 1, 0] = -stack[:, 1, 0] * reciprocal
    return inverse, determinant


def summed(stack: Array) -> Array:
    """(B, a c, 1) from (B, a, c, J): the sum over the groups, as a column."""
    return np.asarray(stack.sum(axis=3).reshape(len(stack), -1, 1))


def outer_sums(left: Array, right: Array) -> Array:
    """(B, a c, p) from (B, a, J) and (B, c, p, J): the sums over the groups of products."""
    b, a, j = left.shape
    c, p = right.shape[1:3]
    return np.asarray((left @ np.swapaxes(right.reshape(b, c * p, j), 1, 2)).reshape(b, a * c, p))


def form_sums(basis: Array, left: Array, right: Array) -> Array:
    """(B, L, L): sum over the groups of tr(E_k left E_l right), both (B, q, q, J)."""
    b, q, _, j = left.shape
    pairs = left.reshape(b, q * q, j) @ np.swapaxes(right.reshape(b, q * q, j), 1, 2)
    # left[b, c] right[d, a] to (ab), (cd)
    turned = pairs.reshape(b, q, q, q, q).transpose(0, 4, 1, 2, 3).reshape(b, q * q, q * q)
    return np.asarray(basis @ turned @ np.swapaxes(basis, 1, 2))
