"""Random effects as a `Problem`: V = Z G Z' + sigma^2 I."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.design.design import Design
from ipt_outcomes.models.formula import RandomTerm
from ipt_outcomes.models.lazy_frame import Made
from ipt_outcomes.models.likelihood import Evaluation, evaluate
from ipt_outcomes.models.moments import Array, Moments
from ipt_outcomes.models.problem import Proposal
from ipt_outcomes.models.random_effects.advice import advice_on
from ipt_outcomes.models.random_effects.block_moments import block_moments
from ipt_outcomes.models.random_effects.chart import (
    Chart,
    chart,
    principal_axes,
    turning,
    uncorrelated,
)
from ipt_outcomes.models.random_effects.frame import variance_frame
from ipt_outcomes.models.random_effects.no_residual import refuse_no_residual
from ipt_outcomes.models.random_effects.parameters import (
    STEEP,
    cholesky_factor,
    entries,
    entry_names,
    is_singular,
    is_steep,
    natural,
    natural_curvature,
    natural_jacobian,
    pack,
    refuse_indefinite,
    zeroed,
)
from ipt_outcomes.models.random_effects.rotated_blocks import RotatedBlocks, rotate_rows
from ipt_outcomes.models.random_effects.search import (
    Objective,
    decrement_at,
    descend_to_zero,
    search,
)
from ipt_outcomes.models.random_effects.start import (
    refuse_exact,
    refuse_unidentified,
    residual_variance,
    start_values,
)
from ipt_outcomes.models.random_effects.terms import Component, random_part, without_rows

_TURNS = 4
"""How often a search goes on in turned coordinates, while it stalls."""


@dataclass(frozen=True, repr=False)
class RandomEffectsProblem:
    """A mixed model with random effects and independent residuals, reduced to blocks.

    components  the random-effect vectors, each with its own covariance
    rotated     the data, turned onto each block's random effects
    n_subjects  levels of the grouping factor with most levels
    start_at    (K,) start values
    """

    components: tuple[Component, ...]
    rotated: RotatedBlocks
    n_subjects: int
    start_at: Array
    linear: bool = True
    kind: str = "random"

    @property
    def n_observations(self) -> int:
        """Rows that entered the fit."""
        return self.rotated.n_rows

    @property
    def n_columns(self) -> int:
        """p."""
        return int(self.rotated.residual.shape[1]) - 1

    @property
    def theta_names(self) -> tuple[str, ...]:
        """Entries of each G by group and columns, on the internal columns; then the residual."""
        return (*entry_names(self.components), "residual")

    def start(self) -> Array:
        """MINQUE(0), lifted to positive definite covariances."""
        return self.start_at

    def moments(self, theta: Array, order: int) -> Moments:
        """The sums at theta; see `Problem.moments`.

        Raises:
            NotPositiveDefiniteError: sigma^2 is not positive, or a G has a negative eigenvalue.
                V could be positive definite for such a G, but it is no covariance.
        """
        refuse_indefinite(theta, self.components)
        return block_moments(self.rotated, theta, order)

    def optimise(self, method: str) -> Proposal:
        """Newton's method over the Cholesky factors.

        Beside a large variance the information on a small one is lost in rounding, unless each is
        that of a column: then the problem is turned to the principal axes of every G.

        Raises:
            ModelError: sigma^2 is zero at the maximum.
        """
        reml = method == "reml"
        found = search(self._objective(reml), self.start_at, self)
        refuse_no_residual(self._objective(reml), found.theta, found.at, self.components)
        problem, turn = self, np.eye(len(found.theta))
        for _ in range(_TURNS):
            if not is_steep(found.theta, self.components):
                break
            turned, theta, step = problem.turned(found.theta)
            problem, turn = turned, turn @ step
            found = descend_to_zero(problem._objective(reml), theta, problem)
            if found.at_rest:
                break
        return Proposal(problem, found.theta, found.at, None if problem is self else turn)

    def _objective(self, reml: bool) -> Objective:
        def objective(theta: Array) -> Evaluation:
            return evaluate(block_moments(self.rotated, theta, 2), self.n_observations, reml)

        return objective

    def turned(self, theta: Array) -> tuple[RandomEffectsProblem, Array, Array]:
        """The problem on the principal axes of every G, its theta, and turn (K, K).

        `theta` is turn @ it.
        """
        axes = principal_axes(theta, self.components)
        turns = [vectors for _, vectors in axes]
        components = tuple(
            replace(
                component,
                values=component.values @ vectors,
                transform=vectors.T @ component.transform,
            )
            for component, vectors in zip(self.components, turns, strict=True)
        )
        problem = replace(self, components=components, rotated=self.rotated.turned(turns))
        diagonal = pack([np.diag(values) for values, _ in axes], float(theta[-1]))
        return problem, diagonal, turning(turns)

    def to_natural(self, free: Array) -> Array:
        """Theta for the Cholesky factors and log sigma."""
        return natural(free, self.components)

    def to_free(self, theta: Array) -> Array:
        """The Cholesky factors, row by row, and log sigma."""
        return cholesky_factor(theta, self.components)

    def jacobian(self, free: Array) -> Array:
        """d theta / d free, (K, K)."""
        return natural_jacobian(free, self.components)

    def curvature(self, gradient: Array, free: Array) -> Array:
        """sum_k gradient_k d2 theta_k / d free d free', (K, K)."""
        return natural_curvature(gradient, free, self.components)

    def chart(self, theta: Array) -> Chart:
        """Coordinates around theta."""
        return chart(theta, self.components)

    def restarts(self, theta: Array, at: Evaluation) -> tuple[Array, ...]:
        """Theta away from the boundary, with its correlations and without."""
        assert at.expected is not None
        apart = uncorrelated(theta, self.components)
        return tuple(self.chart(side).inside(at.expected) for side in (theta, apart))

    def boundary_decrement(self, theta: Array, at: Evaluation) -> float:
        """By the Cholesky factors, in which a zero variance is an ordinary point."""
        return decrement_at(theta, at, self)

    def zeroed(self, theta: Array) -> Array:
        """Theta with standard deviations that are nearly zero at zero."""
        return zeroed(theta, self.components)

    def at_boundary(self, theta: Array) -> bool:
        """Whether some direction has a standard deviation below 1e-4 sigma (lme4's rule)."""
        return any(is_singular(theta, self.components))

    def residual_at_boundary(self, theta: Array) -> bool:
        """Never: one variance for all."""
        return False

    def interior(self, theta: Array) -> NDArray[np.bool_]:
        """False for every entry of a singular G: its gradient need not vanish at the maximum."""
        singular = is_singular(theta, self.components)
        inside = [not singular[entry.component] for entry in entries(self.components)]
        return np.array([*inside, True])

    def covariance_made(self, theta: Array) -> Made:
        """Variance components in the user's units; see `variance_frame`."""
        return partial(variance_frame, theta, without_rows(self.components))


