"""Moments of visit patterns: sums over patterns of weights times cross-products.

With W_r the inverse of V at the visits of pattern r, padded with zeros to (m, m), every moment is a
sum over patterns and pairs of visits, sum_r sum_st c_r[s, t] S_r[s, t]:

    z' V^-1 z                   c_r = W_r
    z' V^-1 V_k V^-1 z          c_r = W_r V_k W_r
    z' V^-1 V_k V^-1 V_l V^-1 z c_r = W_r V_k W_r V_l W_r

The last has K x K matrices, of which the likelihood needs the traces with one matrix M, and
Kenward and Roger one weighted sum. Neither forms them: with C_r[s, t] = tr(M S_r[s, t]) the traces
are those of V_k W_r V_l (W_r C_r W_r), m x m matrices, and a weighted sum is over one c_r.

Formulas: docs/methods.md, "Reduction to cross-products".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ipt_outcomes.models.covariance.family import Family
from ipt_outcomes.models.moments import Array, Moments
from ipt_outcomes.models.problem import NotPositiveDefiniteError
from ipt_outcomes.models.visits.cross_products import CrossProducts


@dataclass(frozen=True, repr=False)
class SecondSums:
    """The `PairSums` z' V^-1 V_k V^-1 V_l V^-1 z.

    derivative  (K, m, m) V_k
    inverse     (R, m, m) W_r
    turned      (R, K, m, m) V_k W_r
    """

    cross: CrossProducts
    derivative: Array
    inverse: Array
    turned: Array

    def contracted(self, matrix: Array) -> Array:
        """(K, K) traces; see `PairSums`."""
        inner = self.inverse @ self.cross.contracted(matrix) @ self.inverse
        return pair_traces(self.turned, _times(self.derivative, inner))

    def weighted(self, weights: Array) -> Array:
        """(q, q): sum over k, l of weights[k, l] times the matrix; see `PairSums`."""
        k, m, _ = self.derivative.shape
        right = (weights @ self.derivative.reshape(k, m * m)).reshape(k * m, m)
        left = self.turned.transpose(0, 2, 1, 3).reshape(-1, m, k * m)
        between = self.inverse @ (left @ right) @ self.inverse
        return _symmetric(self.cross.weighted_sums(between[None])[0])


@dataclass(frozen=True, repr=False)
class CurvatureSums:
    """The `PairSums` z' V^-1 V_kl V^-1 z; `bent` (K, K, m, m) holds V_kl."""

    cross: CrossProducts
    bent: Array
    inverse: Array

    def contracted(self, matrix: Array) -> Array:
        """(K, K) traces; see `PairSums`."""
        inner = (self.inverse @ self.cross.contracted(matrix) @ self.inverse).sum(axis=0)
        return np.asarray(np.tensordot(self.bent, inner, axes=2))

    def weighted(self, weights: Array) -> Array:
        """(q, q); see `PairSums`."""
        between = self.inverse @ np.tensordot(weights, self.bent, axes=2) @ self.inverse
        return _symmetric(self.cross.weighted_sums(between[None])[0])


def pattern_moments(cross: CrossProducts, family: Family, theta: Array, order: int) -> Moments:
    """The moments at theta of the people who share this covariance.

    Raises:
        NotPositiveDefiniteError: the covariance is not positive definite at theta.
    """
    inverse, log_dets = _inverses(cross, family.matrix(theta))
    log_det = float(cross.mass @ log_dets)
    if order == 0:
        return Moments(_symmetric(cross.weighted_sums(inverse[None])[0]), log_det)

    k, m = family.n_parameters, cross.n_visits
    derivative = family.first(theta)
    turned = _times(derivative, inverse)
    beside = turned.transpose(0, 2, 1, 3).reshape(-1, m, k * m)
    both = (inverse @ beside).reshape(-1, m, k, m).transpose(2, 0, 1, 3)
    sums = _symmetric(cross.weighted_sums(np.concatenate([inverse[None], both])))
    mean_inverse = np.tensordot(cross.mass, inverse, axes=1)
    trace = derivative.reshape(k, m * m) @ mean_inverse.ravel()
    if order == 1:
        return Moments(sums[0], log_det, first=sums[1:], trace=trace)

    bent = family.second(theta)
    curvature = trace_curvature = None
    if bent is not None:
        curvature = CurvatureSums(cross, bent, inverse)
        trace_curvature = np.tensordot(bent, mean_inverse, axes=2)
    return Moments(
        sums[0],
        log_det,
        first=sums[1:],
        second=SecondSums(cross, derivative, inverse, turned),
        curvature=curvature,
        trace=trace,
        trace2=pair_traces(turned, turned * cross.mass[:, None, None, None]),
        trace_curvature=trace_curvature,
    )


def pair_traces(left: Array, right: Array) -> Array:
    """(K, K): sum over r of tr(left[r, k] right[r, l]), both (R, K, m, m)."""
    k = left.shape[1]
    flat = np.swapaxes(left, 0, 1).reshape(k, -1)
    return np.asarray(flat @ right.transpose(1, 0, 3, 2).reshape(k, -1).T)


def _times(derivative: Array, matrices: Array) -> Array:
    """(R, K, m, m): V_k times each of the matrices (R, m, m)."""
    k, m, _ = derivative.shape
    return np.asarray((derivative.reshape(k * m, m) @ matrices).reshape(-1, k, m, m))


def _inverses(cross: CrossProducts, matrix: Array) -> tuple[Array, Array]:
    """(R, m, m) padded inverses and (R,) log-determinants at each pattern's visits."""
    both = cross.seen[:, :, None] & cross.seen[:, None, :]
    # A unit diagonal where a visit was not seen changes neither the rest nor the determinant.
    blocks = np.where(both, matrix, np.eye(cross.n_visits))
    try:
        factors = np.linalg.cholesky(blocks)
    except np.linalg.LinAlgError as error:
        raise NotPositiveDefiniteError from error
    log_dets = 2.0 * np.log(np.diagonal(factors, axis1=1, axis2=2)).sum(axis=1)
    if not np.isfinite(log_dets).all():
        raise NotPositiveDefiniteError
    return np.where(both, _symmetric(np.linalg.inv(blocks)), 0.0), log_dets


def _symmetric(stack: Array) -> Array:
    return (stack + np.swapaxes(stack, -1, -2)) / 2.0
