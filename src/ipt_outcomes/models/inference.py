"""What tests of linear functions L beta need of a fit, and the covariance of its parameters.

The formulas are in `kenward_roger.py`, `satterthwaite.py` and `robust/sandwich.py`; `f_tests.py`
has tests of several functions at once.

Formulas: docs/methods.md, "Covariance of theta".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.likelihood import Evaluation, is_blind
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.robust.freedom import SandwichFreedom
from ipt_outcomes.models.satterthwaite import satterthwaite_df

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
_ABSORBED = 1e-6
"""Information on a variance, in units of the data's, that is none."""
_UNKNOWN = 1e-12
"""Information on a parameter without a unit that is none: a standard error of a million."""


@dataclass(frozen=True, repr=False, eq=False)
class Inference:
    """What tests of fixed effects need, in the user's p columns (aliased ones left out).

    beta (p,)              estimates
    phi (p, p)             (X'V^-1X)^-1
    covariance (p, p)      of standard errors: phi, Kenward and Roger's phi_A, or a sandwich
    phi_gradient (K, p, p) d phi / d theta_k = -phi P_k phi
    theta_covariance (K, K)  W; zero for a parameter that is held at a boundary
    df_method              one of `DF_METHODS`
    residual_df            rows minus columns
    sandwich               how well it is known where the covariance is a sandwich; else None
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

    def variance(self, functions: Array) -> Array:
        """(rows,): of l' beta for each function of (rows, p).

        NaN where Kenward and Roger's adjustment or the sandwich leaves none. A sandwich has none
        for what one cluster determines alone; see `robust/freedom.py`.
        """
        variance, unadjusted = (
            ((functions @ covariance) * functions).sum(axis=1)
            for covariance in (self.covariance, self.phi)
        )
        known = variance > self.least_share * unadjusted
        if self.sandwich is not None:
            known &= np.array([self.sandwich.is_seen(each[None]) for each in functions], dtype=bool)
        return np.where(known, variance, np.nan)

    def degrees_of_freedom(self, functions: Array) -> Array:
        """(rows,): of the t distributions of l' beta / se, for each function of (rows, p)."""
        if self.df_method == "normal":
            return np.full(len(functions), np.inf)
        if self.df_method == "residual":
            return np.full(len(functions), float(self.residual_df))
        if self.sandwich is not None:
            return np.array([self.sandwich.degrees_of_freedom(each) for each in functions])
        turned = functions.T
        variance = (turned * (self.phi @ turned)).sum(axis=0)
        slope = (turned * (self.phi_gradient @ turned)).sum(axis=1)
        return satterthwaite_df(variance, slope.T, self.theta_covariance)


def theta_covariance(
    at: Evaluation, information: str, interior: NDArray[np.bool_]
) -> tuple[Array, str] | None:
    """W (K, K) from the wanted information, and which information it came from.

    The observed information of a fit at a boundary need not be positive definite; then parameters
    at the boundary are left out, and after that the expected information is used. The expected one
    gives way to the observed where it is blind. None when no information is positive definite.
    """
    assert at.observed is not None and at.expected is not None
    choices = {"observed": at.observed, "expected": at.expected}
    if is_blind(at.expected, at.observed):
        information = "observed"
    order = [information, *(name for name in choices if name != information)]
    for name in order:
        for inside in (np.ones(len(interior), dtype=bool), interior):
            inverse = _inverse(choices[name][np.ix_(inside, inside)])
            if inverse is not None:
                whole = np.zeros_like(at.observed)
                whole[np.ix_(inside, inside)] = inverse
                return whole, name
    return None


def identified(expected: Array, size: float | Array | None) -> bool:
    """Whether the covariance parameters can be told apart beside the fixed effects.

    With V linear in them, the expected information tr(P V_k P V_l) / 2 is singular exactly when the
    V_k are linearly dependent on what the fixed effects leave of the data (for ML with V^-1 in the
    place of P: on the data), wherever the maximum is: then the likelihood has a ridge of maxima.
    What the fixed effects absorb whole leaves rounding, which is told by the `size` of the data's
    variance, one for all parameters or each its own (K,): as if a variance had a standard error of
    more than a thousand times that. None where the parameters are no variances.
    """
    sizes = None if size is None else np.atleast_1d(size)[None]
    return bool(identified_many(expected[None], sizes)[0])


