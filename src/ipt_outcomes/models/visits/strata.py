"""Sums of several groups of people: with the same covariance parameters, or each with its own.

Formulas: docs/methods.md, "Reduction to cross-products".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ipt_outcomes.models.moments import Array, Moments, PairSums, contracted, weighted


def add_moments(parts: Sequence[Moments]) -> Moments:
    """The sums of several groups of people who share theta; their pair sums are arrays."""
    if len(parts) == 1:
        return parts[0]
    arrays: dict[str, Array | None] = {}
    for name in ("first", "second", "curvature", "trace", "trace2", "trace_curvature"):
        found = _every([getattr(part, name) for part in parts])
        arrays[name] = np.sum(found, axis=0) if found else None
    return Moments(
        zz=np.sum([part.zz for part in parts], axis=0),
        log_det=sum(part.log_det for part in parts),
        **arrays,
    )


def side_by_side(parts: Sequence[Moments]) -> Moments:
    """The sums of several strata, each with parameters of its own."""
    if len(parts) == 1:
        return parts[0]
    first = _every([part.first for part in parts])
    trace = _every([part.trace for part in parts])
    trace2 = _every([part.trace2 for part in parts])
    trace_curvature = _every([part.trace_curvature for part in parts])
    sizes = tuple(len(block) for block in first or [])
    return Moments(
        zz=np.sum([part.zz for part in parts], axis=0),
        log_det=sum(part.log_det for part in parts),
        first=np.concatenate(first) if first else None,
        second=_block_pairs([part.second for part in parts], sizes),
        curvature=_block_pairs([part.curvature for part in parts], sizes),
        trace=np.concatenate(trace) if trace else None,
        trace2=block_diagonal(trace2) if trace2 else None,
        trace_curvature=block_diagonal(trace_curvature) if trace_curvature else None,
    )


@dataclass(frozen=True, repr=False)
class BlockPairs:
    """`PairSums` of parameters in strata, K_g in each: zero for two of different strata."""

    blocks: tuple[Array | PairSums, ...]
    sizes: tuple[int, ...]

    def contracted(self, matrix: Array) -> Array:
        """See `PairSums.contracted`."""
        return block_diagonal([contracted(block, matrix) for block in self.blocks])

    def weighted(self, weights: Array) -> Array:
        """See `PairSums.weighted`."""
        ends = np.cumsum(self.sizes)
        spans = [slice(end - size, end) for end, size in zip(ends, self.sizes, strict=True)]
        pairs = zip(self.blocks, spans, strict=True)
        return np.asarray(sum(weighted(block, weights[span, span]) for block, span in pairs))


def block_diagonal(blocks: Sequence[Array]) -> Array:
    """Matrices (K_g, K_g) on the diagonal."""
    size = sum(len(block) for block in blocks)
    whole = np.zeros((size, size))
    start = 0
    for block in blocks:
        end = start + len(block)
        whole[start:end, start:end] = block
        start = end
    return whole


def _every(parts: Sequence[Array | None]) -> list[Array] | None:
    """The parts, or None when one of them is."""
    present = [part for part in parts if part is not None]
    return present if len(present) == len(parts) else None


def _block_pairs(
    pairs: Sequence[Array | PairSums | None], sizes: tuple[int, ...]
) -> BlockPairs | None:
    """The pairs as one, or None when one of them is."""
    present = tuple(pair for pair in pairs if pair is not None)
    return BlockPairs(present, sizes) if len(present) == len(pairs) else None
