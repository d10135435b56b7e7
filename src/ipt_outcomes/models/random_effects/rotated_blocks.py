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
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ipt_outcomes.models.design.orthogonal import triangle_of
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.random_effects.arrow import Arrow
from ipt_outcomes.models.random_effects.blocks import (
    block_columns,
    block_design,
    blocks,
    free_rows,
)
from ipt_outcomes.models.random_effects.effect_columns import (
    EffectColumns,
    effect_columns,
    turn_of,
)
from ipt_outcomes.models.random_effects.nested import reduce_nested
from ipt_outcomes.models.random_effects.parameters import Entry
from ipt_outcomes.models.random_effects.rotation import derivatives, padded, rotation
from ipt_outcomes.models.random_effects.shared import Rest, turn_and_pool
from ipt_outcomes.models.random_effects.terms import Codes, RandomPart

LARGEST_DENSE = 64
"""Rank of a block beyond which the factor with most levels is eliminated level by level."""


@dataclass(frozen=True, repr=False)
class Patterns:
    """Distinct blocks of one rank r.

    r        (patterns, r, Q)         R
    columns  where the parameters of G stand among the Q columns
    count    (patterns)               how many blocks have this Z
    u        (m, r, p + 1)            rotated z of the blocks, or a factor of their sum of products
    pattern  (m)                      the pattern of each u, ascending
    """

    r: Array
    columns: tuple[EffectColumns, ...]
    count: Array
    u: Array
    pattern: Codes

    @property
    def rank(self) -> int:
        """r."""
        return int(self.r.shape[1])

    @cached_property
    def a(self) -> Array:
        """(K - 1, patterns, r, r) R E_k R', E_k being the derivative of G by theta_k."""
        return derivatives(self.r, self.columns)

    @cached_property
    def r_planes(self) -> Array:
        """R as (r, Q, patterns)."""
        return np.ascontiguousarray(self.r.transpose(1, 2, 0))

    @cached_property
    def u_planes(self) -> Array:
        """The u as (r, p + 1, m)."""
        return np.ascontiguousarray(self.u.transpose(1, 2, 0))

    def turned(self, turns: Sequence[Array], entries: tuple[Entry, ...]) -> Patterns:
        """The same blocks with the columns of every component turned (q, q)."""
        return replace(self, r=self.r @ turn_of(turns, entries, self.columns, self.r.shape[-1]))


@dataclass(frozen=True, repr=False)
class RotatedBlocks:
    """The data as the likelihood needs them.

    entries         the parameters of G
    patterns        distinct blocks, those of equal rank together
    residual        (any, p + 1) rows with the products of those outside the column spaces of Z
    residual_rank   n minus the ranks of all blocks: how often sigma^2 stands alone in V
    n_rows          n
    arrows          blocks of large rank
    """

    entries: tuple[Entry, ...]
    patterns: tuple[Patterns, ...]
    residual: Array
    residual_rank: int
    n_rows: int
    arrows: tuple[Arrow, ...] = ()

    def turned(self, turns: Sequence[Array]) -> RotatedBlocks:
        """The same data with the columns of every component turned (q, q)."""
        return replace(
            self,
            patterns=tuple(part.turned(turns, self.entries) for part in self.patterns),
            arrows=tuple(arrow.turned(turns) for arrow in self.arrows),
        )

    def __add__(self, other: RotatedBlocks) -> RotatedBlocks:
        """The blocks of both sets of rows.

        Both must have been made with the same columns of z and of the random terms (same centring
        and scaling), and no group may have rows in both.
        """
        if self.residual.shape[1] != other.residual.shape[1]:
            raise ModelError("the rotated blocks have different fixed-effect columns")
        return RotatedBlocks(
            entries=self.entries,
            patterns=self.patterns + other.patterns,
            residual=triangle_of(np.concatenate([self.residual, other.residual])),
            residual_rank=self.residual_rank + other.residual_rank,
            n_rows=self.n_rows + other.n_rows,
            arrows=self.arrows + other.arrows,
        )


def rotate_rows(
    part: RandomPart, z: Array, entries: tuple[Entry, ...], careful: bool = False
) -> RotatedBlocks:
    """Pass over the rows of z = (x, y), (n, p + 1), once; `careful` as in `Rest`.

    Raises:
        ModelError: a block is too large even for an arrow.
    """
    rest = Rest(z.shape[1], careful)
    rest.add(z[free_rows(part)])
    rank = 0
    rotated: dict[tuple[int, ...], list[_Rotated]] = defaultdict(list)
    joined = []
    filled = part.with_zeros()
    filled_z = np.concatenate([z, np.zeros((1, z.shape[1]))])
    for shape in blocks(part, pad=True):
        columns = block_columns(part, shape.levels)[-1]
        if len(shape.levels) > 1 and min(shape.rows.shape[1], columns) > LARGEST_DENSE:
            joined.append(shape.rows[shape.rows < len(z)])
            continue
        turned = rotation(block_design(filled, shape))
        u, pattern = turn_and_pool(turned, filled_z, shape.rows, rest)
        count = np.bincount(turned.pattern).astype(np.float64)
        rotated[shape.levels].append(_Rotated(turned.r, count, u, pattern))
    patterns = []
    for levels, group in rotated.items():
        merged = _stack(group, part, levels, entries)
        patterns.append(merged)
        rank += int(merged.count.sum()) * merged.rank
    arrows: tuple[Arrow, ...] = ()
    if joined:
        rows = np.sort(np.concatenate(joined))
        arrows = (reduce_nested(part.at(rows), z[rows], entries),)
        rank += len(rows)
    return RotatedBlocks(entries, tuple(patterns), rest.root(), len(z) - rank, len(z), arrows)


@dataclass(frozen=True, repr=False)
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
    if (np.diff(pattern) < 0).any():
        order = np.argsort(pattern, kind="stable")
        u, pattern = u[order], pattern[order]
    starts = block_columns(part, levels)
    sizes = [component.size for component in part.components]
    columns = effect_columns(sizes, starts[:-1], entries, starts[-1])
    return Patterns(
        r=r,
        columns=columns,
        count=np.concatenate([turned.count for turned in group]),
        u=u,
        pattern=pattern,
    )