def identified_many(expected: Array, size: Array | None) -> NDArray[np.bool_]:
    """`identified` of B fits (B,), for expected (B, K, K) and size (B, 1) or (B, K)."""
    able: NDArray[np.bool_] = np.ones(len(expected), dtype=bool)
    if size is not None:
        absorbed = np.diagonal(expected, axis1=1, axis2=2) * size**2 < _ABSORBED
        able &= ~absorbed.any(axis=1)
    found = np.flatnonzero(able)
    able[found] = _scaled(expected[found])[1]
    return able


def known(at: Evaluation) -> bool:
    """Whether the data tell something of every parameter, none of which has a unit.

    For logarithms of standard deviations and transformed correlations: where the fixed effects fit
    every score at a visit, both kinds of information on a correlation with it are rounding.
    """
    assert at.expected is not None and at.observed is not None
    information = np.maximum(np.diag(at.expected), np.abs(np.diag(at.observed)))
    return bool((information > _UNKNOWN).all())


def boundary_covariance(observed: Array, jacobian: Array, curvature: Array) -> Array | None:
    """W (K, K) at a boundary, by the observed information of the free parameters.

    With a variance at zero the gradient by theta does not vanish, and the observed information by
    theta is no covariance's inverse. In the free parameters (lme4's Cholesky factor) the maximum
    is stationary; their information is J' I J + curvature / 2 with J = d theta / d free, and
    W = J (that)^+ J', as lmerTest has it: a zero variance adds nothing to W. None when the point
    is no maximum in the free parameters either.
    """
    w, found = boundary_covariances(observed[None], jacobian[None], curvature[None])
    return w[0] if found[0] else None


def boundary_covariances(
    observed: Array, jacobian: Array, curvature: Array
) -> tuple[Array, NDArray[np.bool_]]:
    """`boundary_covariance` of B fits, (B, K, K) each, and which of them are maxima (B,)."""
    information = np.swapaxes(jacobian, 1, 2) @ observed @ jacobian + curvature / 2.0
    scale = np.sqrt(np.abs(np.diagonal(information, axis1=1, axis2=2)))
    scale = np.where(scale == 0, 1.0, scale)
    values, vectors = np.linalg.eigh(information / (scale[:, :, None] * scale[:, None, :]))
    largest = values[:, -1:]
    used = values > 1e-10 * largest
    roots = np.sqrt(np.where(used, values, 1.0))
    half = (jacobian / scale[:, None]) @ (vectors * (used / roots)[:, None])
    return half @ np.swapaxes(half, 1, 2), ~(values[:, 0] < -1e-6 * largest[:, 0])


def _inverse(information: Array) -> Array | None:
    """The inverse of a positive definite matrix, or None."""
    (scaled,), (definite,), (scale,) = _scaled(information[None])
    if not definite:
        return None
    return np.asarray(np.linalg.inv(scaled) / np.outer(scale, scale))


def _scaled(information: Array) -> tuple[Array, NDArray[np.bool_], Array]:
    """Matrices (B, K, K) with a diagonal of ones; which are positive definite; the scales (B, K).

    The identity in the place of those whose diagonal is not.
    """
    scale = np.sqrt(np.abs(np.diagonal(information, axis1=1, axis2=2)))
    whole: NDArray[np.bool_] = np.asarray((np.isfinite(scale) & (scale > 0)).all(axis=1))
    scale = np.where(whole[:, None], scale, 1.0)
    scaled = information / (scale[:, :, None] * scale[:, None, :])
    scaled = np.where(whole[:, None, None], scaled, np.eye(information.shape[1]))
    if not information.shape[1]:
        return scaled, whole, scale
    # Rounding can make a singular matrix pass for definite.
    return scaled, whole & ~(np.linalg.eigvalsh(scaled)[:, 0] < 1e-12), scale
