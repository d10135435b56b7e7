"""Satterthwaite's degrees of freedom, for one function or many, of one fit or many.

A variance v = l' phi l has the degrees of freedom 2 v^2 / (g' W g), g = dv/dtheta and W the
covariance of theta (Giesbrecht and Burns 1985, Biometrics 41:477-486). Several functions are
rotated to independent ones, whose t statistics are combined as by Fai and Cornelius (1996, J Stat
Comput Simul 54:363-378).

Formulas: docs/methods.md, "Satterthwaite, t and F".
"""

from __future__ import annotations

import numpy as np

from ipt_outcomes.models.moments import Array


def satterthwaite_df(variance: Array, slope: Array, theta_covariance: Array) -> Array:
    """(...): for variances (...), their derivatives by theta (..., K) and W (K, K) or (..., K, K).

    Infinite where no covariance parameter matters to the variance.
    """
    spread = ((slope[..., None, :] @ theta_covariance)[..., 0, :] * slope).sum(axis=-1)
    positive = spread > 0
    return np.where(positive, 2.0 * variance**2 / np.where(positive, spread, 1.0), np.inf)


def fai_cornelius_df(each: Array) -> float:
    """The denominator df of F from those of its independent t statistics (q,)."""
    if np.isinf(each).all() or np.ptp(each) < 1e-8 * each.max():
        return float(each.mean())
    if (each <= 2.0).any():
        return 2.0
    # E - q with E = sum df / (df - 2), of which infinite ones have one.
    surplus = float((2.0 / (each - 2.0)).sum())
    return 2.0 * (len(each) + surplus) / surplus
