"""Many covariances at once: what the sums by visit pattern say of the coefficients.

Formulas: docs/methods.md, "Draws of the parameters".
"""

from __future__ import annotations

import numpy as np

from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.visits.cross_products import CrossProducts
from ipt_outcomes.models.visits.patterns import PatternProblem


def inverses(cross: CrossProducts, covariances: Array) -> tuple[Array, Array]:
    """(k, R, m, m) padded inverses of (k, m, m) at each pattern's visits, and (k,) sums of log |V|.

    The sums count every person.
    """
    both = cross.seen[:, :, None] & cross.seen[:, None, :]
    blocks = np.where(both, covariances[:, None], np.eye(cross.n_visits))
    factors = np.linalg.cholesky(blocks)
    log_dets = 2.0 * np.log(np.diagonal(factors, axis1=2, axis2=3)).sum(axis=2)
    half = np.linalg.inv(factors)
    whole = np.swapaxes(half, 2, 3) @ half
    return np.where(both, whole, 0.0), np.asarray(log_dets @ cross.mass)


def weighted_products(problem: PatternProblem, covariances: Array) -> tuple[Array, Array]:
    """(k, q, q) z'V^-1z and (k,) log |V| for covariances (k, strata, m, m)."""
    products, log_dets = np.zeros(()), np.zeros(len(covariances))
    for place, stratum in enumerate(problem.strata):
        inverse, log_det = inverses(stratum.cross, covariances[:, place])
        products = products + stratum.cross.weighted_sums(inverse)
        log_dets = log_dets + log_det
    return (products + np.swapaxes(products, 1, 2)) / 2.0, log_dets


def coefficient_draws(
    problem: PatternProblem,
    covariances: Array,
    prior: Array | None,
    random: np.random.Generator,
) -> Array:
    """(k, p): beta ~ N(Phi X'V^-1y, Phi), Phi = (X'V^-1X)^-1, one draw for each covariance.

    `prior` (k, C, C) is the precision of the last C of them, which have the mean zero.
    """
    products, _ = weighted_products(problem, covariances)
    mean, root = solved(products, prior)
    noise = random.standard_normal(mean.shape)
    return np.asarray(mean + (np.swapaxes(root, 1, 2) @ noise[:, :, None])[:, :, 0])


def solved(products: Array, prior: Array | None) -> tuple[Array, Array]:
    """(k, p) generalised least squares and (k, p, p) L^-1, L L' = X'V^-1X, of z'V^-1z (k, q, q)."""
    p = products.shape[1] - 1
    precision, cross = products[:, :p, :p], products[:, :p, p]
    if prior is not None:
        precision = precision.copy()
        c = prior.shape[1]
        precision[:, p - c :, p - c :] += prior
    root = np.linalg.inv(np.linalg.cholesky(precision))
    half = root @ cross[:, :, None]
    return (np.swapaxes(root, 1, 2) @ half)[:, :, 0], root
