"""Draws of the parameters of a structured covariance: an independence sampler.

The posterior density of theta, coefficients integrated out over their flat prior, is the restricted
likelihood times a prior. Proposals come from a multivariate t distribution about the REML estimate
in the free parameters (log standard deviations, transformed correlations), and are accepted by
Metropolis and Hastings' rule with weights w = posterior / proposal (Tierney 1994, Ann Stat
22:1701-1762, section 2.3.3). A chain keeps a share 1 - a of its memory a step, a being the share of
proposals accepted; every imputation has a chain of its own.

Formulas: docs/methods.md, "Draws of the parameters".
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, log

import numpy as np

from ipt_outcomes.missing.coefficients import solved, weighted_products
from ipt_outcomes.missing.model import ImputationModel
from ipt_outcomes.models.inference import theta_covariance
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.visits.patterns import PatternProblem

DF = 5.0
"""Of the proposals: tails that are heavier than the posterior's."""
_WIDER = 1.1
"""How much wider than the posterior's normal approximation they are."""
_TRIED = 200
_FORGOTTEN = 1e-4
_FEWEST, _MOST = 10, 500


@dataclass(frozen=True, repr=False, eq=False)
class Sampler:
    """Proposals for the free parameters, and what judges them.

    ASSUME: the free parameters have a flat prior. On a standard deviation that is the usual flat
    prior of its logarithm; correlations are flat on a scale that takes them from -1 to 1.

    centre (K,), root (K, K)  of the proposals
    steps   so many that a chain forgets its start
    """

    problem: PatternProblem
    centre: Array
    root: Array
    steps: int

    def matrices(self, free: Array) -> Array:
        """(k, strata, m, m) for free parameters (k, K)."""
        return np.array([self._matrices(each) for each in free])

    def start(self, k: int, random: np.random.Generator) -> Array:
        """(k, K): proposals to begin with, inside what is possible."""
        return self._proposed(k, random)

    def draw(
        self, k: int, prior: Array | None, steps: int, free: Array, random: np.random.Generator
    ) -> Array:
        """(k, K): the chains `free` after so many steps; `prior` as in `coefficient_draws`."""
        weight = self._log_weights(free, prior)
        for _ in range(steps):
            proposed = self._proposed(k, random)
            new = self._log_weights(proposed, prior)
            taken = np.log(random.random(k)) < new - weight
            free = np.where(taken[:, None], proposed, free)
            weight = np.where(taken, new, weight)
        return free

    def _matrices(self, free: Array) -> list[Array]:
        problem = self.problem
        theta = problem.pieces(problem.to_natural(free))
        return [each.family.matrix(own) for each, own in zip(problem.strata, theta, strict=True)]

    def _proposed(self, k: int, random: np.random.Generator) -> Array:
        normal = random.standard_normal((k, len(self.centre)))
        scale = np.sqrt(DF / random.chisquare(DF, size=(k, 1)))
        return np.asarray(self.centre + (normal * scale) @ self.root.T)

    def _log_weights(self, free: Array, prior: Array | None) -> Array:
        """(k,): log posterior less log proposal, but for constants."""
        distance = np.square(np.linalg.solve(self.root, (free - self.centre).T)).sum(axis=0)
        proposal = -(DF + free.shape[1]) / 2.0 * np.log1p(distance / DF)
        return np.asarray(self._log_posterior(free, prior) - proposal)

    def _log_posterior(self, free: Array, prior: Array | None) -> Array:
        """(k,): the restricted log-likelihood; minus infinity where V is no covariance."""
        covariances = self.matrices(free)
        values = np.linalg.eigvalsh(covariances)
        sound = np.isfinite(values).all(axis=(1, 2))
        sound &= (values[:, :, 0] > 1e-12 * values[:, :, -1]).all(axis=1)
        result = np.full(len(free), -np.inf)
        if not sound.any():
            return result
        products, log_det = weighted_products(self.problem, covariances[sound])
        if prior is not None:
            prior = prior[sound]
        beta, root = solved(products, prior)
        square = products[:, -1, -1] - (products[:, :-1, -1] * beta).sum(axis=1)
        inner = -2.0 * np.log(np.diagonal(root, axis1=1, axis2=2)).sum(axis=1)
        result[sound] = -0.5 * (log_det + inner + square)
        return result


def sampler_of(model: ImputationModel) -> Sampler:
    """The sampler for a fitted model, its number of steps tried out."""
    problem, optimum = model.problem, model.optimum
    found = theta_covariance(optimum.at, "observed", np.ones(len(optimum.theta), dtype=bool))
    assert found is not None
    free = problem.to_free(optimum.theta)
    turn = np.linalg.inv(problem.jacobian(free))
    root = _WIDER * np.linalg.cholesky(turn @ found[0] @ turn.T)
    trial = Sampler(problem, free, root, 0)
    # A fixed stream: the number of steps is a property of the data, not of the seed.
    random = np.random.default_rng(0)
    prior = None
    if model.clusters is not None:
        prior = model.clusters.precision(model.clusters.start(_TRIED))
    weight = trial._log_weights(trial._proposed(_TRIED, random), prior)
    order = random.permutation(_TRIED)
    rate = float(np.minimum(1.0, np.exp(np.minimum(weight[order] - weight, 0.0))).mean())
    rate = min(max(rate, 1e-2), 1.0 - 1e-6)
    steps = min(max(ceil(log(_FORGOTTEN) / log(1.0 - rate)), _FEWEST), _MOST)
    return Sampler(problem, free, root, steps)