def build_random_effects(
    design: Design, random_terms: tuple[RandomTerm, ...]
) -> RandomEffectsProblem:
    """Reduce the data of a design for random terms; the only pass over the rows.

    Raises:
        ModelError: a group is missing where its design value is not zero; the columns of a term are
            zero or linearly dependent; the data cannot tell the variances apart; a block of
            connected groups is too large.
    """
    part = random_part(random_terms, design.typed, design.root_weights)
    z = np.column_stack([design.x, design.y])
    rotated = rotate_rows(part, z, entries(part.components))
    within = residual_variance(rotated)
    if within is not None and within * STEEP < float(z[:, -1] @ z[:, -1]) / len(z):
        rotated = rotate_rows(part, z, entries(part.components), careful=True)
        within = residual_variance(rotated)
    identity = np.zeros(len(entries(part.components)) + 1)
    identity[-1] = 1.0
    at_identity = block_moments(rotated, identity, 2)
    labels = [part.components[entry.component].label for entry in entries(part.components)]
    refuse_unidentified(at_identity, [*labels, "the residual"], advice_on(part.components))
    refuse_exact(within, float(design.y @ design.y) / len(z), tuple(map(str, random_terms)))
    return RandomEffectsProblem(
        components=part.components,
        rotated=rotated,
        n_subjects=max(part.n_levels),
        start_at=start_values(at_identity, part.components, len(z), within),
    )
