"""Clusters of atoms: people inside therapists, villages or sites, which random effects join.

For a cluster with outer design Z (n_b x Q) and atoms with covariances R_i, V = R + Z G Z' with
R = blockdiag(R_i): an arrow. Atoms are eliminated one by one, and what is left is Q x Q. A cluster
of thousands of people costs as much as its people.

Formulas: docs/methods.md, "Clusters of people".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.random_effects.inner import Inner
from ipt_outcomes.models.random_effects.parameters import Entry
from ipt_outcomes.models.random_effects.rotation import pool
from ipt_outcomes.models.random_effects.terms import Codes


@dataclass(frozen=True)
class OuterEntry:
    """One parameter of the outer G in a batch's Q columns.

    row, column  (levels) columns of Z: dG/dtheta has ones at (row, column) and (column, row)
    """

    row: NDArray[np.intp]
    column: NDArray[np.intp]

    def turn(self, stack: Array) -> Array:
        """dG/dtheta times a stack of (..., Q, any) matrices."""
        result = np.zeros_like(stack)
        result[..., self.row, :] = stack[..., self.column, :]
        if not np.array_equal(self.row, self.column):
            result[..., self.column, :] += stack[..., self.row, :]
        return result


@dataclass(frozen=True)
class Batch:
    """Clusters with the same numbers of outer levels and similar numbers of atoms.

    u         (m, s, r, Q + p + 1) atoms (Z, X, y), zeros where a cluster has fewer
    pattern   (m, s) each atom's pattern
    residual  (m, Q + p + 1, Q + p + 1) products of what has covariance sigma^2 I, inside no pattern
    entries   the outer parameters in the Q columns
    """

    u: Array
    pattern: Codes
    residual: Array
    entries: tuple[OuterEntry, ...]
    n_outer: int


@dataclass(frozen=True)
class Arrow:
    """All clusters of a fit, and where their parameters stand in theta.

    inner          the covariances of the patterns
    count          (P) atoms of each pattern
    batches        the clusters
    inner_at       (K_in) places of the inner parameters in theta
    outer_at       (K_out) places of the outer ones
    residual_at    the place of sigma^2, or None when every row is inside a pattern
    residual_rank  how often sigma^2 stands alone; negative where padding is to be taken back
    """

    inner: Inner
    count: Array
    batches: tuple[Batch, ...]
    inner_at: NDArray[np.intp]
    outer_at: NDArray[np.intp]
    residual_at: int | None
    residual_rank: int


def outer_entries(
    sizes: tuple[int, ...], starts: tuple[int, ...], entries: tuple[Entry, ...], width: int
) -> tuple[OuterEntry, ...]:
    """Entries of the outer components, whose first columns are `starts`, among `width` columns."""
    ends = (*starts[1:], width)
    result = []
    for entry in entries:
        first = np.arange(starts[entry.component], ends[entry.component], sizes[entry.component])
        result.append(OuterEntry(first + entry.row, first + entry.column))
    return tuple(result)


def batches(
    u: Array, pattern: Codes, cluster: Codes, residual: Array, entries: tuple[OuterEntry, ...]
) -> list[Batch]:
    """Clusters side by side, those whose numbers of atoms have the same binary length together.

    `u` (N, r, width) and `pattern`, `cluster` (N) are the atoms of clusters with the same numbers
    of outer levels, `residual` (clusters, width, width).
    """
    n_patterns = int(pattern.max(initial=-1)) + 1
    u, code = pool(u, cluster * n_patterns + pattern)
    cluster, pattern = np.divmod(code, max(n_patterns, 1))
    order = np.argsort(cluster, kind="stable")
    u, pattern, cluster = u[order], pattern[order], cluster[order]
    size = np.bincount(cluster, minlength=len(residual))
    place = np.arange(len(cluster)) - (np.cumsum(size) - size)[cluster]
    length = np.ceil(np.log2(np.maximum(size, 1))).astype(np.int64)
    result = []
    for step in np.unique(length):
        members = np.flatnonzero(length == step)
        renumber = np.full(len(residual), -1)
        renumber[members] = np.arange(len(members))
        own = np.flatnonzero(renumber[cluster] >= 0)
        shape = (len(members), int(size[members].max()))
        side = np.zeros((*shape, *u.shape[1:]))
        kinds = np.zeros(shape, dtype=np.int64)
        side[renumber[cluster[own]], place[own]] = u[own]
        kinds[renumber[cluster[own]], place[own]] = pattern[own]
        n_outer = sum(len(e.row) for e in entries if np.array_equal(e.row, e.column))
        result.append(Batch(side, kinds, residual[members], entries, n_outer))
    return result
