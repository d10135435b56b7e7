"""Random effects together with a residual covariance over visits: V = Z G Z' + blockdiag(R).

People share R by their visits, clusters above the person (therapists, villages) share G. Theta is
R's parameters, as in `patterns.py`, then the entries of every G. The free vector is the families'
own and the lower triangles of Lambda, G = scale Lambda Lambda': as there is no sigma^2, a fixed
variance of the data's size stands in for it, in Lambda and in what counts as a zero variance.

Formulas: docs/methods.md, "Clusters of people".
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.covariance.family import Family
from ipt_outcomes.models.design.design import Design
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.formula import CovarianceTerm, RandomTerm
from ipt_outcomes.models.lazy_frame import Made
from ipt_outcomes.models.likelihood import Evaluation, evaluate
from ipt_outcomes.models.moments import Array, Moments
from ipt_outcomes.models.problem import Proposal
from ipt_outcomes.models.random_effects.arrow import Arrow
from ipt_outcomes.models.random_effects.arrow_moments import arrow_moments
from ipt_outcomes.models.random_effects.arrow_solution import solve_arrow
from ipt_outcomes.models.random_effects.block_moments import least_squares_basis
from ipt_outcomes.models.random_effects.chart import chart, uncorrelated
from ipt_outcomes.models.random_effects.frame import Row, component_frame, matrix_rows
from ipt_outcomes.models.random_effects.mixed_chart import MixedChart
from ipt_outcomes.models.random_effects.parameters import (
    STEEP,
    cholesky_factor,
    entries,
    entry_names,
    is_singular,
    natural,
    natural_curvature,
    natural_jacobian,
    refuse_indefinite,
    zeroed,
)
from ipt_outcomes.models.random_effects.people import reduce_people
from ipt_outcomes.models.random_effects.search import decrement_at, search
from ipt_outcomes.models.random_effects.start import refuse_unidentified
from ipt_outcomes.models.random_effects.terms import Component, random_part, without_rows
from ipt_outcomes.models.visits.patterns import PatternProblem, build_patterns
from ipt_outcomes.models.visits.strata import block_diagonal

_SHARE = 0.1
"""The share of the variance with which every direction of every G starts."""


@dataclass(frozen=True)
class MixedProblem:
    """A `Problem` with a residual covariance over visits and random effects.

    visits      the residual covariance; of its sums only the start and the frame are used
    components  the random-effect vectors
    arrow       the data: people inside clusters
    scale       a variance of the data's size
    at_start    the sums at the start of the search, where they are known
    """

    visits: PatternProblem
    components: tuple[Component, ...]
    arrow: Arrow
    scale: float
    at_start: Moments | None = None
    kind: str = "random"

    @property
    def n_observations(self) -> int:
        """Rows that entered the fit."""
        return self.visits.n_observations

    @property
    def n_subjects(self) -> int:
        """People."""
        return self.visits.n_subjects

    @property
    def n_columns(self) -> int:
        """p."""
        return self.visits.n_columns

    @property
    def theta_names(self) -> tuple[str, ...]:
        """The residual covariance's parameters, then each G's entries on the internal columns."""
        return (*self.visits.theta_names, *entry_names(self.components))

    @property
    def linear(self) -> bool:
        """Whether V is linear in theta."""
        return self.visits.linear

    def start(self) -> Array:
        """The empirical covariance of the visits, and a tenth of the variance for every G."""
        variances = [
            _SHARE * self.scale if entry.row == entry.column else 0.0
            for entry in entries(self.components)
        ]
        return np.concatenate([self.visits.start(), variances])

    def moments(self, theta: Array, order: int) -> Moments:
        """The sums at theta; see `Problem.moments`.

        Raises:
            NotPositiveDefiniteError: a person's covariance or a G is not positive.
        """
        refuse_indefinite(self._outer(theta), self.components)
        solved = solve_arrow(self.arrow, theta)
        basis = least_squares_basis([solved.rows]) if self._is_steep(theta) else None
        return arrow_moments(solved, order, basis)

    def optimise(self, method: str) -> Proposal:
        """Newton's method over the families' free parameters and the Cholesky factors."""

        start = self.start()

        def objective(theta: Array) -> Evaluation:
            known = self.at_start if theta is start else None
            moments = self.moments(theta, 2) if known is None else known
            return evaluate(moments, self.n_observations, method == "reml")

        found = search(objective, start, self)
        return Proposal(self, found.theta, found.at)

    def to_natural(self, free: Array) -> Array:
        """Theta for a free vector."""
        outer = natural(self._outer(free, log=True), self.components)[:-1]
        return np.concatenate([self.visits.to_natural(free[: self._split]), outer])

    def to_free(self, theta: Array) -> Array:
        """The free vector for theta."""
        outer = cholesky_factor(self._outer(theta), self.components)[:-1]
        return np.concatenate([self.visits.to_free(theta[: self._split]), outer])

    def jacobian(self, free: Array) -> Array:
        """d theta / d free, block diagonal."""
        jacobian = np.zeros((len(free), len(free)))
        k = self._split
        jacobian[:k, :k] = self.visits.jacobian(free[:k])
        outer = natural_jacobian(self._outer(free, log=True), self.components)
        jacobian[k:, k:] = outer[:-1, :-1]
        return jacobian

    def curvature(self, gradient: Array, free: Array) -> Array:
        """The share of G; at a maximum the gradient by R's parameters vanishes."""
        curvature = np.zeros((len(free), len(free)))
        k = self._split
        whole = natural_curvature(
            np.append(gradient[k:], 0.0), self._outer(free, log=True), self.components
        )
        curvature[k:, k:] = whole[:-1, :-1]
        return curvature

    def chart(self, theta: Array) -> MixedChart:
        """Coordinates around theta."""
        k = self._split
        free = self.visits.to_free(theta[:k])
        return MixedChart(self.visits, free, chart(self._outer(theta), self.components))

    def restarts(self, theta: Array, at: Evaluation) -> tuple[Array, ...]:
        """Theta with every G away from the boundary, with its correlations and without."""
        assert at.expected is not None
        k = self._split
        wide = block_diagonal([at.expected[k:, k:], np.ones((1, 1))])
        outer = self._outer(theta)
        sides = (outer, uncorrelated(outer, self.components))
        lifted = [chart(side, self.components).inside(wide)[:-1] for side in sides]
        return tuple(np.concatenate([theta[:k], side]) for side in lifted)

    def boundary_decrement(self, theta: Array, at: Evaluation) -> float:
        """By the free parameters, in which a zero variance is an ordinary point."""
        return decrement_at(theta, at, self)

    def zeroed(self, theta: Array) -> Array:
        """Theta with standard deviations of random effects that are nearly zero at zero."""
        outer = zeroed(self._outer(theta), self.components)[:-1]
        return np.concatenate([theta[: self._split], outer])

    def at_boundary(self, theta: Array) -> bool:
        """Whether a G or a visit covariance is singular."""
        singular = is_singular(self._outer(theta), self.components)
        return any(singular) or self.residual_at_boundary(theta)

    def residual_at_boundary(self, theta: Array) -> bool:
        """Whether a visit covariance is singular."""
        return self.visits.at_boundary(theta[: self._split])

    def interior(self, theta: Array) -> NDArray[np.bool_]:
        """False for every entry of a singular G."""
        singular = is_singular(self._outer(theta), self.components)
        inside = [not singular[entry.component] for entry in entries(self.components)]
        return np.array([*np.ones(self._split, dtype=bool), *inside])

    def covariance_made(self, theta: Array) -> Made:
        """Variance components in the user's units, the residual's by visit (term, term_2)."""
        rows: list[Row] = []
        start = 0
        for stratum in self.visits.strata:
            end = start + stratum.family.n_parameters
            label = "Residual" if stratum.label is None else f"Residual, {stratum.label}"
            rows.extend(matrix_rows(label, stratum.visits, stratum.family.matrix(theta[start:end])))
            start = end
        return partial(component_frame, self._outer(theta), without_rows(self.components), rows)

    def _is_steep(self, theta: Array) -> bool:
        """Whether a random variance is orders of magnitude above the least of the residual."""
        pieces = zip(self.visits.strata, self.visits.pieces(theta[: self._split]), strict=True)
        least = min(float(np.linalg.eigvalsh(s.family.matrix(at))[0]) for s, at in pieces)
        return float(theta[self._split :].max(initial=0.0)) > STEEP * least

    @property
    def _split(self) -> int:
        return len(self.arrow.inner_at)

    def _outer(self, vector: Array, *, log: bool = False) -> Array:
        """The part of G, with the scale in the place of sigma^2, or log sigma in a free vector."""
        return np.append(vector[self._split :], 0.5 * np.log(self.scale) if log else self.scale)


