"""The intraclass correlation of one score a person, within clusters, with a profile interval.

For rho = s_c^2 / (s_c^2 + s_e^2) the scores of a cluster of n people have the covariance
s^2 ((1 - rho) I + rho 11'). The restricted likelihood, maximal in s^2 and the fixed effects, is a
function of rho alone. The interval holds every rho whose deviance is within the chi-square
quantile of one degree of freedom of the least; it may begin at 0 (profile likelihood: Venzon and
Moolgavkar 1988, Appl Stat 37:87-94).

Formulas: docs/methods.md, "Clusters".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq, minimize_scalar
from scipy.stats import chi2

from ipt_outcomes.models.moments import Array

_HIGHEST = 1.0 - 1e-6
_PLACES = np.concatenate([[0.0], np.geomspace(1e-4, 0.5, 24), np.linspace(0.52, 0.99, 24)])


@dataclass(frozen=True)
class Intraclass:
    """An intraclass correlation, 0 to 1, and the limits of its interval."""

    icc: float
    lower: float
    upper: float


def intraclass_correlation(
    y: Array, x: Array, clusters: NDArray[np.intp], level: float
) -> Intraclass | None:
    """The correlation within `clusters` of what the columns of `x` leave of `y`.

    Args:
        y: (n,) scores.
        x: (n, p) of full column rank, an intercept among the columns.
        clusters: (n,) numbers from 0.
        level: of the interval.

    Returns:
        None where no cluster has two people, the clusters are fewer than two, or the columns leave
        nothing to tell clusters from people.
    """
    sizes = np.bincount(clusters)
    if len(sizes) < 2 or sizes.max() < 2 or len(y) - x.shape[1] < 2:
        return None
    deviance = _deviance(y, x, clusters, sizes)
    values = np.array([deviance(rho) for rho in _PLACES])
    if not np.isfinite(values).all() or np.ptp(values) < 1e-8:
        return None
    place = int(values.argmin())
    low, high = _PLACES[max(place - 1, 0)], (*_PLACES, _HIGHEST)[place + 1]
    found = minimize_scalar(deviance, bounds=(low, high), method="bounded", options={"xatol": 1e-9})
    best = float(found.x) if found.fun < values[0] - 1e-10 else 0.0
    least = min(float(found.fun), float(values[0]))
    limit = least + float(chi2.ppf(level, 1))

    def beyond(rho: float) -> float:
        return deviance(rho) - limit

    lower = 0.0 if beyond(0.0) <= 0 else float(brentq(beyond, 0.0, best))
    upper = 1.0 if beyond(_HIGHEST) <= 0 else float(brentq(beyond, best, _HIGHEST))
    return Intraclass(best, lower, upper)


@dataclass(frozen=True)
class ClusterPredictions:
    """Of each cluster the predicted effect and its standard error (clusters,), in units of y.

    `between` and `within` are the variances that they rest on, in squared units.
    """

    estimate: Array
    se: Array
    between: float
    within: float


def cluster_predictions(
    y: Array, x: Array, clusters: NDArray[np.intp], rho: float
) -> ClusterPredictions:
    """Best linear unbiased predictions of the clusters' effects at the correlation `rho`.

    With g = rho / (1 - rho), n the people of a cluster and r what the generalised least squares
    leave, u = g / (1 + g n) times the sum of r in the cluster, whose variance conditional on the
    data and the parameters is s_e^2 g / (1 + g n), as lme4's ranef(condVar = TRUE) gives it
    (Henderson 1975, Biometrics 31:423-447). s_e^2 is the restricted estimate. Arguments as for
    `intraclass_correlation`; `rho` is less than 1.
    """
    sizes = np.bincount(clusters)
    g = rho / (1.0 - rho)
    shrunk = g / (1.0 + g * sizes)
    z = np.column_stack([x, y])
    sums = np.zeros((len(sizes), z.shape[1]))
    np.add.at(sums, clusters, z)
    solved = z - (sums * shrunk[:, None])[clusters]
    beta = np.linalg.solve(x.T @ solved[:, :-1], x.T @ solved[:, -1])
    left = y - x @ beta
    total = np.zeros(len(sizes))
    np.add.at(total, clusters, left)
    within = float(left @ left - shrunk @ total**2) / (len(y) - x.shape[1])
    return ClusterPredictions(shrunk * total, np.sqrt(within * shrunk), g * within, within)


def _deviance(
    y: Array, x: Array, clusters: NDArray[np.intp], sizes: NDArray[np.intp]
) -> Callable[[float], float]:
    """Minus twice the restricted log-likelihood as a function of rho, but for a constant.

    With g = rho / (1 - rho), V = I + g ZZ' has V^-1 = I - Z diag(g / (1 + g n)) Z'.
    """
    # Orthogonal columns: what a covariate's size is must not matter.
    q, _ = np.linalg.qr(x)
    z = np.column_stack([q, y - q @ (q.T @ y)])
    sums = np.zeros((len(sizes), z.shape[1]))
    np.add.at(sums, clusters, z)
    gram, p = z.T @ z, x.shape[1]
    n = len(y)

    def deviance(rho: float) -> float:
        g = rho / (1.0 - rho)
        weight = g / (1.0 + g * sizes)
        m = gram - (sums * weight[:, None]).T @ sums
        sign, log_det = np.linalg.slogdet(m[:p, :p])
        left = m[p, p] - m[p, :p] @ np.linalg.solve(m[:p, :p], m[:p, p])
        if sign <= 0 or left <= 0:
            return np.inf
        of_v = float(np.log1p(g * sizes).sum())
        return float((n - p) * np.log(left) + of_v + log_det)

    return deviance
