"""sp_exp: V[s, t] = sigma^2 rho^|time_s - time_t|, the covariance of a process in continuous time.

Theta is (log sigma^2, logit rho), the parametrisation of the R package mmrm, in which Kenward and
Roger's second-derivative term is taken. rho is the correlation one unit of time apart, so that this
term, and it alone, depends slightly on the unit. The range of geostatistics (nlme's corExp) is
-1 / log rho.

Formulas: docs/methods.md, "Real times".
"""

from __future__ import annotations

import numpy as np

from ipt_outcomes.models.moments import Array

N_PARAMETERS = 2


def correlation(theta: Array) -> tuple[float, float]:
    """log rho and 1 - rho, both to full precision."""
    return -float(np.logaddexp(0.0, -theta[1])), float(np.exp(-np.logaddexp(0.0, theta[1])))


def matrix(distance: Array, theta: Array) -> Array:
    """V (..., n, n) for distances (..., n, n)."""
    return np.asarray(np.exp(theta[0] + distance * correlation(theta)[0]))


def first(distance: Array, theta: Array) -> Array:
    """(2, ..., n, n): V, and V d (1 - rho)."""
    v = matrix(distance, theta)
    return np.stack([v, v * distance * correlation(theta)[1]])


def second(distance: Array, theta: Array) -> Array:
    """(2, 2, ..., n, n): [V, V_1; V_1, V_1 (d (1 - rho) - rho)]."""
    by_sigma, by_rho = first(distance, theta)
    log_rho, complement = correlation(theta)
    bent = by_rho * (distance * complement - np.exp(log_rho))
    return np.stack([np.stack([by_sigma, by_rho]), np.stack([by_rho, bent])])
