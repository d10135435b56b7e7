"""The problem of shared visits: an MMRM as cross-products per pattern, one set per covariance.

Formulas: docs/methods.md, "Reduction to cross-products".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.models.covariance.family import Family
from ipt_outcomes.models.covariance.registry import covariance_family
from ipt_outcomes.models.design.design import Design
from ipt_outcomes.models.design.planned_visits import PlannedVisits, refuse_alphabetical
from ipt_outcomes.models.design.subjects import covariance_groups, names_for_message, subject_codes
from ipt_outcomes.models.design.typed_columns import Values, numbered
from ipt_outcomes.models.formula import CovarianceTerm
from ipt_outcomes.models.lazy_frame import Made
from ipt_outcomes.models.likelihood import Evaluation
from ipt_outcomes.models.moments import Array, Moments
from ipt_outcomes.models.visits.cross_products import CrossProducts, cross_products
from ipt_outcomes.models.visits.enough_people import refuse_too_few
from ipt_outcomes.models.visits.pattern_moments import pattern_moments
from ipt_outcomes.models.visits.strata import side_by_side

SINGULAR_EIGENVALUE = 1e-8


@dataclass(frozen=True)
class Stratum:
    """The people who share one covariance: everyone, or the people of one arm."""

    label: str | None
    visits: tuple[str, ...]
    cross: CrossProducts
    family: Family

    def names(self) -> tuple[str, ...]:
        """Parameter names, the arm in front when there are several."""
        names = self.family.names(self.visits)
        return names if self.label is None else tuple(f"{self.label}: {name}" for name in names)

    def empirical(self) -> Array:
        """(m, m) covariance of the least-squares residuals over the people seen at both visits.

        Eigenvalues are lifted to a thousandth of their mean, so that it is positive definite
        whatever the gaps.
        """
        pairs = np.maximum(self.cross.pairs_seen(), 1)
        matrix = self.cross.residual_products() / pairs
        values, vectors = np.linalg.eigh((matrix + matrix.T) / 2.0)
        values = np.maximum(values, 1e-3 * float(np.abs(values).mean()))
        return np.asarray((vectors * values) @ vectors.T)


@dataclass(frozen=True)
class PatternProblem:
    """A `Problem` whose covariance is indexed by visits."""

    strata: tuple[Stratum, ...]
    n_subjects: int
    kind: str = "visits"

    @property
    def n_observations(self) -> int:
        """Rows that entered the fit."""
        return sum(stratum.cross.n_observations for stratum in self.strata)

    @property
    def n_columns(self) -> int:
        """p."""
        return self.strata[0].cross.n_columns

    @property
    def theta_names(self) -> tuple[str, ...]:
        """Names of the covariance parameters, stratum by stratum."""
        return tuple(name for stratum in self.strata for name in stratum.names())

    @property
    def linear(self) -> bool:
        """Whether V is linear in theta."""
        return all(stratum.family.linear for stratum in self.strata)

    def start(self) -> Array:
        """Each stratum's empirical covariance, in the family's parameters."""
        return np.concatenate([s.family.start(s.empirical()) for s in self.strata])

    def moments(self, theta: Array, order: int) -> Moments:
        """The sums over all strata; see `Problem.moments`."""
        parts = [
            pattern_moments(stratum.cross, stratum.family, piece, order)
            for stratum, piece in zip(self.strata, self.pieces(theta), strict=True)
        ]
        return side_by_side(parts)

    def optimise(self, method: str) -> None:
        """None: the engine's own optimiser serves."""

    def to_natural(self, free: Array) -> Array:
        """Theta for an unconstrained vector."""
        pairs = zip(self.strata, self.pieces(free), strict=True)
        return np.concatenate([stratum.family.to_natural(piece) for stratum, piece in pairs])

    def to_free(self, theta: Array) -> Array:
        """The unconstrained vector for theta."""
        pairs = zip(self.strata, self.pieces(theta), strict=True)
        return np.concatenate([stratum.family.to_free(piece) for stratum, piece in pairs])

    def jacobian(self, free: Array) -> Array:
        """d theta / d free, block diagonal over strata."""
        jacobian = np.zeros((len(free), len(free)))
        start = 0
        for stratum, piece in zip(self.strata, self.pieces(free), strict=True):
            end = start + len(piece)
            jacobian[start:end, start:end] = stratum.family.jacobian(piece)
            start = end
        return jacobian

    def curvature(self, gradient: Array, free: Array) -> Array:
        """Zeros: the gradient of a visit covariance vanishes at the maximum."""
        return np.zeros((len(free), len(free)))

    def units(self, theta: Array) -> Array:
        """(K,): the step of each parameter that moves some correlation, or share of variance, by 1.

        In these units what the data tell of a parameter depends on no unit of the response, nor on
        how far apart the variances of visits and arms are.
        """
        found = []
        for stratum, piece in zip(self.strata, self.pieces(theta), strict=True):
            deviations = np.sqrt(np.diag(stratum.family.matrix(piece)))
            moved = stratum.family.first(piece) / np.outer(deviations, deviations)
            found.append(1.0 / np.abs(moved).max(axis=(1, 2)))
        return np.concatenate(found)

    def at_boundary(self, theta: Array) -> bool:
        """Whether a correlation matrix has an eigenvalue below 1e-8."""
        for stratum, piece in zip(self.strata, self.pieces(theta), strict=True):
            matrix = stratum.family.matrix(piece)
            deviations = np.sqrt(np.diag(matrix))
            correlation = matrix / np.outer(deviations, deviations)
            if np.linalg.eigvalsh(correlation)[0] < SINGULAR_EIGENVALUE:
                return True
        return False

    def residual_at_boundary(self, theta: Array) -> bool:
        """The same: there is no other covariance."""
        return self.at_boundary(theta)

    def interior(self, theta: Array) -> NDArray[np.bool_]:
        """All true: a visit covariance is never held at a boundary."""
        return np.ones(len(theta), dtype=bool)

    def boundary_decrement(self, theta: Array, at: Evaluation) -> float:
        """Zero: nothing is held at a boundary."""
        return 0.0

    def covariance_made(self, theta: Array) -> Made:
        """Visit by visit; with a covariance per arm the rows carry (arm, visit)."""
        matrices = [
            (stratum.label, stratum.visits, stratum.family.matrix(piece))
            for stratum, piece in zip(self.strata, self.pieces(theta), strict=True)
        ]
        return partial(visit_frame, matrices)

    def people_by_visit(self) -> str:
        """ "97 at 2, 73 at 3": how many people each visit has, for a message."""
        counts: dict[str, int] = {}
        for stratum in self.strata:
            people = np.diag(stratum.cross.pairs_seen())
            shown = names_for_message(stratum.visits, self.n_subjects)
            for visit, count in zip(shown, people, strict=True):
                counts[visit] = counts.get(visit, 0) + int(count)
        return ", ".join(f"{count} at {visit}" for visit, count in counts.items())

    def pieces(self, vector: Array) -> list[Array]:
        """The parts of theta, or of a free vector, that belong to each stratum."""
        ends = np.cumsum([stratum.family.n_parameters for stratum in self.strata])[:-1]
        return np.split(vector, ends)


