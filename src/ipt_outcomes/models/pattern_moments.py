"""Moments of visit patterns: sums over patterns of a weight matrix times cross-products.

With W_r the inverse of V at the visits of pattern r, padded with zeros to (m, m), write
U_r = W_r S_r W_r over the visits (each entry a q x q matrix). Then

    z' V^-1 z               = sum_r sum_st W_r[s, t] S_r[s, t]
    z' V^-1 V_k V^-1 z      = sum_ab V_k[a, b] sum_r U_r[a, b]
    z' V^-1 V_k V^-1 V_l V^-1 z = sum_ac,db V_k[a, c] V_l[d, b] sum_r W_r[c, d] U_r[a, b]

so that a pattern is visited once, whatever the number of parameters.
"""

from __future__ import annotations

import numpy as np

from ipt_outcomes.models.covariance.family import Family
from ipt_outcomes.models.cross_products import CrossProducts
from ipt_outcomes.models.moments import Array, Moments
from ipt_outcomes.models.problem import NotPositiveDefiniteError


def pattern_moments(cross: CrossProducts, family: Family, theta: Array, order: int) -> Moments:
    """The moments at theta of the people who share this covariance.

    Raises:
        NotPositiveDefiniteError: the covariance is not positive definite at theta.
    """
    inverse, log_dets = _inverses(cross, family.matrix(theta))
    n_patterns, m = cross.seen.shape
    q = cross.sums.shape[-1]
    zz = (inverse.reshape(1, -1) @ cross.sums.reshape(n_patterns * m * m, q * q)).reshape(q, q)
    log_det = float(cross.people @ log_dets)
    if order == 0:
        return Moments(_symmetric(zz), log_det)

    k = family.n_parameters
    derivative = family.first(theta)
    flat = derivative.reshape(k, m * m)
    # U[r, a, b] = sum_st W_r[a, s] S_r[s, t] W_r[t, b]
    left = inverse @ cross.sums.reshape(n_patterns, m, m * q * q)
    both = np.swapaxes(inverse, 1, 2)[:, None] @ left.reshape(n_patterns, m, m, q * q)
    whole = both.sum(axis=0).reshape(m * m, q * q)
    mean_inverse = np.tensordot(cross.people.astype(np.float64), inverse, axes=1)
    first = (flat @ whole).reshape(k, q, q)
    trace = flat @ mean_inverse.ravel()
    if order == 1:
        return Moments(_symmetric(zz), log_det, first=_symmetric(first), trace=trace)

    between = inverse.reshape(n_patterns, m * m).T @ both.reshape(n_patterns, m * m * q * q)
    # between[c, d, a, b] -> V_k[a, c], then V_l[d, b]
    between = between.reshape(m, m, m, m, q * q).transpose(2, 0, 1, 3, 4)
    half = flat @ between.reshape(m * m, m * m * q * q)
    second = (flat @ half.reshape(k, m * m, q * q)).reshape(k, k, q, q)
    products = derivative @ inverse[:, None]
    weighted = products * cross.people[:, None, None, None]
    # tr(A B) = sum A * B', over patterns
    trace2 = np.swapaxes(weighted, 0, 1).reshape(k, -1) @ (
        np.swapaxes(np.swapaxes(products, 2, 3), 0, 1).reshape(k, -1).T
    )
    bent = family.second(theta)
    curvature = trace_curvature = None
    if bent is not None:
        curvature = (bent.reshape(k * k, m * m) @ whole).reshape(k, k, q, q)
        trace_curvature = (bent.reshape(k * k, m * m) @ mean_inverse.ravel()).reshape(k, k)
    return Moments(
        _symmetric(zz),
        log_det,
        _symmetric(first),
        second,
        curvature,
        trace,
        trace2,
        trace_curvature,
    )


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
    return np.where(both, _symmetric(np.linalg.inv(blocks)), 0.0), log_dets


def _symmetric(stack: Array) -> Array:
    return (stack + np.swapaxes(stack, -1, -2)) / 2.0
