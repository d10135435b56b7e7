"""Contrasts of scores at their conditional means, for many parameters, each with its own people.

Formulas: docs/methods.md, "Conditional-mean imputation".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ipt_outcomes.missing.analysis import VisitAnalysis
from ipt_outcomes.missing.filling import filled
from ipt_outcomes.missing.groups import Group
from ipt_outcomes.missing.model import ImputationModel
from ipt_outcomes.missing.posterior import Parameters
from ipt_outcomes.models.moments import Array

_NUMBERS_AT_ONCE = 5_000_000


@dataclass(frozen=True, repr=False, eq=False)
class CompletedMeans:
    """The scores at one visit, missing ones at their conditional mean plus `shift` (n,)."""

    model: ImputationModel
    groups: tuple[Group, ...]
    analysis: VisitAnalysis
    shift: Array

    def estimates(self, parameters: Parameters, weights: Array) -> Array:
        """(k, c) contrasts at k sets of parameters, people counted `weights` (k, n) times.

        Raises:
            numpy.linalg.LinAlgError: with some weights the analysis has no unique solution.
        """
        n, m = self.model.schedule.scores.shape
        size = max(_NUMBERS_AT_ONCE // (n * m), 1)
        return np.concatenate(
            [
                self._some(
                    Parameters(parameters.coefficients[at], parameters.covariances[at]),
                    weights[at],
                )
                for at in (slice(start, start + size) for start in range(0, len(weights), size))
            ]
        )

    def _some(self, parameters: Parameters, weights: Array) -> Array:
        place, rows = self.analysis.place, self.analysis.rows
        scores = np.tile(self.model.schedule.scores[:, place], (len(weights), 1))
        for group in self.groups:
            at = np.flatnonzero(group.missing == place)
            if len(at):
                made = filled(self.model, group, parameters, None)
                scores[:, group.people] = made[:, :, at[0]]
        scores += np.where(self.model.schedule.dropped[:, place], self.shift, 0.0)
        p = rows.shape[1]
        products = (rows[:, :, None] * rows[:, None, :]).reshape(-1, p * p)
        normal = (weights @ products).reshape(-1, p, p)
        right = (weights * scores) @ rows
        solved = np.linalg.solve(normal, right[:, :, None])[:, :, 0]
        return np.asarray(solved @ self.analysis.functions.T)
