"""Random effects as a `Problem`: V = Z G Z' + sigma^2 I."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.models.design.design import Design
from ipt_outcomes.models.formula import RandomTerm
from ipt_outcomes.models.likelihood import Evaluation, evaluate
from ipt_outcomes.models.moments import Array, Moments
from ipt_outcomes.models.random_effects.block_moments import block_moments
from ipt_outcomes.models.random_effects.frame import variance_frame
from ipt_outcomes.models.random_effects.parameters import (
    entries,
    entry_names,
    is_singular,
    natural,
    natural_curvature,
    natural_jacobian,
    refuse_indefinite,
    relative_factor,
    zeroed,
)
from ipt_outcomes.models.random_effects.rotated_blocks import RotatedBlocks, rotate_rows
from ipt_outcomes.models.random_effects.search import search
from ipt_outcomes.models.random_effects.start import ADVICE, refuse_unidentified, start_values
from ipt_outcomes.models.random_effects.terms import Component, random_part


@dataclass(frozen=True)
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
        return len(self.rotated.residual) - 1

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

    def optimise(self, method: str) -> Array | None:
        """Newton's method over the relative Cholesky factor; None if it reached no minimum."""

        def objective(theta: Array) -> Evaluation:
            return evaluate(
                block_moments(self.rotated, theta, 2), self.n_observations, method == "reml"
            )

        return search(objective, self.start_at, self)

    def to_natural(self, free: Array) -> Array:
        """Theta for the relative Cholesky factors and log sigma."""
        return natural(free, self.components)

    def to_free(self, theta: Array) -> Array:
        """The relative Cholesky factors, row by row, and log sigma."""
        return relative_factor(theta, self.components)

    def jacobian(self, free: Array) -> Array:
        """d theta / d free, (K, K)."""
        return natural_jacobian(free, self.components)

    def curvature(self, gradient: Array, free: Array) -> Array:
        """sum_k gradient_k d2 theta_k / d free d free', (K, K)."""
        return natural_curvature(gradient, free, self.components)

    def zeroed(self, theta: Array) -> Array:
        """Theta with standard deviations that are nearly zero at zero."""
        return zeroed(theta, self.components)

    def at_boundary(self, theta: Array) -> bool:
        """Whether some direction has a standard deviation below 1e-4 sigma (lme4's rule)."""
        return any(is_singular(theta, self.components))

    def interior(self, theta: Array) -> NDArray[np.bool_]:
        """False for every entry of a singular G: its gradient need not vanish at the maximum."""
        singular = is_singular(theta, self.components)
        inside = [not singular[entry.component] for entry in entries(self.components)]
        return np.array([*inside, True])

    def covariance_frame(self, theta: Array) -> pd.DataFrame:
        """Variance components in the user's units; see `variance_frame`."""
        return variance_frame(theta, self.components)


def build_random_effects(
    design: Design, random_terms: tuple[RandomTerm, ...]
) -> RandomEffectsProblem:
    """Reduce the data of a design for random terms; the only pass over the rows.

    Raises:
        ModelError: a group is missing where its design value is not zero; the columns of a term are
            zero or linearly dependent; the data cannot tell the variances apart; a block of
            connected groups is too large.
    """
    part = random_part(random_terms, design.frame, design.root_weights)
    z = np.column_stack([design.x, design.y])
    rotated = rotate_rows(part, z, entries(part.components))
    identity = np.zeros(len(entries(part.components)) + 1)
    identity[-1] = 1.0
    at_identity = block_moments(rotated, identity, 2)
    labels = [part.components[entry.component].label for entry in entries(part.components)]
    refuse_unidentified(at_identity, [*labels, "the residual"], ADVICE)
    return RandomEffectsProblem(
        components=part.components,
        rotated=rotated,
        n_subjects=max(part.n_levels),
        start_at=start_values(at_identity, part.components, len(z)),
    )
