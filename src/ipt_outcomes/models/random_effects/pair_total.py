"""The sums of second order of several parts of a problem, added where they are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ipt_outcomes.models.moments import Array, PairSums, contracted, weighted


@dataclass(frozen=True, repr=False)
class PairTotal:
    """`PairSums` of parts with the same K parameters and the same columns."""

    parts: tuple[Array | PairSums, ...]

    def contracted(self, matrix: Array) -> Array:
        """See `PairSums.contracted`."""
        return np.asarray(sum(contracted(part, matrix) for part in self.parts))

    def weighted(self, weights: Array) -> Array:
        """See `PairSums.weighted`."""
        return np.asarray(sum(weighted(part, weights) for part in self.parts))


def pairs_together(parts: Sequence[Array | PairSums | None]) -> Array | PairTotal:
    """The sum: an array (K, K, p+1, p+1) if the parts that are there are arrays."""
    arrays = [part for part in parts if isinstance(part, np.ndarray)]
    others = [part for part in parts if part is not None and not isinstance(part, np.ndarray)]
    total = arrays[0]
    for array in arrays[1:]:
        total = total + array
    return PairTotal((total, *others)) if others else total
