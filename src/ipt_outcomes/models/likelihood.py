"""The likelihood, its gradient and its information, from `Moments` alone.

With Phi = (X'V^-1X)^-1, beta = Phi X'V^-1y, e = (-beta, 1) so that z e = y - X beta = r,
F_k = X'V^-1V_kV^-1X and P = V^-1 - V^-1 X Phi X'V^-1, minus twice the log-likelihood is

    ML    n log 2 pi + log|V| + r'V^-1r
    REML  (n - p) log 2 pi + log|V| + log|X'V^-1X| + r'V^-1r

(Harville 1977, JASA 72:320-338). The derivatives are those of Kenward and Roger (1997), section 2.
The information is half the second derivative of minus twice the log-likelihood: observed at the
data, or its expectation under the model.

Formulas: docs/methods.md, "Likelihood".
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ipt_outcomes.models.moments import Array, Moments, contracted

_BLIND = 1e-10
"""Of the observed information on a parameter: an expected one that is none."""


@dataclass(frozen=True, repr=False)
class Evaluation:
    """The fit at one theta.

    minus_2_log_likelihood  in the internal columns; `fit.py` turns it into the user's
    beta (p,), phi (p, p)   generalised least squares, (X'V^-1X)^-1
    gradient (K,)           of minus twice the log-likelihood
    observed, expected      (K, K) information; None where only the value or gradient was asked for
    phi_gradient (K, p, p)  d phi / d theta_k = phi F_k phi
    moments                 that it was made of; None where less than order 2 was asked for
    """

    minus_2_log_likelihood: float
    beta: Array
    phi: Array
    gradient: Array | None = None
    observed: Array | None = None
    expected: Array | None = None
    phi_gradient: Array | None = None
    moments: Moments | None = None


def evaluate(moments: Moments, n: int, reml: bool) -> Evaluation:
    """All that `moments` allow: value; with order 1 the gradient; with order 2 the information.

    Raises:
        numpy.linalg.LinAlgError: X'V^-1X is not positive definite.
    """
    p = moments.zz.shape[0] - 1
    precision, cross, square = moments.zz[:p, :p], moments.zz[:p, p], moments.zz[p, p]
    factor = np.linalg.cholesky(precision)
    half = np.linalg.inv(factor)
    phi = half.T @ half
    beta = phi @ cross
    weighted_residual = float(square - cross @ beta)
    value = moments.log_det + weighted_residual + (n - p if reml else n) * np.log(2 * np.pi)
    if reml:
        value += 2.0 * float(np.log(np.diag(factor)).sum())
        if moments.basis is not None:
            value -= 2.0 * float(np.log(np.diag(moments.basis)[:p]).sum())
    if moments.first is None or moments.trace is None:
        return _in_z(Evaluation(float(value), beta, phi), moments)

    e = np.ones(p + 1)
    e[:p] = -beta
    first = moments.first
    curve = first[:, :p, :p]
    phi_curve = phi @ curve
    residual_first = first @ e
    gradient = moments.trace - residual_first @ e
    if reml:
        gradient = gradient - phi_curve.reshape(len(gradient), p * p)[:, :: p + 1].sum(axis=1)
    if moments.second is None or moments.trace2 is None:
        return _in_z(Evaluation(float(value), beta, phi, gradient), moments)

    k = len(gradient)
    outer = e[:, None] * e
    wide_phi = np.zeros_like(moments.zz)
    wide_phi[:p, :p] = phi
    # y'P V_k P V_l P y, the curvature of the weighted residual sum of squares
    slopes = residual_first[:, :p]
    quadratic = contracted(moments.second, outer) - slopes @ phi @ slopes.T
    hessian = 2.0 * quadratic - moments.trace2
    expected = moments.trace2
    if reml:
        crossed = contracted(moments.second, wide_phi)
        flat = phi_curve.reshape(k, p * p)
        swapped = np.swapaxes(phi_curve, 1, 2).reshape(k, p * p)
        products = flat @ swapped.T
        hessian = hessian + crossed + crossed.T - products
        expected = expected - crossed - crossed.T + products
    if moments.curvature is not None and moments.trace_curvature is not None:
        hessian = hessian + moments.trace_curvature - contracted(moments.curvature, outer)
        if reml:
            hessian = hessian - contracted(moments.curvature, wide_phi)
    evaluation = Evaluation(
        minus_2_log_likelihood=float(value),
        beta=beta,
        phi=phi,
        gradient=gradient,
        observed=(hessian + hessian.T) / 4.0,
        expected=(expected + expected.T) / 4.0,
        phi_gradient=phi_curve @ phi,
        moments=moments,
    )
    return _in_z(evaluation, moments)


def _in_z(evaluation: Evaluation, moments: Moments) -> Evaluation:
    """What belongs to the fixed effects in the columns of z, whatever those of the moments."""
    if moments.basis is None:
        return evaluation
    p = len(evaluation.beta)
    turn, gradient = moments.basis[:p, :p], evaluation.phi_gradient
    return replace(
        evaluation,
        # y was x @ shift + (y in the basis), and x in the basis is x @ turn.
        beta=turn @ evaluation.beta - moments.basis[:p, p],
        phi=turn @ evaluation.phi @ turn.T,
        phi_gradient=None if gradient is None else turn @ gradient @ turn.T,
    )


def is_blind(expected: Array, observed: Array) -> bool:
    """Whether the expected information (K, K) says nothing of a parameter the data speak of.

    That is so where a derivative of V is zero, as that of rho^2 is at zero.
    """
    return bool((np.diag(expected) < _BLIND * np.diag(observed)).any())
