"""Clusters of rows, whitened: what a sandwich, a leverage and a scaled residual are made of.

Formulas: docs/methods.md, "Sandwiches".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from ipt_outcomes.models.design.design import Design
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.robust.row_covariance import Codes, RowCovariance

_NUMBERS_AT_ONCE = 2_000_000
"""Entries of the matrices that are held for one stack of clusters."""


@dataclass(frozen=True, repr=False)
class WhitenedClusters:
    """m clusters of n_c rows each. With V = L L', L the lower Cholesky factor:

    rows      (m, n_c) row numbers of the design
    factor    (m, n_c, n_c) L
    x         (m, n_c, p) L^-1 X
    residual  (m, n_c) L^-1 (y - X beta)
    """

    rows: Codes
    factor: Array
    x: Array
    residual: Array


def default_clusters(covariance: RowCovariance) -> Codes:
    """(n,) codes: the person, or the outermost grouping factor.

    With nested grouping factors that is the one with the fewest levels, as in clubSandwich; rows
    that have no level of it (people without a therapist) fall to the next one.

    Raises:
        ModelError: a row has no level of any grouping factor.
    """
    units = sorted(covariance.units, key=lambda codes: int(codes.max(initial=-1)))
    cluster = np.full(len(units[0]), -1, dtype=np.intp)
    offset = 0
    for codes in units:
        free = (cluster < 0) & (codes >= 0)
        cluster[free] = codes[free] + offset
        offset += int(codes.max(initial=-1)) + 1
    if (cluster < 0).any():
        raise ModelError(
            f"{int((cluster < 0).sum())} rows belong to no level of a random term: name the "
            "column of their clusters with cluster="
        )
    return pd.factorize(cluster, sort=True)[0].astype(np.intp)


def named_clusters(design: Design, name: str) -> Codes:
    """(n,) codes of the column `name`, which the design's frame has.

    Raises:
        ModelError: it is missing in some rows.
    """
    codes, _ = pd.factorize(design.frame[name], sort=True)
    missing = int((codes < 0).sum())
    if missing:
        raise ModelError(
            f"cluster {name!r} is missing in {missing} rows: give people without one a cluster of "
            "their own"
        )
    return codes.astype(np.intp)


def refuse_split_blocks(covariance: RowCovariance, cluster: Codes, name: str) -> None:
    """The sandwich needs clusters that the model takes to be independent of one another.

    Raises:
        ModelError: rows that share a random effect or a person are in two clusters, or there is
            one cluster only.
    """
    for codes in covariance.units:
        on = codes >= 0
        together = pd.DataFrame({"level": codes[on], "cluster": cluster[on]}).drop_duplicates()
        if together["level"].duplicated().any():
            raise ModelError(
                f"cluster {name}: rows that the model correlates are in different clusters; take "
                "a coarser cluster, one that holds every level of each grouping factor whole"
            )
    if int(cluster.max()) < 1:
        raise ModelError(f"cluster {name}: a sandwich needs at least two clusters")


def whitened_clusters(
    design: Design,
    covariance: RowCovariance,
    cluster: Codes,
    beta: Array,
    within: Codes | None = None,
) -> Iterator[WhitenedClusters]:
    """All clusters, those of equal size together, some at a time; beta is in internal columns.

    `within` (n,) lists the rows in the order that they shall have in their clusters.
    """
    residual = design.y - design.x @ beta
    p = design.x.shape[1]
    for rows in _stacks(cluster, np.arange(len(cluster)) if within is None else within, p, True):
        factor: Array = np.asarray(np.linalg.cholesky(covariance.blocks(rows)), dtype=np.float64)
        both = np.concatenate([design.x[rows], residual[rows][:, :, None]], axis=2)
        white: Array = np.asarray(np.linalg.solve(factor, both), dtype=np.float64)
        yield WhitenedClusters(rows, factor, white[:, :, :-1], white[:, :, -1])


def whitened_by_blocks(
    design: Design, covariance: RowCovariance, cluster: Codes, beta: Array
) -> Iterator[WhitenedClusters]:
    """The same clusters without their factors (m, 0, 0).

    A cluster's L has no entries between rows that are independent, so that the people of a site are
    whitened each by itself: the time does not grow with the square of the cluster's rows.
    """
    x, residual = np.empty_like(design.x), np.empty_like(design.y)
    for block in whitened_clusters(design, covariance, _independent_blocks(covariance), beta):
        x[block.rows], residual[block.rows] = block.x, block.residual
    for rows in _stacks(cluster, np.arange(len(cluster)), x.shape[1], False):
        yield WhitenedClusters(rows, np.zeros((len(rows), 0, 0)), x[rows], residual[rows])


def _independent_blocks(covariance: RowCovariance) -> Codes:
    """(n,) codes of rows that V links, directly or through others."""
    n = len(covariance.units[0])
    row, level, offset = [], [], n
    for codes in covariance.units:
        on = np.flatnonzero(codes >= 0)
        row.append(on)
        level.append(codes[on] + offset)
        offset += int(codes.max(initial=-1)) + 1
    links = np.concatenate(row), np.concatenate(level)
    graph = coo_array((np.ones(len(links[0])), links), shape=(offset, offset))
    _, block = connected_components(graph, directed=False)
    return np.unique(block[:n], return_inverse=True)[1].astype(np.intp)


def _stacks(cluster: Codes, listed: Codes, p: int, factors: bool) -> Iterator[Codes]:
    """(m, n_c) rows of clusters of equal size, as many as may be held, with their factors."""
    order = listed[np.argsort(cluster[listed], kind="stable")]
    sizes = np.bincount(cluster)
    starts = np.cumsum(sizes) - sizes
    for size in np.unique(sizes):
        members = starts[sizes == size]
        held = size * p + p * p + (size * size if factors else 0)
        step = max(1, _NUMBERS_AT_ONCE // int(held))
        for first in range(0, len(members), step):
            yield order[members[first : first + step, None] + np.arange(size)]