def visit_frame(matrices: list[tuple[str | None, tuple[str, ...], Array]]) -> pd.DataFrame:
    """Covariances (m, m), each with the label of its arm and its visits, as one frame."""
    frames = {}
    for label, visits, matrix in matrices:
        index = pd.Index(visits, name="visit")
        frames[label] = pd.DataFrame(matrix, index=index, columns=index)
    if None in frames:
        return frames[None]
    return pd.concat(frames, names=["group"])


def build_patterns(design: Design, term: CovarianceTerm) -> PatternProblem:
    """Reduce the data of a design to cross-products for one residual covariance.

    Raises:
        ModelError: a person has two rows at a visit or two levels of the covariance's group, a
            visit or a person is missing, a visit or pair of visits has too few people for it, or
            it depends on the order of visits that are text.
    """
    typed, planned = design.typed, design.planned
    assert planned is not None
    refuse_alphabetical(term, planned.ordered)
    people = subject_codes(term, typed)
    z = np.column_stack([design.x, design.y])
    weights = design.probability_weights
    strata = tuple(
        _stratum(
            term,
            label,
            typed[term.visit][rows],
            z[rows],
            people[rows],
            planned=planned,
            weights=None if weights is None else weights[rows],
            of_fixed_part=term.visit in design.fixed.factors,
        )
        for label, rows in covariance_groups(term, typed, people)
    )
    return PatternProblem(strata, n_subjects=int(people.max()) + 1)


def _stratum(
    term: CovarianceTerm,
    label: str | None,
    visits: Values,
    z: Array,
    people: NDArray[np.intp],
    *,
    planned: PlannedVisits,
    weights: Array | None,
    of_fixed_part: bool,
) -> Stratum:
    # A visit at which this arm has no one has no parameters: it is left out of the arm's matrix.
    visit = pd.Categorical(visits).remove_unused_categories()
    levels = tuple(str(level) for level in visit.categories)
    subject = numbered(people, sort=True)
    weight = None
    if weights is not None:
        weight = np.empty(int(subject.max()) + 1)
        weight[subject] = weights
    cross = cross_products(z, subject, visit.codes.astype(np.intp), len(levels), weight)
    places = planned.places(levels)
    refuse_too_few(term, label, levels, places, cross, of_fixed_part=of_fixed_part)
    return Stratum(label, levels, cross, covariance_family(term.family, places))
