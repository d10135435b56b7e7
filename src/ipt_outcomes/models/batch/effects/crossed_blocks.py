"""Random effects of several factors, as the search takes them: data, start, and estimates."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.batch.effects.coordinates import Coordinates, EffectEntries
from ipt_outcomes.models.batch.effects.crossed_design import CrossedDesign
from ipt_outcomes.models.batch.effects.crossed_evaluation import (
    CrossedEvaluation,
    crossed_information,
    evaluate_crossed,
    inverted,
    times,
)
from ipt_outcomes.models.batch.effects.crossed_inference import CrossedInference, coefficients
from ipt_outcomes.models.batch.effects.crossed_sums import CrossedSums, crossed_sums
from ipt_outcomes.models.batch.effects.diagonal import (
    Diagonal,
    DiagonalEvaluation,
    diagonal_information,
    diagonal_of,
    evaluate_diagonal,
    is_steep,
)
from ipt_outcomes.models.batch.effects.start import minque_start
from ipt_outcomes.models.batch.shared_design import SharedDesign
from ipt_outcomes.models.batch.stacks import Marks
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.random_effects.no_residual import NEXT_TO_NONE

At = CrossedEvaluation | DiagonalEvaluation


@dataclass(frozen=True)
class CrossedBlocks:
    """B responses; see `search.Blocks`.

    beside    (P, L, q, q) that of the sums
    diagonal  the design in the axes of one factor, where that is quicker; with REML
    """

    sums: CrossedSums
    beside: Array
    entries: EffectEntries
    reml: bool
    diagonal: Diagonal | None

    def take(self, chosen: NDArray[np.intp]) -> CrossedBlocks:
        """Those responses only."""
        return replace(self, sums=self.sums.take(chosen))

    def evaluate(self, theta: Array) -> At:
        """Each response at its row of theta (B, K)."""
        if self.diagonal is not None and not is_steep(theta):
            return evaluate_diagonal(self.sums, self.diagonal, theta)
        return evaluate_crossed(self.sums, self.beside, theta, self.reml)

    def part(self, at: At, chosen: NDArray[np.intp]) -> At:
        """The evaluations of those responses only."""
        return at.take(chosen)

    def information(self, at: At, observed: Marks) -> Array:
        """(B, K, K), exact."""
        if isinstance(at, DiagonalEvaluation):
            assert self.diagonal is not None
            return diagonal_information(at, self.sums, self.diagonal, observed)
        return crossed_information(at, self.sums, self.beside, self.entries, observed, self.reml)

    def start(self) -> tuple[Array, Coordinates, Marks]:
        """Theta (B, K) by MINQUE(0) beside the fixed effects; and where it tells G apart."""
        sums, beside = self.sums, self.beside
        patterns, k, q, _ = beside.shape
        flat = beside.reshape(patterns, k, q * q)
        equations = np.empty((patterns, k + 1, k + 1))
        equations[:, :-1, :-1] = flat @ np.swapaxes(flat, 1, 2)
        equations[:, :-1, -1] = equations[:, -1, :-1] = flat[:, :, :: q + 1].sum(axis=2)
        own = np.broadcast_to(sums.of_each(equations), (len(sums.n), k + 1, k + 1)).copy()
        own[:, -1, -1] = sums.n - sums.x.shape[1]
        slopes = times(sums.of_each(beside), sums.inside)
        right = np.concatenate(
            [(slopes * sums.inside[:, None]).sum(axis=2), sums.squares[:, None]], axis=1
        )
        return minque_start(self.entries, own, right, self.mean_square)

    def size(self, theta: Array) -> Array:
        """Sigma^2 (B,)."""
        return theta[:, -1]

    def regular(self, theta: Array) -> Marks:
        """Where the effects leave something for sigma^2: next to none is told by a fit alone."""
        return np.asarray(theta[:, -1] > NEXT_TO_NONE * self.mean_square)

    @property
    def n(self) -> NDArray[np.int64]:
        """(B,) scores."""
        return self.sums.n.astype(np.int64)

    @property
    def mean_square(self) -> Array:
        """(B,) the variance of what least squares leaves of the scores."""
        return self.sums.squares / self.sums.n

    def inference(self, at: At, design: SharedDesign, w: Array, df_method: str) -> CrossedInference:
        """The estimates at theta, whose covariance is `w` (B, K, K)."""
        sums = self.sums
        parts = sums.of_each(sums.parts)
        inverse = inverted(parts, at.theta)[0]
        found = coefficients(parts, inverse, sums.of_each(sums.x), sums.inside, at.theta, w)
        return CrossedInference(
            phi=found.phi,
            curves=found.curves,
            pairs=found.pairs,
            beta=found.beta + sums.offset,
            recover=design.recover,
            theta_covariance=w,
            df_method=df_method,
            residual_df=self.n - design.n_columns,
        )


def crossed_blocks(design: CrossedDesign, scores: Array, reml: bool) -> tuple[CrossedBlocks, Marks]:
    """The data of scores (B, n, 1), NaN where there is none, and which responses can be batched."""
    sums, able = crossed_sums(design, scores)
    axes = diagonal_of(design, sums) if reml else None
    return CrossedBlocks(sums, sums.beside, design.entries, reml, axes), able
