"""Large blocks of random effects as an arrow: the factor with most levels is inside."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.random_effects.arrow import Arrow, batches
from ipt_outcomes.models.random_effects.blocks import block_columns, block_design, blocks
from ipt_outcomes.models.random_effects.cluster_groups import cluster_groups
from ipt_outcomes.models.random_effects.inner import RandomInner
from ipt_outcomes.models.random_effects.parameters import Entry
from ipt_outcomes.models.random_effects.parameters import entries as entries_of
from ipt_outcomes.models.random_effects.rotation import derivatives, padded, rotation
from ipt_outcomes.models.random_effects.terms import RandomPart


def reduce_nested(part: RandomPart, z: Array, entries: tuple[Entry, ...]) -> Arrow:
    """The arrow of rows z = (x, y), (n, p + 1).

    Raises:
        ModelError: too many outer random effects for so many rows.
    """
    inner = _most_effects(part)
    own = RandomPart(
        components=tuple(replace(c, factor=0) for c in part.components if c.factor == inner),
        codes=(part.codes[inner],),
        n_levels=(part.n_levels[inner],),
    )
    groups = list(cluster_groups(part, inner, z))
    group_of_row, place = np.empty(len(z), dtype=np.int64), np.empty(len(z), dtype=np.int64)
    for number, group in enumerate(groups):
        group_of_row[group.rows] = number
        place[group.rows] = np.arange(len(group.rows))
    rank = block_columns(own, (1,))[-1]
    # Rows without a level of the inner factor have sigma^2 alone, besides the outer effects.
    alone = []
    for group in groups:
        outside = own.codes[0][group.rows] < 0
        alone.append(group.products(group.c[outside], group.cluster[outside]))
    none = np.zeros(0, dtype=np.int64)
    # Empty ones first: a cluster may have no level of the inner factor.
    atoms = [[(np.zeros((0, rank, group.c.shape[1])), none, none)] for group in groups]
    kinds, counts, offset = [], [], 0
    for shape in blocks(own):
        turned = rotation(block_design(own, shape))
        for number, group in enumerate(groups):
            members = np.flatnonzero(group_of_row[shape.rows[:, 0]] == number)
            if not len(members):
                continue
            rows = place[shape.rows[members]]
            u, left = turned.turn(group.c[rows], members)
            flat = left.reshape(-1, left.shape[-1])
            alone[number] += group.products(flat, group.cluster[rows].ravel())
            atoms[number].append(
                (padded(u, rank), turned.pattern[members] + offset, group.cluster[rows[:, 0]])
            )
        kinds.append(padded(turned.r, rank))
        counts.append(np.bincount(turned.pattern, minlength=len(turned.r)))
        offset += len(turned.r)
    count = np.concatenate(counts).astype(np.float64)
    sides = []
    for number, group in enumerate(groups):
        u, pattern, cluster = (np.concatenate(each) for each in zip(*atoms[number], strict=True))
        sides.extend(batches(u, pattern, cluster, alone[number], group.entries))
    outer = np.array([part.components[e.component].factor != inner for e in entries])
    last = len(entries)
    return Arrow(
        inner=RandomInner(
            derivatives(
                np.concatenate(kinds), own, block_columns(own, (1,)), entries_of(own.components)
            )
        ),
        count=count,
        batches=tuple(sides),
        inner_at=np.append(np.flatnonzero(~outer), last),
        outer_at=np.flatnonzero(outer),
        residual_at=last,
        residual_rank=len(z) - rank * int(count.sum()),
    )


def _most_effects(part: RandomPart) -> int:
    """The factor with most random effects in use."""
    effects = [0] * len(part.codes)
    for component in part.components:
        codes = part.codes[component.factor]
        effects[component.factor] += component.size * len(np.unique(codes[codes >= 0]))
    return int(np.argmax(effects))
