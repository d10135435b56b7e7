"""Which rows depend on one another: blocks, and the place of every row and level in its block.

Two rows belong to the same block when a chain of shared levels connects them: the rows of a
participant; with therapists, all rows of the therapist's participants; with crossed raters and
recordings, usually everything. V is block diagonal in these blocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.random_effects.order import equal_rows, sorted_order
from ipt_outcomes.models.random_effects.terms import Codes, RandomPart

_FEW = 1000
"""Blocks up to which a shape more costs more than some rows of zeros."""


@dataclass(frozen=True, repr=False)
class BlockShape:
    """All blocks that have the same number of rows and the same number of levels of each factor.

    rows      (m, n_b) row numbers of the data
    levels    (levels of factor 1, levels of factor 2, ...), the same in all m blocks
    position  one (m, n_b) array a factor: which of the block's levels a row has, -1 for none
    """

    rows: Codes
    levels: tuple[int, ...]
    position: tuple[Codes, ...]


def free_rows(part: RandomPart) -> Codes:
    """Rows that no random effect reaches: independent of all others, with variance sigma^2."""
    reached = np.zeros(len(part.codes[0]), dtype=bool)
    for codes in part.codes:
        reached |= codes >= 0
    return np.flatnonzero(~reached)


def blocks(part: RandomPart, *, pad: bool = False) -> Iterator[BlockShape]:
    """The blocks, those of equal shape together. Rows reached by no random effect are in none.

    With `pad`, and few blocks, those of equal levels are one shape: a short block is filled up with
    row number n, one beyond the last, which is for the caller to have as a row of zeros.
    """
    block_of_row, places, level_counts = memberships(part)
    sort_by = [
        component.values[:, j] for component in part.components for j in range(component.size)
    ]
    # One order of rows within blocks: people with the same schedule then have equal matrices.
    order = sorted_order((block_of_row, *places[::-1], *sort_by[::-1]))
    in_block = np.bincount(block_of_row + 1, minlength=len(level_counts) + 1)
    sizes = in_block[1:]
    starts = in_block[0] + np.cumsum(sizes) - sizes
    pad = pad and len(sizes) <= _FEW
    kinds = level_counts if pad else np.column_stack([sizes, level_counts])
    for chosen in equal_rows(kinds):
        own = sizes[chosen]
        length = int(own.max())
        rows = starts[chosen][:, None] + np.arange(length)
        beyond = np.arange(length) >= own[:, None] if pad else None
        if beyond is not None and not beyond.any():
            beyond = None
        if beyond is not None:
            rows[beyond] = 0
        if order is not None:
            rows = order[rows]
        position = [place[rows] for place in places]
        if beyond is not None:
            rows[beyond] = len(block_of_row)
            for place in position:
                place[beyond] = -1
        yield BlockShape(
            rows=rows,
            levels=tuple(int(count) for count in level_counts[chosen[0]]),
            position=tuple(position),
        )


def block_columns(part: RandomPart, levels: Sequence[int]) -> tuple[int, ...]:
    """The first column of each component in a block's Z, and last the number of columns."""
    widths = [component.size * levels[component.factor] for component in part.components]
    return (0, *(int(end) for end in np.cumsum(widths)))


def block_design(part: RandomPart, shape: BlockShape) -> Array:
    """Z of every block, (m, n_b, Q): components one after another, within them level by level."""
    m, n_rows = shape.rows.shape
    starts = block_columns(part, shape.levels)
    design = np.zeros((m, n_rows, starts[-1]))
    for component, start in zip(part.components, starts[:-1], strict=True):
        if shape.levels[component.factor] == 1:
            # Where a row is not in the level, its values are zero.
            for j in range(component.size):
                design[:, :, start + j] = component.values[:, j][shape.rows]
            continue
        place = shape.position[component.factor]
        block, row = np.nonzero(place >= 0)
        for j in range(component.size):
            column = start + place[block, row] * component.size + j
            design[block, row, column] = component.values[shape.rows[block, row], j]
    return design


def memberships(part: RandomPart) -> tuple[Codes, list[Codes], Codes]:
    """Each row's block (-1: none), its levels' positions in it, and the levels of each block."""
    n_rows = len(part.codes[0])
    offsets = np.cumsum([0, *part.n_levels])
    label = _level_blocks(part, offsets)
    used = np.flatnonzero(np.bincount(label[_in_use(part, offsets)]))
    renumber = np.full(label.max(initial=0) + 1, -1)
    renumber[used] = np.arange(len(used))
    block_of_row = np.full(n_rows, -1, dtype=np.int64)
    places: list[Codes] = []
    counts = np.zeros((len(used), len(part.codes)), dtype=np.int64)
    for factor, codes in enumerate(part.codes):
        own = renumber[label[offsets[factor] : offsets[factor + 1]]]
        # A missing level, -1, takes the last entry.
        np.maximum(block_of_row, np.append(own, -1)[codes], out=block_of_row)
        n_rows_of = np.bincount(codes + 1, minlength=part.n_levels[factor] + 1)[1:]
        present = np.flatnonzero(n_rows_of)
        block = own[present]
        counts[:, factor] = np.bincount(block, minlength=len(used))
        ranked = np.argsort(block, kind="stable")
        firsts = np.cumsum(counts[:, factor]) - counts[:, factor]
        position = np.full(part.n_levels[factor] + 1, -1, dtype=np.int64)
        position[present[ranked]] = np.arange(len(present)) - firsts[block[ranked]]
        places.append(position[codes])
    return block_of_row, places, counts


def _in_use(part: RandomPart, offsets: Codes) -> NDArray[np.bool_]:
    """Which levels, all factors' one after another, have a row."""
    used = np.zeros(int(offsets[-1]), dtype=bool)
    for start, codes, n_levels in zip(offsets[:-1], part.codes, part.n_levels, strict=True):
        used[start : start + n_levels] = np.bincount(codes + 1, minlength=n_levels + 1)[1:] > 0
    return used


def _level_blocks(part: RandomPart, offsets: Codes) -> Codes:
    """The connected component of every level of every factor."""
    total = int(offsets[-1])
    if len(part.codes) == 1:
        return np.arange(total)
    from_level, to_level = [], []
    for first in range(len(part.codes)):
        for second in range(first + 1, len(part.codes)):
            both = (part.codes[first] >= 0) & (part.codes[second] >= 0)
            from_level.append(part.codes[first][both] + offsets[first])
            to_level.append(part.codes[second][both] + offsets[second])
    rows, columns = np.concatenate(from_level), np.concatenate(to_level)
    edges = coo_array((np.ones(len(rows)), (rows, columns)), shape=(total, total))
    return np.asarray(connected_components(edges, directed=False)[1], dtype=np.int64)
