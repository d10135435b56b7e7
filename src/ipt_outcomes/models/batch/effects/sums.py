"""The pass over the scores: cross-products of the random and fixed columns for each response."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.batch.effects.design import EffectsDesign
from ipt_outcomes.models.batch.response_sums import (
    NEARLY_ALIASED,
    able_to_square,
    nearly_exact,
)
from ipt_outcomes.models.batch.stacks import Marks, factors, identity_unless
from ipt_outcomes.models.moments import Array


@dataclass(frozen=True, repr=False)
class EffectSums:
    """B responses. The scores are what least squares leaves of them.

    zz      (B, Q, Q, J) Z'Z of each group's rows that were seen
    zx      (B, Q, p, J) Z'X
    zy      (B, Q, J) Z'y
    xx      (B, p, p) X'X
    xy      (B, p) X'y: zero to rounding
    yy      (B,) y'y
    n       (B,) scores
    offset  (B, p) internal least-squares coefficients
    """

    zz: Array
    zx: Array
    zy: Array
    xx: Array
    xy: Array
    yy: Array
    n: Array
    offset: Array

    def take(self, chosen: NDArray[np.intp]) -> EffectSums:
        """Those responses only."""
        return EffectSums(*(getattr(self, field.name)[chosen] for field in fields(self)))


def effect_sums(design: EffectsDesign, scores: Array) -> tuple[EffectSums, Marks]:
    """Sums of scores (B, J, m), NaN where there is none, and which responses can be batched.

    Those that cannot: aliased columns, a constant score, one that is infinite or cannot be squared,
    scores that the fixed part gives nearly exactly, no more scores than columns.
    """
    b = len(scores)
    j, m, p = design.x.shape
    q = design.z.shape[2]
    zz, zx, xx = design.products
    flat = design.x.reshape(j * m, p)
    seen = ~np.isnan(scores)
    finite = np.where(seen, scores, 0.0)
    able = able_to_square(finite)
    finite[~able] = 0.0
    weight = seen.astype(np.float64)
    gram = (weight.reshape(b, -1) @ xx).reshape(b, p, p)
    right = finite.reshape(b, -1) @ flat
    factor, good = factors(gram)
    heights = np.diagonal(factor, axis1=1, axis2=2) ** 2
    good = good & (heights.min(axis=1) > NEARLY_ALIASED * heights.max(axis=1))
    safe = identity_unless(good, gram)
    offset: Array = np.asarray(np.linalg.solve(safe, right[:, :, None])[:, :, 0])
    left = np.where(seen, finite - (offset @ flat.T).reshape(b, j, m), 0.0)
    by_group = np.ascontiguousarray(weight.transpose(1, 0, 2))
    left_by_group = np.ascontiguousarray(left.transpose(1, 0, 2))
    n = weight.sum(axis=(1, 2))
    sums = EffectSums(
        zz=_groups_last(by_group @ zz, q, q),
        zx=_groups_last(by_group @ zx, q, p),
        zy=_groups_last(left_by_group @ design.z, q),
        xx=gram,
        xy=left.reshape(b, -1) @ flat,
        yy=(left**2).sum(axis=(1, 2)),
        n=n,
        offset=offset,
    )
    highest = np.max(finite, axis=(1, 2), where=seen, initial=-np.inf)
    lowest = np.min(finite, axis=(1, 2), where=seen, initial=np.inf)
    enough = n > p + design.entries.n_parameters
    able &= good & enough & (highest > lowest) & ~nearly_exact(sums.yy, finite)
    return sums, able


def _groups_last(by_group: Array, *shape: int) -> Array:
    """(B, ..., J) from (J, B, any)."""
    j, b, _ = by_group.shape
    return np.ascontiguousarray(by_group.transpose(1, 2, 0)).reshape(b, *shape, j)
