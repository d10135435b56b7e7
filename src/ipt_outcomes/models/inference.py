"""Standard errors, degrees of freedom and tests of linear functions L beta.

Kenward-Roger. With P_k = -X'V^-1V_kV^-1X, Q_kl = X'V^-1V_kV^-1V_lV^-1X, R_kl = X'V^-1V_klV^-1X and
W the covariance of theta, the adjusted covariance is

    phi_A = phi + 2 phi [ sum_kl W_kl (Q_kl - P_k phi P_l - R_kl / 4) ] phi

and L beta is tested by a scaled F whose two numbers match the moments of the Wald statistic
(Kenward and Roger 1997, Biometrics 53:983-997, sections 2 and 3). For one function the degrees of
freedom are Satterthwaite's with the unadjusted variance, and the scale is 1.

Satterthwaite. Variance v = l' phi l has the degrees of freedom 2 v^2 / (g' W g), g = dv/dtheta;
several functions are rotated to independent ones, whose t statistics are combined as by Fai and
Cornelius (1996, J Stat Comput Simul 54:363-378).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.likelihood import Evaluation
from ipt_outcomes.models.moments import Array, Moments, weighted
from ipt_outcomes.models.robust.sandwich import SandwichFreedom

_ABSORBED = 1e-6
"""Information on a variance, in units of the data's, that is none."""

DF_METHODS = ("kenward-roger", "kenward-roger-linear", "satterthwaite", "residual", "normal")


@dataclass(frozen=True)
class Inference:
    """What tests of fixed effects need, in the user's p columns (aliased ones left out).

    beta (p,)              estimates
    phi (p, p)             (X'V^-1X)^-1
    covariance (p, p)      of standard errors: phi, Kenward and Roger's phi_A, or a sandwich
    phi_gradient (K, p, p) d phi / d theta_k = -phi P_k phi
    theta_covariance (K, K)  W; zero for a parameter that is held at a boundary
    df_method              one of `DF_METHODS`
    residual_df            rows minus columns
    sandwich               degrees of freedom where the covariance is a sandwich; else None
    """

    beta: Array
    phi: Array
    covariance: Array
    phi_gradient: Array
    theta_covariance: Array
    df_method: str
    residual_df: int
    sandwich: SandwichFreedom | None = None

    def degrees_of_freedom(self, function: Array) -> float:
        """For one function l (p,): of the t distribution of l' beta / se."""
        if self.df_method == "normal":
            return float("inf")
        if self.df_method == "residual":
            return float(self.residual_df)
        if self.sandwich is not None:
            return self.sandwich.degrees_of_freedom(function)
        variance = float(function @ self.phi @ function)
        slope = (self.phi_gradient @ function) @ function
        spread = float(slope @ self.theta_covariance @ slope)
        return 2.0 * variance**2 / spread if spread > 0 else float("inf")

    def f_test(self, functions: Array) -> tuple[float, float]:
        """The F statistic and its denominator df for linearly independent functions (q, p)."""
        estimate = functions @ self.beta
        middle = functions @ self.covariance @ functions.T
        f = float(estimate @ np.linalg.solve(middle, estimate)) / len(functions)
        if len(functions) == 1 or self.df_method in ("normal", "residual"):
            return f, self.degrees_of_freedom(functions[0])
        if self.df_method == "satterthwaite":
            return f, self._fai_cornelius(functions)
        scale, df = self._kenward_roger(functions)
        return scale * f, df

    def _kenward_roger(self, functions: Array) -> tuple[float, float]:
        """The scale lambda of F and its denominator df, for q > 1 functions."""
        q = len(functions)
        theta_cov = self.theta_covariance
        inverse = np.linalg.inv(functions @ self.phi @ functions.T)
        turned = inverse @ (functions @ self.phi_gradient @ functions.T)
        traces = np.trace(turned, axis1=1, axis2=2)
        a1 = float(traces @ theta_cov @ traces)
        k = len(traces)
        products = turned.reshape(k, -1) @ np.swapaxes(turned, 1, 2).reshape(k, -1).T
        a2 = float((theta_cov * products).sum())
        b = (a1 + 6.0 * a2) / (2.0 * q)
        g = ((q + 1.0) * a1 - (q + 4.0) * a2) / ((q + 2.0) * a2)
        bottom = 3.0 * q + 2.0 * (1.0 - g)
        c1, c2, c3 = g / bottom, (q - g) / bottom, (q + 2.0 - g) / bottom
        mean = 1.0 / (1.0 - a2 / q)
        variance = 2.0 / q * (1.0 + c1 * b) / ((1.0 - c2 * b) ** 2 * (1.0 - c3 * b))
        rho = variance / (2.0 * mean**2)
        df = 4.0 + (q + 2.0) / (q * rho - 1.0)
        return df / (mean * (df - 2.0)), df

    def _fai_cornelius(self, functions: Array) -> float:
        # Rotated to be independent under the covariance that is used, as mmrm does for sandwiches.
        covariance = self.phi if self.sandwich is None else self.covariance
        values, vectors = np.linalg.eigh(functions @ covariance @ functions.T)
        rotated = vectors.T @ functions
        each = np.array([self.degrees_of_freedom(row) for row in rotated])
        if np.ptp(each) < 1e-8 * each.max():
            return float(each.mean())
        if (each <= 2.0).any():
            return 2.0
        expected = float((each / (each - 2.0)).sum())
        return 2.0 * expected / (expected - len(values))


