"""Draws of the parameters of the imputation model from their posterior distribution.

Unstructured covariances are drawn by data augmentation (Tanner and Wong 1987, J Am Stat Assoc
82:528-540; Schafer 1997, Analysis of Incomplete Multivariate Data, chapter 5), of the sums and not
of the people (`augmentation.py`); other structures by an independence sampler (`structured.py`).
Every imputation has a chain of its own, and all chains go side by side: draws of different
imputations are independent, and none is thinned.

Formulas: docs/methods.md, "Draws of the parameters".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, log

import numpy as np

from ipt_outcomes.missing.augmentation import draw_unstructured
from ipt_outcomes.missing.coefficients import coefficient_draws
from ipt_outcomes.missing.model import ImputationModel
from ipt_outcomes.missing.structured import Sampler, sampler_of
from ipt_outcomes.models.covariance.unstructured import Unstructured
from ipt_outcomes.models.moments import Array

FORGOTTEN = 1e-4
"""What a chain still remembers of its start when it is read."""
_FEWEST, _MOST = 10, 1000
_WITH_CLUSTERS = 100
"""ASSUME: so many steps at least, where variances of clusters are drawn too, which move slowly."""


@dataclass(frozen=True, repr=False, eq=False)
class Parameters:
    """k draws: coefficients (k, p) in the internal columns, covariances (k, strata, m, m).

    effects (k, C) of clusters; None without.
    """

    coefficients: Array
    covariances: Array
    effects: Array | None = None


Draws = Callable[[int, np.random.Generator], Parameters]


def posterior_of(model: ImputationModel) -> Draws:
    """A function that draws k sets of parameters."""
    families = [stratum.family for stratum in model.problem.strata]
    if all(isinstance(family, Unstructured) for family in families):
        steps = _steps(model)
        return lambda k, random: _augmented(model, steps, k, random)
    sampler = sampler_of(model)
    return lambda k, random: _sampled(model, sampler, k, random)


def fitted_parameters(model: ImputationModel) -> Parameters:
    """The REML estimates, as one draw."""
    return Parameters(model.optimum.at.beta[None], model.covariances[None])


def missing_information(model: ImputationModel) -> float:
    """The largest fraction of missing information on the covariance, at the fit.

    1 less the smallest eigenvalue of the observed information relative to what scores of everybody
    at every visit would have given: the rate at which data augmentation forgets (Schafer 1997,
    section 3.5).
    """
    problem, theta = model.problem, model.optimum.theta
    at = model.optimum.at.moments
    assert at is not None and at.trace2 is not None
    whole = np.zeros_like(at.trace2)
    start = 0
    for stratum, piece in zip(problem.strata, problem.pieces(theta), strict=True):
        inverse = np.linalg.inv(stratum.family.matrix(piece))
        turned = inverse @ stratum.family.first(piece)
        k = len(turned)
        traces = turned.reshape(k, -1) @ np.swapaxes(turned, 1, 2).reshape(k, -1).T
        whole[start : start + k, start : start + k] = stratum.cross.people.sum() * traces
        start += k
    root = np.linalg.inv(np.linalg.cholesky(whole))
    return 1.0 - float(np.linalg.eigvalsh(root @ at.trace2 @ root.T)[0])


def _steps(model: ImputationModel) -> int:
    """So many that a chain forgets its start."""
    rate = min(max(missing_information(model), 1e-6), 1.0 - 1e-6)
    steps = min(max(ceil(log(FORGOTTEN) / log(rate)), _FEWEST), _MOST)
    return steps if model.clusters is None else max(steps, _WITH_CLUSTERS)


def _augmented(
    model: ImputationModel, steps: int, k: int, random: np.random.Generator
) -> Parameters:
    """Data augmentation: (beta, u) given V and the scores, then V given these.

    ASSUME: beta has a flat prior, V an inverse Wishart one with m + 2 degrees of freedom and the
    REML estimate as its mean, as in the R package rbmi and SAS's five macros: with nothing
    missing, the posterior mean of V is then the REML estimate itself. The usual flat prior
    |V|^-(m+1)/2 would make imputed scores too variable in small trials.
    """
    problem, p = model.problem, model.n_columns
    fitted = model.covariances
    covariances = np.tile(fitted, (k, 1, 1, 1))
    clusters = model.clusters
    of_clusters = None if clusters is None else clusters.start(k)
    for _ in range(steps):
        prior = None
        if clusters is not None and of_clusters is not None:
            prior = clusters.precision(of_clusters)
        drawn = coefficient_draws(problem, covariances, prior, random)
        covariances = draw_unstructured(problem, covariances, drawn, fitted, random)
        if clusters is not None and of_clusters is not None:
            of_clusters = clusters.draw(drawn[:, p:], of_clusters, random)
    prior = None
    if clusters is not None and of_clusters is not None:
        prior = clusters.precision(of_clusters)
    drawn = coefficient_draws(problem, covariances, prior, random)
    effects = None if clusters is None else drawn[:, p:]
    return Parameters(drawn[:, :p], covariances, effects)


def _sampled(
    model: ImputationModel, sampler: Sampler, k: int, random: np.random.Generator
) -> Parameters:
    """The covariance parameters with (beta, u) integrated out, then (beta, u) given them."""
    problem, p = model.problem, model.n_columns
    clusters = model.clusters
    if clusters is None:
        theta = sampler.draw(k, None, sampler.steps, sampler.start(k, random), random)
        covariances = sampler.matrices(theta)
        drawn = coefficient_draws(problem, covariances, None, random)
        return Parameters(drawn, covariances)
    of_clusters = clusters.start(k)
    free = sampler.start(k, random)
    for _ in range(max(sampler.steps, _WITH_CLUSTERS)):
        prior = clusters.precision(of_clusters)
        free = sampler.draw(k, prior, 1, free, random)
        drawn = coefficient_draws(problem, sampler.matrices(free), prior, random)
        of_clusters = clusters.draw(drawn[:, p:], of_clusters, random)
    covariances = sampler.matrices(free)
    drawn = coefficient_draws(problem, covariances, clusters.precision(of_clusters), random)
    return Parameters(drawn[:, :p], covariances, drawn[:, p:])
