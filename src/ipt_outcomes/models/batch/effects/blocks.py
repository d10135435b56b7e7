"""Random effects of one factor, as the search takes them: data, start, and what may be batched."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.batch.effects.coordinates import Coordinates, EffectEntries
from ipt_outcomes.models.batch.effects.evaluation import (
    EffectsEvaluation,
    effects_information,
    evaluate_effects,
)
from ipt_outcomes.models.batch.effects.inference import EffectsInference
from ipt_outcomes.models.batch.effects.small import form_sums, summed
from ipt_outcomes.models.batch.effects.start import minque_start
from ipt_outcomes.models.batch.effects.sums import EffectSums
from ipt_outcomes.models.batch.shared_design import SharedDesign
from ipt_outcomes.models.batch.stacks import Marks
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.random_effects.no_residual import NEXT_TO_NONE


@dataclass(frozen=True)
class EffectBlocks:
    """B responses; see `search.Blocks`."""

    sums: EffectSums
    entries: EffectEntries
    reml: bool

    def take(self, chosen: NDArray[np.intp]) -> EffectBlocks:
        """Those responses only."""
        return replace(self, sums=self.sums.take(chosen))

    def evaluate(self, theta: Array) -> EffectsEvaluation:
        """Each response at its row of theta (B, K)."""
        return evaluate_effects(self.sums, self.entries, theta, self.reml)

    def part(self, at: EffectsEvaluation, chosen: NDArray[np.intp]) -> EffectsEvaluation:
        """The evaluations of those responses only."""
        return at.take(chosen)

    def information(self, at: EffectsEvaluation, observed: Marks) -> Array:
        """(B, K, K), exact."""
        return effects_information(at, self.sums, self.entries, observed, self.reml)

    def start(self) -> tuple[Array, Coordinates, Marks]:
        """Theta (B, K) by MINQUE(0), as `random_effects/start.py`; and where it tells G apart."""
        sums, entries = self.sums, self.entries
        b, k = len(sums.n), entries.n_parameters
        basis = entries.basis
        equations = np.empty((b, k, k))
        equations[:, :-1, :-1] = form_sums(basis, sums.zz, sums.zz)
        beside = (basis @ summed(sums.zz))[:, :, 0]
        equations[:, :-1, -1] = equations[:, -1, :-1] = beside
        equations[:, -1, -1] = sums.n
        outer = (sums.zy @ np.swapaxes(sums.zy, 1, 2)).reshape(b, -1, 1)
        right = np.concatenate([(basis @ outer)[:, :, 0], sums.yy[:, None]], axis=1)
        return minque_start(entries, equations, right, self.mean_square)

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
        return self.sums.yy / self.sums.n

    def inference(
        self, at: EffectsEvaluation, design: SharedDesign, w: Array, df_method: str
    ) -> EffectsInference:
        """The estimates at theta, whose covariance is `w` (B, K, K)."""
        return EffectsInference(
            at=at,
            entries=self.entries,
            beta=at.beta + self.sums.offset,
            recover=design.recover,
            theta_covariance=w,
            df_method=df_method,
            residual_df=self.n - design.n_columns,
        )
