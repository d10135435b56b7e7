"""The one pass over the data: every block is turned onto the column space of its Z.

With Z_b = Q_b R_b (Q_b'Q_b = I, R_b has r_b rows) the covariance of block b is

    V_b = Z_b G_b Z_b' + sigma^2 I = Q_b (R_b G_b R_b' + sigma^2 I) Q_b' + sigma^2 (I - Q_b Q_b'),

so that with u_b = Q_b' z_b and the residual sum of products S = sum_b z_b' (I - Q_b Q_b') z_b

    z_b' V_b^-1 z_b = u_b' (R_b G_b R_b' + sigma^2 I)^-1 u_b + S_b / sigma^2.

This is Woodbury's identity without its subtraction: no digits cancel, and G may be singular.
G is linear in theta, hence R_b G_b R_b' = sum_k theta_k A_bk with A_bk computed here, once.
Blocks with equal Z share A_b, and only the sum of their u u' matters: it is kept as a triangular
factor of at most r (p + 1) rows, so that cost and memory do not depend on how many people share a
visit schedule. Blocks of a large rank that several factors make, such as a site and its thousands
of people, become clusters of an `Arrow`.

Formulas: docs/methods.md, "Random effects".
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.random_effects.arrow import Arrow
from ipt_outcomes.models.random_effects.blocks import (
    block_columns,
    block_design,
    blocks,
    free_rows,
)
from ipt_outcomes.models.random_effects.nested import reduce_nested
from ipt_outcomes.models.random_effects.parameters import Entry
from ipt_outcomes.models.random_effects.rotation import derivatives, padded, rotation
from ipt_outcomes.models.random_effects.shared import turn_and_pool
from ipt_outcomes.models.random_effects.terms import Codes, RandomPart

LARGEST_DENSE = 64
"""Rank of a block beyond which the factor with most levels is eliminated level by level."""


@dataclass(frozen=True)
class Patterns:
    """Distinct blocks of one rank r.

    a        (K - 1, patterns, r, r)  R E_k R', E_k being the derivative of G by theta_k
    count    (patterns)               how many blocks have this Z
    u        (m, r, p + 1)            rotated z of the blocks, or a factor of their sum of products
    pattern  (m)                      the pattern of each u, ascending
    """

    a: Array
    count: Array
    u: Array
    pattern: Codes


@dataclass(frozen=True)
class RotatedBlocks:
    """The data as the likelihood needs them.

    patterns        distinct blocks, those of equal rank together
    residual        (p + 1, p + 1) sum of products outside the column spaces of Z
    residual_rank   n minus the ranks of all blocks: how often sigma^2 stands alone in V
    n_rows          n
    arrows          blocks of large rank
    """

    patterns: tuple[Patterns, ...]
    residual: Array
    residual_rank: int
    n_rows: int
    arrows: tuple[Arrow, ...] = ()

    def __add__(self, other: RotatedBlocks) -> RotatedBlocks:
        """The blocks of both sets of rows.

        Both must have been made with the same columns of z and of the random terms (same centring
        and scaling), and no group may have rows in both.
        """
        if self.residual.shape != other.residual.shape:
            raise ModelError("the rotated blocks have different fixed-effect columns")
        return RotatedBlocks(
            patterns=self.patterns + other.patterns,
            residual=self.residual + other.residual,
            residual_rank=self.residual_rank + other.residual_rank,
            n_rows=self.n_rows + other.n_rows,
            arrows=self.arrows + other.arrows,
        )


def rotate_rows(part: RandomPart, z: Array, entries: tuple[Entry, ...]) -> RotatedBlocks:
    """Pass over the rows of z = (x, y), (n, p + 1), once.

    Raises:
        ModelError: a block is too large even for an arrow.
    """
    free = z[free_rows(part)]
    residual = free.T @ free
    rank = 0
    rotated: dict[tuple[int, ...], list[_Rotated]] = defaultdict(list)
    joined = []
    for shape in blocks(part):
        columns = block_columns(part, shape.levels)[-1]
        if len(shape.levels) > 1 and min(shape.rows.shape[1], columns) > LARGEST_DENSE:
            joined.append(shape.rows.ravel())
            continue
        turned = rotation(block_design(part, shape))
        u, pattern, left = turn_and_pool(turned, z, shape.rows)
        residual += left
        count = np.bincount(turned.pattern).astype(np.float64)
        rotated[shape.levels].append(_Rotated(turned.r, count, u, pattern))
    patterns = []
    for levels, group in rotated.items():
        merged = _stack(group, part, levels, entries)
        patterns.append(merged)
        rank += int(merged.count.sum()) * merged.a.shape[-1]
    arrows: tuple[Arrow, ...] = ()
    if joined:
        rows = np.sort(np.concatenate(joined))
        arrows = (reduce_nested(part.at(rows), z[rows], entries),)
        rank += len(rows)
    return RotatedBlocks(tuple(patterns), residual, len(z) - rank, len(z), arrows)


@dataclass(frozen=True)
class _Rotated:
    """Blocks of one shape: R (patterns, r, columns of Z), then as in `Patterns`."""

    r: Array
    count: Array
    u: Array
    pattern: Codes


def _stack(
    group: list[_Rotated], part: RandomPart, levels: tuple[int, ...], entries: tuple[Entry, ...]
) -> Patterns:
    """Blocks of different numbers of rows together, the short ones padded."""
    rank = max(turned.r.shape[1] for turned in group)
    r = np.concatenate([padded(turned.r, rank) for turned in group])
    offsets = np.cumsum([0, *(len(turned.r) for turned in group)])
    u = np.concatenate([padded(turned.u, rank) for turned in group])
    pattern = np.concatenate(
        [turned.pattern + start for turned, start in zip(group, offsets[:-1], strict=True)]
    )
    order = np.argsort(pattern, kind="stable")
    return Patterns(
        a=derivatives(r, part, block_columns(part, levels), entries),
        count=np.concatenate([turned.count for turned in group]),
        u=u[order],
        pattern=pattern[order],
    )
