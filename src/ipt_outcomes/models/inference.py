"""Standard errors, degrees of freedom and tests of linear functions L beta.

Kenward-Roger. With P_k = -X'V^-1V_kV^-1X, Q_kl = X'V^-1V_kV^-1V_lV^-1X, R_kl = X'V^-1V_klV^-1X and
W the covariance of theta, the adjusted covariance is

    phi_A = phi + 2 phi [ sum_kl W_kl (Q_kl - P_k phi P_l - R_kl / 4) ] phi

(Kenward and Roger 1997, Biometrics 53:983-997, section 2). For one function the degrees of freedom
are Satterthwaite's with the unadjusted variance; `f_tests.py` has several.

The R_kl depend on the parameters that V is written in, and software differs there. For us, cs, toep
and random effects they are zero in variances and covariances, which this engine and SAS take:
"kenward-roger" is SAS's DDFM=KR (mmrm's own has other parameters; its linear form agrees). For csh,
ar1, ar1h, toeph, ad, adh and sp_exp "kenward-roger" takes mmrm's parameters, "kenward-roger-sas"
SAS's (see `sas_parameters.py`; SAS has no ad), and "kenward-roger-linear" leaves the R_kl out, as
SAS's KR(LINEAR) and mmrm's Kenward-Roger-Linear do. Degrees of freedom are the same. mmrm's
standard errors lie below SAS's, by .2 to .8% in a trial of 172 people at four visits, by .3 to 1.9%
in one of 97 and by 1 to 9% in a quarter of the latter; the linear ones by 0 to .3, .5 and 3%.

Satterthwaite. Variance v = l' phi l has the degrees of freedom 2 v^2 / (g' W g), g = dv/dtheta.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.likelihood import Evaluation
from ipt_outcomes.models.moments import Array, Moments, weighted
from ipt_outcomes.models.robust.freedom import SandwichFreedom

DF_METHODS = (
    "kenward-roger",
    "kenward-roger-linear",
    "kenward-roger-sas",
    "satterthwaite",
    "residual",
    "normal",
)

# ASSUME: an adjusted variance below a quarter of the unadjusted one, half the standard error, is
# none. Kenward and Roger's adjustment is of first order, and meant to add; its second-derivative
# term can take so much away in trials of three to five people an arm (with ten an arm at most a
# fifth, over csh, ar1h, toeph and adh), and then it is chance whether it ends above zero or below.
LEAST_ADJUSTED = 0.25
# A sandwich's variance below this share of the model's is rounding.
LEAST_ROBUST = 1e-10
# ASSUME: a variance with fewer degrees of freedom, whose standard error is 14 times itself, is not
# known: the covariance parameters are hardly identified.
LEAST_DF = 1e-2


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

    @property
    def least_share(self) -> float:
        """The share of the unadjusted variance that a variance must exceed."""
        return LEAST_ADJUSTED if self.sandwich is None else LEAST_ROBUST

    def variance(self, function: Array) -> float:
        """Of l' beta; NaN where Kenward and Roger's adjustment or the sandwich leaves none.

        A sandwich has none for what one cluster determines alone; see `robust/freedom.py`.
        """
        if self.sandwich is not None and not self.sandwich.is_seen(function[None]):
            return float("nan")
        variance = float(function @ self.covariance @ function)
        least = self.least_share * float(function @ self.phi @ function)
        return variance if variance > least else float("nan")

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


def kenward_roger_covariance(
    moments: Moments,
    phi: Array,
    theta_covariance: Array,
    linear: bool,
    bend: Array | None = None,
) -> Array:
    """phi_A (p, p) in the columns of `moments`.

    `linear` leaves the second derivatives R_kl out; `bend` (K,) takes them in the parameters of
    `sas_parameters.py`.
    """
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
        if bend is not None:
            middle = middle + ((bend * np.diag(theta_covariance)) @ flat).reshape(p, p) / 4
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
