"""The one pass over the data: every block is turned onto the column space of its Z.

With Z_b = Q_b R_b (Q_b'Q_b = I, R_b has r_b rows) the covariance of block b is

    V_b = Z_b G_b Z_b' + sigma^2 I = Q_b (R_b G_b R_b' + sigma^2 I) Q_b' + sigma^2 (I - Q_b Q_b'),

so that with u_b = Q_b' z_b and the residual sum of products S = sum_b z_b' (I - Q_b Q_b') z_b

    z_b' V_b^-1 z_b = u_b' (R_b G_b R_b' + sigma^2 I)^-1 u_b + S_b / sigma^2.

This is Woodbury's identity without its subtraction: no digits cancel, and G may be singular.
G is linear in theta, hence R_b G_b R_b' = sum_k theta_k A_bk with A_bk computed here, once.
Blocks with equal Z share A_b, and only the sum of their u u' matters: it is kept as a triangular
factor of at most r (p + 1) rows, so that cost and memory do not depend on how many people share a
visit schedule.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.random_effects.blocks import (
    BlockShape,
    block_columns,
    block_design,
    blocks,
    free_rows,
)
from ipt_outcomes.models.random_effects.parameters import Entry
from ipt_outcomes.models.random_effects.terms import Codes, RandomPart
from ipt_outcomes.models.random_effects.triangular import triangular_factor

LARGEST_BLOCK = 6000
"""Rank of a block beyond which its dense matrices (300 MB each) are refused."""


@dataclass(frozen=True)
class Patterns:
    """Distinct blocks of one rank r.

    a        (K - 1, patterns, r, r)  R E_k R', E_k being the derivative of G by theta_k
    count    (patterns)               how many blocks have this Z
    u        (m, r, p + 1)            rotated z of the blocks, or a factor of their sum of products
    pattern  (m)                      the pattern of each u
    """

    a: Array
    count: Array
    u: Array
    pattern: Codes


@dataclass(frozen=True)
class Reduction:
    """The data as the likelihood needs them.

    patterns        distinct blocks, those of equal rank together
    residual        (p + 1, p + 1) sum of products outside the column spaces of Z
    residual_rank   n minus the ranks of all blocks: how often sigma^2 stands alone in V
    n_rows          n
    """

    patterns: tuple[Patterns, ...]
    residual: Array
    residual_rank: int
    n_rows: int


def reduce_rows(part: RandomPart, z: Array, entries: tuple[Entry, ...]) -> Reduction:
    """Pass over the rows of z = (x, y), (n, p + 1), once.

    Raises:
        ModelError: a block is too large for dense matrices.
    """
    free = z[free_rows(part)]
    residual = free.T @ free
    rank = 0
    rotated: dict[tuple[int, ...], list[_Rotated]] = defaultdict(list)
    for shape in blocks(part):
        turned = _rotate(part, shape, z)
        residual += turned.residual
        rotated[shape.levels].append(turned)
    patterns = []
    for levels, group in rotated.items():
        merged = _stack(group, part, levels, entries)
        patterns.append(merged)
        rank += int(merged.count.sum()) * merged.a.shape[-1]
    return Reduction(tuple(patterns), residual, len(z) - rank, len(z))


@dataclass(frozen=True)
class _Rotated:
    """Blocks of one shape: R (patterns, r, columns of Z), then as in `Patterns`."""

    r: Array
    count: Array
    u: Array
    pattern: Codes
    residual: Array


def _rotate(part: RandomPart, shape: BlockShape, z: Array) -> _Rotated:
    m, n_rows = shape.rows.shape
    rank = min(n_rows, block_columns(part, shape.levels)[-1])
    if rank > LARGEST_BLOCK:
        raise ModelError(
            f"the grouping factors connect {n_rows} rows into one block with {rank} random "
            f"effects; at most {LARGEST_BLOCK} are possible. Make a factor with few levels, such "
            "as a site, a fixed effect: that usually breaks the block up"
        )
    design = block_design(part, shape)
    pattern, first = _distinct(design)
    q, r = np.linalg.qr(design[first])
    response = z[shape.rows]
    u = np.swapaxes(q, 1, 2)[pattern] @ response
    left = (response - q[pattern] @ u).reshape(m * n_rows, -1)
    count = np.bincount(pattern).astype(np.float64)
    u, pattern = _pool(u, pattern, count)
    return _Rotated(r, count, u, pattern, left.T @ left)


def _distinct(design: Array) -> tuple[Codes, Codes]:
    """For each matrix of a stack the number of its kind, and where each kind is first met."""
    if len(design) == 1:
        return np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64)
    data = (design + 0.0).tobytes()  # + 0.0 turns -0.0 into 0.0
    size = len(data) // len(design)
    keys = np.empty(len(design), dtype=object)
    keys[:] = [data[start : start + size] for start in range(0, len(data), size)]
    kinds, _ = pd.factorize(keys)
    _, first = np.unique(kinds, return_index=True)
    return kinds.astype(np.int64), first.astype(np.int64)


def _pool(u: Array, pattern: Codes, count: Array) -> tuple[Array, Codes]:
    """Replace the u of a pattern, where there are many, by a factor of their sum of products."""
    rank, width = u.shape[1:]
    crowded = np.flatnonzero(count > rank * width)
    if len(crowded) == 0:
        return u, pattern
    order = np.argsort(pattern, kind="stable")
    ends = np.cumsum(count).astype(np.int64)
    alone = ~np.isin(pattern, crowded)
    pooled, numbers = [u[alone]], [pattern[alone]]
    for kind in crowded:
        members = order[ends[kind] - int(count[kind]) : ends[kind]]
        factor = triangular_factor(u[members].reshape(len(members), -1))
        pooled.append(factor.reshape(-1, rank, width))
        numbers.append(np.full(len(factor), kind))
    return np.concatenate(pooled), np.concatenate(numbers)


def _stack(
    group: list[_Rotated], part: RandomPart, levels: tuple[int, ...], entries: tuple[Entry, ...]
) -> Patterns:
    """Blocks of different numbers of rows together: short ones get rows of zeros in R and u.

    A row of zeros adds a direction in which V is sigma^2 and the data are zero; `residual_rank`
    counts one less for it, and every sum stays as it was.
    """
    rank = max(turned.r.shape[1] for turned in group)
    r = np.concatenate([_padded(turned.r, rank) for turned in group])
    sizes = [len(turned.r) for turned in group]
    offsets = np.cumsum([0, *sizes])
    starts = block_columns(part, levels)
    a = np.empty((len(entries), len(r), rank, rank))
    for k, entry in enumerate(entries):
        component = part.components[entry.component]
        own = r[:, :, starts[entry.component] : starts[entry.component + 1]]
        row, column = (
            own[:, :, entry.row :: component.size],
            own[:, :, entry.column :: component.size],
        )
        product = row @ np.swapaxes(column, 1, 2)
        a[k] = product if entry.row == entry.column else product + np.swapaxes(product, 1, 2)
    return Patterns(
        a=a,
        count=np.concatenate([turned.count for turned in group]),
        u=np.concatenate([_padded(turned.u, rank) for turned in group]),
        pattern=np.concatenate(
            [turned.pattern + start for turned, start in zip(group, offsets[:-1], strict=True)]
        ),
    )


def _padded(stack: Array, rank: int) -> Array:
    return np.pad(stack, ((0, 0), (0, rank - stack.shape[1]), (0, 0)))
