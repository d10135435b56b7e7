"""Coordinates around a theta of a residual covariance and random effects."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.random_effects.chart import Chart
from ipt_outcomes.models.visits.patterns import PatternProblem
from ipt_outcomes.models.visits.strata import block_diagonal


@dataclass(frozen=True, repr=False)
class MixedChart:
    """Coordinates around a theta: the families' own, and a chart of every G."""

    visits: PatternProblem
    own: Array
    outer: Chart

    @property
    def free(self) -> Array:
        """The free vector (K,)."""
        return np.concatenate([self.own, self.outer.free[:-1]])

    def natural(self, free: Array) -> Array:
        """Theta (K,) for a free vector."""
        k = len(self.own)
        outer = self.outer.natural(np.append(free[k:], self.outer.free[-1]))
        return np.concatenate([self.visits.to_natural(free[:k]), outer[:-1]])

    def jacobian(self) -> Array:
        """d theta / d free (K, K), block diagonal."""
        return block_diagonal([self.visits.jacobian(self.own), self.outer.jacobian()[:-1, :-1]])

    def curvature(self, gradient: Array) -> Array:
        """The share of G, and of R the second derivatives of its families."""
        k = len(self.own)
        outer = self.outer.curvature(np.append(gradient[k:], 0.0))
        return block_diagonal([np.zeros((k, k)), outer[:-1, :-1]])

    def scale(self, expected: Array) -> Array:
        """(K,) what is a large change of each free parameter.

        For R as many standard errors as make it one for a log standard deviation that all visits
        share.
        """
        k, n = len(self.own), self.visits.n_observations
        jacobian = self.visits.jacobian(self.own)
        information = np.diag(jacobian.T @ expected[:k, :k] @ jacobian)
        wide = block_diagonal([expected[k:, k:], np.ones((1, 1))])
        return np.concatenate([np.sqrt(n / information), self.outer.scale(wide)[:-1]])
