"""People with a covariance over visits inside groups, as the search takes them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.batch.effects.coordinates import Coordinates
from ipt_outcomes.models.batch.effects.people_design import PeopleDesign
from ipt_outcomes.models.batch.effects.people_evaluation import (
    PeopleEvaluation,
    PeopleScores,
    evaluate_people,
)
from ipt_outcomes.models.batch.effects.people_forms import PeopleForms, people_information
from ipt_outcomes.models.batch.family_stack import FamilyStack
from ipt_outcomes.models.batch.stacks import Marks
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.visits.patterns import SINGULAR_EIGENVALUE

_SHARE = 0.1
"""The share of the variance with which every direction of G starts; as `mixed.py`."""


@dataclass(frozen=True)
class PeopleBlocks:
    """B responses; see `search.Blocks`."""

    held: PeopleScores
    design: PeopleDesign
    families: FamilyStack
    reml: bool

    def take(self, chosen: NDArray[np.intp]) -> PeopleBlocks:
        """Those responses only."""
        return replace(self, held=self.held.take(chosen))

    def evaluate(self, theta: Array) -> PeopleEvaluation:
        """Each response at its row of theta (B, K)."""
        return evaluate_people(self.held, self.design, self.families, theta, self.reml)

    def part(self, at: PeopleEvaluation, chosen: NDArray[np.intp]) -> PeopleEvaluation:
        """The evaluations of those responses only."""
        return at.take(chosen)

    def information(self, at: PeopleEvaluation, observed: Marks) -> Array:
        """(B, K, K), without its most costly term; see `people_forms.PeopleForms.expected`."""
        forms = PeopleForms(at, self.held, self.design)
        return people_information(forms, observed, reml=self.reml, exact=False)[0]

    def start(self) -> tuple[Array, Coordinates]:
        """Theta (B, K): the empirical covariance of the visits, and a tenth of it for G."""
        entries, scale = self.design.entries, self._scale
        theta = np.empty((len(scale), entries.n_parameters))
        theta[:, entries.plain] = self.families.start(self.held.sums.empirical())
        diagonal = (entries.row == entries.column).astype(np.float64)
        theta[:, entries.at] = _SHARE * scale[:, None] * diagonal
        return theta, Coordinates(entries, scale)

    def size(self, theta: Array) -> Array:
        """(B,) a variance of the scores' size."""
        return self._scale

    def regular(self, theta: Array) -> Marks:
        """Where the visits' covariance is well away from its boundary."""
        matrix = self.families.matrix(theta[:, self.design.entries.plain])
        deviation = np.sqrt(np.diagonal(matrix, axis1=1, axis2=2))
        correlation = matrix / (deviation[:, :, None] * deviation[:, None, :])
        flat = np.linalg.eigvalsh(correlation)[:, 0]
        return np.asarray(flat > 10.0 * SINGULAR_EIGENVALUE)

    @property
    def _scale(self) -> Array:
        """(B,) a variance of the scores' size."""
        squares = (self.held.scores.left**2).sum(axis=(1, 2))
        return np.asarray(squares / self.held.sums.n_observations)
