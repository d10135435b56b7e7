"""Clusters of atoms: people inside therapists, villages or sites, which random effects join.

For a cluster with outer design Z (n_b x Q) and atoms with covariances R_i, V = R + Z G Z' with
R = blockdiag(R_i): an arrow. Atoms are eliminated one by one, and what is left is Q x Q. A cluster
of thousands of people costs as much as its people.

Formulas: docs/methods.md, "Clusters of people".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.random_effects.effect_columns import EffectColumns, turn_of
from ipt_outcomes.models.random_effects.inner import Inner
from ipt_outcomes.models.random_effects.parameters import Entry
from ipt_outcomes.models.random_effects.rotation import pool
from ipt_outcomes.models.random_effects.terms import Codes


@dataclass(frozen=True, repr=False)
class Groups:
    """The atoms of a batch, one cluster after another and in it pattern by pattern.

    order    (m s) which atom comes where
    starts   (groups + 1) where each cluster's atoms of one pattern begin
    pattern  (groups)
    firsts   (m + 1) the first group of each cluster
    """

    order: Codes
    starts: Codes
    pattern: Codes
    firsts: Codes


@dataclass(frozen=True, repr=False)
class Batch:
    """Clusters with the same numbers of outer levels and similar numbers of atoms.

    u         (m, s, r, Q + p + 1) atoms (Z, X, y), zeros where a cluster has fewer
    pattern   (m, s) each atom's pattern
    alone     (m, any, Q + p + 1) rows with covariance sigma^2 I, inside no pattern
    columns   the outer parameters in the Q columns
    """

    u: Array
    pattern: Codes
    alone: Array
    columns: tuple[EffectColumns, ...]
    n_outer: int

    @cached_property
    def groups(self) -> Groups:
        """The atoms of one cluster and pattern together."""
        m, s = self.pattern.shape
        order = np.argsort(self.pattern, axis=1, kind="stable") + s * np.arange(m)[:, None]
        pattern = self.pattern.ravel()[order]
        begins = np.concatenate([np.ones((m, 1), dtype=bool), np.diff(pattern) != 0], axis=1)
        starts = np.flatnonzero(begins[:, :s])
        return Groups(
            order=order.ravel(),
            starts=np.append(starts, m * s),
            pattern=pattern.ravel()[starts],
            firsts=np.searchsorted(starts, s * np.arange(m + 1)),
        )

    def turned(self, turns: Sequence[Array], entries: tuple[Entry, ...]) -> Batch:
        """The same clusters with the columns of every outer component turned (q, q)."""
        turn = turn_of(turns, entries, self.columns, self.n_outer)

        def of(rows: Array) -> Array:
            outer, rest = np.split(rows, [self.n_outer], axis=-1)
            return np.concatenate([outer @ turn, rest], axis=-1)

        return replace(self, u=of(self.u), alone=of(self.alone))


@dataclass(frozen=True, repr=False)
class Arrow:
    """All clusters of a fit, and where their parameters stand in theta.

    inner          the covariances of the patterns
    count          (P) atoms of each pattern
    batches        the clusters
    outer          the outer parameters among all of G
    inner_at       (K_in) places of the inner parameters in theta
    outer_at       (K_out) places of the outer ones
    residual_at    the place of sigma^2, or None when every row is inside a pattern
    residual_rank  how often sigma^2 stands alone; negative where padding is to be taken back
    """

    inner: Inner
    count: Array
    batches: tuple[Batch, ...]
    outer: tuple[Entry, ...]
    inner_at: NDArray[np.intp]
    outer_at: NDArray[np.intp]
    residual_at: int | None
    residual_rank: int

    def turned(self, turns: Sequence[Array]) -> Arrow:
        """The same data with the columns of every component turned (q, q)."""
        return replace(
            self,
            inner=self.inner.turned(turns),
            batches=tuple(batch.turned(turns, self.outer) for batch in self.batches),
        )


def batches(
    u: Array, pattern: Codes, cluster: Codes, alone: Array, columns: tuple[EffectColumns, ...]
) -> list[Batch]:
    """Clusters side by side, those whose numbers of atoms have the same binary length together.

    `u` (N, r, width) and `pattern`, `cluster` (N) are the atoms of clusters with the same numbers
    of outer levels, `alone` (clusters, any, width).
    """
    n_patterns = int(pattern.max(initial=-1)) + 1
    u, code = pool(u, cluster * n_patterns + pattern)
    cluster, pattern = np.divmod(code, max(n_patterns, 1))
    order = np.argsort(cluster, kind="stable")
    u, pattern, cluster = u[order], pattern[order], cluster[order]
    size = np.bincount(cluster, minlength=len(alone))
    place = np.arange(len(cluster)) - (np.cumsum(size) - size)[cluster]
    length = np.ceil(np.log2(np.maximum(size, 1))).astype(np.int64)
    result = []
    for step in np.unique(length):
        members = np.flatnonzero(length == step)
        renumber = np.full(len(alone), -1)
        renumber[members] = np.arange(len(members))
        own = np.flatnonzero(renumber[cluster] >= 0)
        shape = (len(members), int(size[members].max()))
        side = np.zeros((*shape, *u.shape[1:]))
        kinds = np.zeros(shape, dtype=np.int64)
        side[renumber[cluster[own]], place[own]] = u[own]
        kinds[renumber[cluster[own]], place[own]] = pattern[own]
        n_outer = sum(len(entry.row) for entry in columns if entry.is_variance)
        result.append(Batch(side, kinds, alone[members], columns, n_outer))
    return result
