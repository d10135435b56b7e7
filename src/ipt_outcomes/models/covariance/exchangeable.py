"""The correlation of csh: the same between any two visits.

Formulas: docs/methods.md, "Covariance structures".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ipt_outcomes.models.covariance.correlation import START_LIMIT, LogisticMap
from ipt_outcomes.models.covariance.mapped import Mapped
from ipt_outcomes.models.moments import Array


@dataclass(frozen=True)
class Exchangeable(Mapped):
    """One rho above -1 / (m - 1), where the matrix would be singular."""

    n_visits: int
    n_parameters: int = 1

    @property
    def map(self) -> LogisticMap:
        """The logistic function, stretched to (-1 / (m - 1), 1)."""
        return LogisticMap(-1.0 / (self.n_visits - 1))

    def names(self, visits: tuple[str, ...]) -> tuple[str, ...]:
        """One, without a label."""
        return ("",)

    def start(self, empirical: Array) -> Array:
        """The mean correlation."""
        m = self.n_visits
        mean = float(empirical.sum() - np.trace(empirical)) / (m * (m - 1))
        return np.array([np.clip(mean, START_LIMIT * self.map.lowest, START_LIMIT)])

    def matrix(self, rho: Array) -> Array:
        """Ones on the diagonal, rho beside it."""
        identity = np.eye(self.n_visits)
        return np.asarray(identity + rho[0] * (1.0 - identity))

    def first(self, rho: Array) -> Array:
        """(1, m, m): ones off the diagonal."""
        return (1.0 - np.eye(self.n_visits))[None]

    def second(self, rho: Array) -> Array:
        """Zero."""
        return np.zeros((1, 1, self.n_visits, self.n_visits))
