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

from ipt_outcomes.models.covariance.entries import pair_forms, pair_weights, triangle
from ipt_outcomes.models.covariance.family import Family
from ipt_outcomes.models.covariance.unstructured import Unstructured
from ipt_outcomes.models.moments import Array, Moments
from ipt_outcomes.models.problem import NotPositiveDefiniteError
from ipt_outcomes.models.visits.cross_products import CrossProducts
from ipt_outcomes.models.visits.derivative_sums import derivative_sums


@dataclass(frozen=True, repr=False)
class SecondSums:
    """The `PairSums` z' V^-1 V_k V^-1 V_l V^-1 z.

    first    (K, T) derivatives of V's entries, `entries.triangle`; None where theta are these
    inverse  (R, m, m) W_r
    """

    cross: CrossProducts
    first: Array | None
    inverse: Array

    def contracted(self, matrix: Array) -> Array:
        """(K, K) traces; see `PairSums`."""
        inner = self.inverse @ self.cross.contracted(matrix) @ self.inverse
        return pair_traces(self.first, self.inverse, inner)

    def weighted(self, weights: Array) -> Array:
        """(q, q): sum over k, l of weights[k, l] times the matrix; see `PairSums`."""
        first = None if self.first is None else self.first[None]
        middle = pair_weights(first, weights[None], self.inverse[None])[0]
        between = self.inverse @ middle @ self.inverse
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

    derivative = family.first(theta)
    first = _by_entry(family, derivative)
    sums = _symmetric(derivative_sums(cross, derivative, inverse, entries=first is None))
    mean_inverse = np.tensordot(cross.mass, inverse, axes=1)
    trace = derivative.reshape(len(derivative), -1) @ mean_inverse.ravel()
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
        second=SecondSums(cross, first, inverse),
        curvature=curvature,
        trace=trace,
        trace2=pair_traces(first, inverse, inverse * cross.mass[:, None, None]),
        trace_curvature=trace_curvature,
    )


def pair_traces(first: Array | None, left: Array, right: Array) -> Array:
    """(K, K): sum over r of tr(V_k left_r V_l right_r), both (R, m, m) and symmetric."""
    forms = pair_forms(left[None], right[None])[0]
    return forms if first is None else np.asarray(first @ forms @ first.T)


def _by_entry(family: Family, derivative: Array) -> Array | None:
    """(K, T): derivatives of V's entries; None where the parameters are these."""
    if isinstance(family, Unstructured):
        return None
    own = triangle(family.n_visits)
    return derivative[:, own.row, own.column]


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
