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
from ipt_outcomes.models.batch.effects.small import form_sums, summed
from ipt_outcomes.models.batch.effects.sums import EffectSums
from ipt_outcomes.models.batch.stacks import Marks
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.random_effects.no_residual import NEXT_TO_NONE

_SMALLEST = 0.02
"""Share of the variance that every direction of G, and sigma^2, starts with at least."""
_TOLD_APART = 1e-8


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
        size = np.sqrt(np.diagonal(equations, axis1=1, axis2=2))
        size = np.where(size > 0, size, 1.0)
        values, vectors = np.linalg.eigh(equations / (size[:, :, None] * size[:, None, :]))
        able = values[:, 0] > _TOLD_APART
        inside = (vectors * (1.0 / np.where(able[:, None], values, 1.0))[:, None, :]) @ (
            np.swapaxes(vectors, 1, 2) @ (right / size)[:, :, None]
        )
        theta = inside[:, :, 0] / size
        total = sums.yy / sums.n
        theta[:, -1] = np.clip(theta[:, -1], _SMALLEST * total, total)
        g_values, g_vectors = np.linalg.eigh(entries.covariance(theta))
        g_values = np.clip(g_values, _SMALLEST * total[:, None], 50.0 * theta[:, -1:])
        lifted = (g_vectors * g_values[:, None, :]) @ np.swapaxes(g_vectors, 1, 2)
        theta[:, entries.at] = entries.entries(lifted)
        return theta, Coordinates(entries, theta[:, -1].copy()), able

    def size(self, theta: Array) -> Array:
        """Sigma^2 (B,)."""
        return theta[:, -1]

    def regular(self, theta: Array) -> Marks:
        """Where the effects leave something for sigma^2: next to none is told by a fit alone."""
        sums = self.sums
        return np.asarray(theta[:, -1] > NEXT_TO_NONE * sums.yy / sums.n)
