"""Residual covariances over visits, as functions of parameters that complex numbers pass through.

theta is the engine's documented parametrisation, because Kenward and Roger's second-derivative
term depends on it: variances and covariances for us, cs and toep; else log standard deviations and
the t of a correlation, rho = t / sqrt(1 + t^2), for csh rho = a + (1 - a) / (1 + exp(-t)) with
a = -1 / (m - 1), for sp_exp log variance and logit of the correlation one unit of time apart.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from .description import Array

HETEROGENEOUS = ("csh", "ar1h", "toeph", "adh")
LINEAR = ("us", "cs", "toep")


@cache
def lower(m: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns of a lower triangle, row by row."""
    return np.tril_indices(m)


def lags_seen(place: Array) -> Array:
    """The numbers of planned visits that lie between two that were seen."""
    apart = np.abs(place[:, None] - place)
    return np.unique(apart[apart > 0])


def matrix(family: str, place: Array, theta: Array) -> Array:
    """(m, m)."""
    m = len(place)
    apart = np.abs(place[:, None] - place)
    if family == "us":
        whole = np.zeros((m, m), dtype=theta.dtype)
        whole[lower(m)] = theta
        return whole + np.tril(whole, -1).T
    if family == "cs":
        return np.where(np.eye(m) > 0, theta[0], theta[1])
    if family == "toep":
        return theta[np.searchsorted(np.append(0.0, lags_seen(place)), apart)]
    n_sd = m if family in HETEROGENEOUS else 1
    sd = np.exp(theta[:n_sd]) * np.ones(m)
    return np.outer(sd, sd) * _correlation(family, place, theta[n_sd:])


def _correlation(family: str, place: Array, t: Array) -> Array:
    m = len(place)
    if family == "csh":
        lowest = -1.0 / (m - 1)
        rho = lowest + (1.0 - lowest) / (1.0 + np.exp(-t[0]))
        return np.where(np.eye(m) > 0, 1.0, rho)
    rho = t / np.sqrt(1.0 + t**2)
    apart = np.abs(place[:, None] - place)
    if family in ("ar1", "ar1h"):
        return rho[0] ** apart.astype(int)
    if family in ("toep", "toeph"):
        return np.append(1.0, rho)[np.searchsorted(np.append(0.0, lags_seen(place)), apart)]
    whole = np.ones((m, m), dtype=t.dtype)
    for row in range(m):
        for column in range(row):
            whole[row, column] = whole[column, row] = np.prod(rho[column:row])
    return whole


def parameters(family: str, place: Array, covariance: Array) -> Array:
    """theta of a covariance (m, m) that has the structure."""
    m = len(place)
    if family == "us":
        return covariance[lower(m)]
    if family == "cs":
        return np.array([covariance[0, 0], covariance[1, 0]])
    apart = np.abs(place[:, None] - place)
    firsts = [np.argwhere(apart == lag)[0] for lag in lags_seen(place)]
    if family == "toep":
        return np.array([covariance[0, 0], *(covariance[i, j] for i, j in firsts)])
    sd = np.sqrt(np.diag(covariance))
    rho = covariance / np.outer(sd, sd)
    logs = np.log(sd if family in HETEROGENEOUS else sd[:1])
    if family == "csh":
        lowest = -1.0 / (m - 1)
        return np.append(logs, np.log((rho[1, 0] - lowest) / (1.0 - rho[1, 0])))
    if family in ("toeph", "ar1", "ar1h"):
        found = np.array([rho[i, j] for i, j in firsts])
        if family != "toeph":
            # The shortest lag that was seen; an odd one keeps the sign.
            lag = lags_seen(place)[0]
            found = np.sign(found[:1]) * np.abs(found[:1]) ** (1.0 / lag)
    else:
        found = np.diagonal(rho, 1)
    return np.append(logs, found / np.sqrt((1.0 - found) * (1.0 + found)))


def free(family: str, place: Array, theta: Array) -> Array:
    """A vector to search over: for us the log-Cholesky factor, for cs log eigenvalues."""
    m = len(place)
    if family == "us":
        factor = np.linalg.cholesky(matrix(family, place, theta))
        np.fill_diagonal(factor, np.log(np.diag(factor)))
        return np.asarray(factor[lower(m)])
    if family == "cs":
        return np.log([theta[0] + (m - 1) * theta[1], theta[0] - theta[1]])
    if family == "toep":
        rho = theta[1:] / theta[0]
        return np.append(np.log(theta[0]), rho / np.sqrt(1.0 - rho**2))
    return theta


def natural(family: str, place: Array, vector: Array) -> Array:
    """theta for a vector of the search."""
    m = len(place)
    if family == "us":
        factor = np.zeros((m, m), dtype=vector.dtype)
        factor[lower(m)] = vector
        np.fill_diagonal(factor, np.exp(np.diag(factor)))
        return (factor @ factor.T)[lower(m)]
    if family == "cs":
        between, within = np.exp(vector)
        covariance = (between - within) / m
        return np.array([within + covariance, covariance])
    if family == "toep":
        t = vector[1:]
        return np.exp(vector[0]) * np.append(1.0, t / np.sqrt(1.0 + t**2))
    return vector
