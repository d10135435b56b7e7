"""Kenward and Roger's adjustment (1997, Biometrics 53:983-997), for one fit or for many.

With P_k = -X'V^-1V_kV^-1X, Q_kl = X'V^-1V_kV^-1V_lV^-1X, R_kl = X'V^-1V_klV^-1X and W the
covariance of theta, the adjusted covariance is

    phi_A = phi + 2 phi [ sum_kl W_kl (Q_kl - P_k phi P_l - R_kl / 4) ] phi

and L beta is tested by a scaled F whose two numbers match the moments of the Wald statistic
(sections 2 and 3). For one function the degrees of freedom are Satterthwaite's with the unadjusted
variance, and the scale is 1. Where an exact F test exists the scaled F is it, with any denominator;
with two the formulas are 0/0, and the limit is taken.

The R_kl depend on the parameters that V is written in, and software differs there. For us, cs, toep
and random effects they are zero in variances and covariances, which this engine and SAS take:
"kenward-roger" is SAS's DDFM=KR (mmrm's own has other parameters; its linear form agrees). For csh,
ar1, ar1h, toeph, ad, adh and sp_exp "kenward-roger" takes mmrm's parameters, "kenward-roger-sas"
SAS's (see `sas_parameters.py`; SAS has no ad), and "kenward-roger-linear" leaves the R_kl out, as
SAS's KR(LINEAR) and mmrm's Kenward-Roger-Linear do. Degrees of freedom are the same. mmrm's
standard errors lie below SAS's, by .2 to .8% in a trial of 172 people at four visits, by .3 to 1.9%
in one of 97 and by 1 to 9% in a quarter of the latter; the linear ones by 0 to .3, .5 and 3%.

The bracket is a quadratic form, of which `adjustment` takes u' [...] u for any functions u. A
single fit keeps it whole, u = I: contrasts are asked for after the data are gone. A batch has
u = phi l, one vector for each response, and never forms a p x p matrix for each of its K
parameters: at six visits and three arms these would be 21 x 24 x 24 numbers a response.

Formulas: docs/methods.md, "Kenward and Roger".
"""

from __future__ import annotations

import numpy as np

from ipt_outcomes.models.moments import Array, Moments, weighted

# Where one minus A2 / q and the factor that it is divided by are both rounding, F has two
# denominator degrees of freedom.
_LIMIT = 1e-6


def adjustment(
    second: Array,
    sides: Array,
    phi: Array,
    theta_covariance: Array,
    curvature: Array | None = None,
) -> Array:
    """(..., f, f): u' [sum_kl W_kl (Q_kl - P_k phi P_l - R_kl / 4)] u for functions u (..., p, f).

    Args:
        second: (..., f, f), sum_kl W_kl u' Q_kl u.
        sides: (..., K, p, f), P_k u; their common sign does not matter.
        phi: (..., p, p).
        theta_covariance: (..., K, K), W.
        curvature: (..., f, f), sum_kl W_kl u' R_kl u; None where V is linear or it is left out.
    """
    *many, k, p, f = sides.shape
    flat = sides.reshape(*many, k, p * f)
    turned = np.swapaxes((theta_covariance @ flat).reshape(*many, k, p, f), -1, -2)
    left = (turned.reshape(*many, k * f, p) @ phi).reshape(*many, k, f, p)
    # sum_k left_k sides_k as one product of (f, K p) and (K p, f)
    beside = np.swapaxes(left, -3, -2).reshape(*many, f, k * p)
    middle = second - beside @ sides.reshape(*many, k * p, f)
    return np.asarray(middle if curvature is None else middle - curvature / 4.0)


def own_adjustments(second: Array, sides: Array, phi: Array, theta_covariance: Array) -> Array:
    """(B, f): the diagonals of `adjustment` for B fits, of functions that are not compared.

    Args:
        second: (B, f), sum_kl W_kl u' (Q_kl - R_kl / 4) u.
        sides: (B, K, p, f), as for `adjustment`.
        phi: (B, p, p).
        theta_covariance: (B, K, K), W.
    """
    b, k, p, f = sides.shape
    weighed = (theta_covariance @ sides.reshape(b, k, p * f)).reshape(sides.shape)
    turned = (phi[:, None] @ weighed).reshape(b, k * p, f)
    return np.asarray(second - np.einsum("bif,bif->bf", turned, sides.reshape(b, k * p, f)))


def kenward_roger_covariance(
    moments: Moments,
    phi: Array,
    theta_covariance: Array,
    linear: bool,
    bend: Array | None = None,
) -> Array:
    """phi_A (p, p), like phi in the columns of z.

    `linear` leaves the second derivatives R_kl out; `bend` (K,) takes them in the parameters of
    `sas_parameters.py`.
    """
    assert moments.first is not None and moments.second is not None
    p = phi.shape[0]
    turn = None if moments.basis is None else moments.basis[:p, :p]
    if turn is not None:
        phi = np.asarray(np.linalg.inv(moments.zz[:p, :p]))
    curvature = None
    if moments.curvature is not None and not linear:
        curvature = weighted(moments.curvature, theta_covariance)[:p, :p]
        if bend is not None:
            own = bend * np.diag(theta_covariance)
            curvature = curvature - np.tensordot(own, moments.first[:, :p, :p], axes=1)
    middle = adjustment(
        weighted(moments.second, theta_covariance)[:p, :p],
        moments.first[:, :p, :p],
        phi,
        theta_covariance,
        curvature,
    )
    adjusted = phi + 2.0 * phi @ middle @ phi
    if turn is not None:
        adjusted = turn @ adjusted @ turn.T
    return np.asarray((adjusted + adjusted.T) / 2.0)


def scaled_f(
    functions: Array, phi: Array, phi_gradient: Array, theta_covariance: Array
) -> tuple[float, float]:
    """The scale lambda of F and its denominator df, for q > 1 functions (q, p).

    The df are NaN where the moments are those of no F distribution, in a tiny trial.
    """
    q = len(functions)
    inverse = np.linalg.inv(functions @ phi @ functions.T)
    turned = inverse @ (functions @ phi_gradient @ functions.T)
    traces = np.trace(turned, axis1=1, axis2=2)
    a1 = float(traces @ theta_covariance @ traces)
    k = len(traces)
    products = turned.reshape(k, -1) @ np.swapaxes(turned, 1, 2).reshape(k, -1).T
    a2 = float((theta_covariance * products).sum())
    if a2 <= 0:
        return 1.0, float("inf")
    b = (a1 + 6.0 * a2) / (2.0 * q)
    g = ((q + 1.0) * a1 - (q + 4.0) * a2) / ((q + 2.0) * a2)
    bottom = 3.0 * q + 2.0 * (1.0 - g)
    # The variance of F is 2 / q times v0 / (v1^2 v2), one over its mean is `inverse_mean`.
    v0, v1, v2 = (1.0 + c * b / bottom for c in (g, g - q, g - q - 2.0))
    inverse_mean = 1.0 - a2 / q
    at_two = abs(inverse_mean) < _LIMIT and abs(v1) < _LIMIT
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = 1.0 if at_two else np.divide(inverse_mean, v1)
        df = 4.0 + (q + 2.0) * np.divide(v2, ratio**2 * v0 - v2)
        scale = 1.0 if at_two else np.divide(df * inverse_mean, df - 2.0)
    # In a tiny trial the moments may be those of no F: a scale below zero is no scale.
    return float(scale), float(df) if scale > 0 else float("nan")
