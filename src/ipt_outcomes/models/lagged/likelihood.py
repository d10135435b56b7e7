"""Minus twice the log-likelihood of many weightings of the same people, and its gradient.

The means, free in each arm at each visit and common at the first, are at their maximum given the
covariance; people's missing values are left out of their own likelihood.

Formulas: docs/methods.md, "Lagged paths within people".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ipt_outcomes.models.lagged.structure import LaggedStructure, Marks, parts_of
from ipt_outcomes.models.lagged.sums import Sums
from ipt_outcomes.models.moments import Array

_LEAST_PIVOT, _LARGEST = 1e-9, 1e9
"""Of covariances of standardised values: beyond these a point is none."""


@dataclass(frozen=True, repr=False, eq=False)
class Evaluated:
    """R points: value (R,), infinite where sigma is not positive definite; gradient (R, K);
    means (R, p, 2) by arm; precision (R, C, p, p), the inverse of sigma over each pattern's values.
    """

    value: Array
    gradient: Array
    means: Array
    precision: Array


def evaluate(structure: LaggedStructure, sums: Sums, theta: Array) -> Evaluated:
    """At the points theta (R, K), one for each weighting."""
    # A step too long may overflow: there is no likelihood, and the search halves it.
    with np.errstate(over="ignore", invalid="ignore"):
        return _evaluate(structure, sums, theta)


def _evaluate(structure: LaggedStructure, sums: Sums, theta: Array) -> Evaluated:
    parts = parts_of(structure, theta)
    precision, log_determinant, definite = _inverted(parts.sigma, sums.seen)
    theta = np.where(definite[:, None], theta, 0.0)
    parts = parts if definite.all() else parts_of(structure, theta)
    n = sums.people.sum(axis=1)
    means, fitted = _means(precision, sums)
    products = precision @ _about(sums, means)
    value = (n * log_determinant).sum(axis=1) + (precision * sums.products).sum(axis=(1, 2, 3))
    value -= fitted
    slope = (n[:, :, None, None] * precision - products @ precision).sum(axis=1)
    usable = definite & parts.usable
    return Evaluated(np.where(usable, value, np.inf), parts.gradient(slope), means, precision)


def information(structure: LaggedStructure, sums: Sums, theta: Array) -> Array:
    """(K, K) expected information of the first weighting, times two: of minus twice the log."""
    parts = parts_of(structure, theta[:1])
    k, p = structure.parameters, structure.size
    moves = parts.jacobian()
    precision = _inverted(parts.sigma, sums.seen)[0][0]
    n = sums.people[0].sum(axis=0)
    found = np.zeros((k, k))
    for weight, inverse in zip(n, precision, strict=True):
        turned = inverse @ moves
        found += weight * turned.reshape(k, p * p) @ turned.transpose(0, 2, 1).reshape(k, p * p).T
    return found


def _inverted(sigma: Array, seen: Marks) -> tuple[Array, Array, Marks]:
    """Inverses (R, C, p, p) over each pattern's values, zero elsewhere; log determinants (R, C);
    whether all are positive definite (R,): those that are not stand as the identity. By Gauss and
    Jordan, all at once.
    """
    r, (c, p) = len(sigma), seen.shape
    sound: Marks = np.all(np.abs(sigma) < _LARGEST, axis=(1, 2))
    sigma = np.where(sound[:, None, None], sigma, np.eye(p))
    both = seen[:, :, None] & seen[:, None, :]
    filled = np.where(both, sigma[:, None], np.eye(p))
    x = np.ascontiguousarray(filled.reshape(r * c, p, p).transpose(1, 2, 0))
    log_determinant, definite = np.zeros(r * c), np.ones(r * c, dtype=bool)
    for k in range(p):
        pivot = x[k, k].copy()
        lost = ~(pivot > _LEAST_PIVOT)
        if lost.any():
            definite &= ~lost
            x[:, :, lost] = np.eye(p)[:, :, None]
            log_determinant[lost] = 0.0
            pivot[lost] = 1.0
        log_determinant += np.log(pivot)
        row, column = x[k] / pivot, x[:, k].copy()
        column[k] = 0.0
        x -= column[:, None] * row[None]
        x[:, k] = -column / pivot
        x[k] = row
        x[k, k] = 1.0 / pivot
    inverse = x.transpose(2, 0, 1).reshape(r, c, p, p) * both
    definite = definite.reshape(r, c)
    return inverse, log_determinant.reshape(r, c), sound & definite.all(axis=1)


def _means(precision: Array, sums: Sums) -> tuple[Array, Array]:
    """The means (R, p, 2) at their maximum, and what they take from minus twice the log (R,)."""
    r, c, p = precision.shape[:3]
    later = p - 2
    flat = precision.reshape(r, c, p * p)
    weight = (sums.people @ flat).reshape(r, 2, p, p)
    pulled = (precision @ sums.values).sum(axis=1)
    whole = np.zeros((r, 2 + 2 * later, 2 + 2 * later))
    right = np.zeros((r, 2 + 2 * later))
    for arm in (0, 1):
        own = np.r_[0:2, 2 + arm * later : 2 + (arm + 1) * later]
        whole[:, own[:, None], own] += weight[:, arm]
        right[:, own] += pulled[:, :, arm]
    found = np.linalg.solve(whole, right[..., None])[..., 0]
    first = found[:, :2]
    means = np.stack(
        [np.hstack([first, found[:, 2 + a * later : 2 + (a + 1) * later]]) for a in (0, 1)], axis=2
    )
    return means, (found * right).sum(axis=1)


def _about(sums: Sums, means: Array) -> Array:
    """(R, C, p, p) sums of products of deviations from the means."""
    spread = means[:, None]
    crossed = sums.values @ spread.transpose(0, 1, 3, 2)
    weighted = spread * sums.people.transpose(0, 2, 1)[:, :, None, :]
    own = weighted @ spread.transpose(0, 1, 3, 2)
    return sums.products - crossed - crossed.transpose(0, 1, 3, 2) + own