def kenward_roger_covariance(
    moments: Moments, phi: Array, theta_covariance: Array, linear: bool
) -> Array:
    """phi_A (p, p) in the columns of `moments`; `linear` leaves the second derivatives R_kl out."""
    assert moments.first is not None and moments.second is not None
    p = phi.shape[0]
    k = theta_covariance.shape[0]
    flat = moments.first[:, :p, :p].reshape(k, p * p)
    middle = weighted(moments.second, theta_covariance)[:p, :p]
    turned = (theta_covariance @ flat).reshape(k, p, p) @ phi
    # sum_k turned_k F_k as one product of (p, K p) and (K p, p)
    middle = middle - turned.transpose(1, 0, 2).reshape(p, k * p) @ flat.reshape(k * p, p)
    if moments.curvature is not None and not linear:
        middle = middle - weighted(moments.curvature, theta_covariance)[:p, :p] / 4
    adjusted = phi + 2.0 * phi @ middle @ phi
    return np.asarray((adjusted + adjusted.T) / 2.0)


def theta_covariance(
    at: Evaluation, information: str, interior: NDArray[np.bool_]
) -> tuple[Array, str] | None:
    """W (K, K) from the wanted information, and which information it came from.

    The observed information of a fit at a boundary need not be positive definite; then parameters
    at the boundary are left out, and after that the expected information is used. None when no
    information is positive definite.
    """
    assert at.observed is not None and at.expected is not None
    choices = {"observed": at.observed, "expected": at.expected}
    order = [information, *(name for name in choices if name != information)]
    for name in order:
        for inside in (np.ones(len(interior), dtype=bool), interior):
            inverse = _inverse(choices[name][np.ix_(inside, inside)])
            if inverse is not None:
                whole = np.zeros_like(at.observed)
                whole[np.ix_(inside, inside)] = inverse
                return whole, name
    return None


def identified(at: Evaluation, size: float | None) -> bool:
    """Whether the covariance parameters can be told apart beside the fixed effects.

    With V linear in them, the expected information tr(P V_k P V_l) / 2 is singular exactly when the
    V_k are linearly dependent on what the fixed effects leave of the data (for ML with V^-1 in the
    place of P: on the data), wherever the maximum is: then the likelihood has a ridge of maxima.
    What the fixed effects absorb whole leaves rounding, which is told by the `size` of the data's
    variance: as if a variance had a standard error of more than a thousand times that. None where
    the parameters are no variances.
    """
    assert at.expected is not None
    if size is not None and (np.diag(at.expected) * size**2 < _ABSORBED).any():
        return False
    return _inverse(at.expected) is not None


def boundary_covariance(at: Evaluation, jacobian: Array, curvature: Array) -> Array | None:
    """W (K, K) at a boundary, by the observed information of the free parameters.

    With a variance at zero the gradient by theta does not vanish, and the observed information by
    theta is no covariance's inverse. In the free parameters (lme4's Cholesky factor) the maximum
    is stationary; their information is J' I J + curvature / 2 with J = d theta / d free, and
    W = J (that)^+ J', as lmerTest has it: a zero variance adds nothing to W. None when the point
    is no maximum in the free parameters either.
    """
    assert at.observed is not None
    information = jacobian.T @ at.observed @ jacobian + curvature / 2.0
    scale = np.sqrt(np.abs(np.diag(information)))
    scale[scale == 0] = 1.0
    values, vectors = np.linalg.eigh(information / np.outer(scale, scale))
    if values[0] < -1e-6 * values[-1]:
        return None
    used = values > 1e-10 * values[-1]
    half = (jacobian / scale) @ vectors[:, used] / np.sqrt(values[used])
    return np.asarray(half @ half.T)


def _inverse(information: Array) -> Array | None:
    """The inverse of a positive definite matrix, or None."""
    scale = np.sqrt(np.abs(np.diag(information)))
    if not np.isfinite(scale).all() or not scale.all():
        return None
    scaled = information / np.outer(scale, scale)
    # Rounding can make a singular matrix pass for definite.
    if not scaled.size or np.linalg.eigvalsh(scaled)[0] < 1e-12:
        return None
    return np.asarray(np.linalg.inv(scaled) / np.outer(scale, scale))