def build_mixed(
    design: Design, term: CovarianceTerm, random_terms: tuple[RandomTerm, ...]
) -> MixedProblem:
    """Reduce the data of a design with a residual covariance and random terms.

    Raises:
        ModelError: what `build_patterns` or `random_part` refuse; the data cannot tell the random
            terms from the residual covariance; too many random effects are connected.
    """
    if not term.structure.of_visits:
        raise ModelError(
            f"term {term}: real times together with random terms are not available; use a "
            "covariance over visits, or a random slope"
        )
    visits = build_patterns(design, term)
    part = random_part(random_terms, design.typed, design.root_weights)
    families: tuple[Family, ...] = tuple(stratum.family for stratum in visits.strata)
    problem = MixedProblem(
        visits=visits,
        components=part.components,
        arrow=reduce_people(design, term, part, families),
        scale=float(design.y @ design.y) / len(design.y),
    )
    labels = [str(term)] * len(problem.arrow.inner_at)
    labels += [part.components[entry.component].label for entry in entries(part.components)]
    at_start = problem.moments(problem.start(), 2)
    refuse_unidentified(
        at_start,
        labels,
        "what the random terms say of rows of one person, or of people, the others say already. "
        f"Beside {term} only groups above {term.subject} can have random effects, unless the "
        "residual covariance is a simple one such as ar1; take a term out",
    )
    return replace(problem, at_start=at_start)
