"""People with a residual covariance, inside the clusters of random effects, as an arrow."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.models.covariance.family import Family
from ipt_outcomes.models.design.design import Design
from ipt_outcomes.models.design.subjects import covariance_groups, subject_codes
from ipt_outcomes.models.design.typed_columns import TypedColumns
from ipt_outcomes.models.formula import CovarianceTerm
from ipt_outcomes.models.random_effects.arrow import Arrow, batches
from ipt_outcomes.models.random_effects.cluster_groups import cluster_groups
from ipt_outcomes.models.random_effects.inner import VisitInner
from ipt_outcomes.models.random_effects.parameters import entries
from ipt_outcomes.models.random_effects.terms import RandomPart


def reduce_people(
    design: Design, term: CovarianceTerm, part: RandomPart, families: tuple[Family, ...]
) -> Arrow:
    """The arrow of a design; `families` are those of the term's arms, in their order.

    Raises:
        ModelError: too many random effects are connected.
    """
    typed = design.typed
    people = subject_codes(term, typed)
    n_people = int(people.max()) + 1
    stratum, visit = _visits(term, typed, people)
    width = max(family.n_visits for family in families)
    # What a person's pattern is: the arm, then the visits seen.
    schedule = np.zeros((n_people, 1 + width), dtype=np.int64)
    schedule[people, 0] = stratum
    schedule[people, 1 + visit] = 1
    kinds, pattern = np.unique(schedule, axis=0, return_inverse=True)
    pattern = pattern.ravel().astype(np.int64)
    joined = RandomPart(
        components=part.components,
        codes=(*part.codes, people.astype(np.int64)),
        n_levels=(*part.n_levels, n_people),
    )
    z = np.column_stack([design.x, design.y])
    sides = []
    for group in cluster_groups(joined, len(part.codes), z):
        own, first, atom = np.unique(people[group.rows], return_index=True, return_inverse=True)
        columns = group.c.shape[1]
        u = np.zeros((len(own), width, columns))
        u[atom.ravel(), visit[group.rows]] = group.c
        alone = np.zeros((group.n_clusters, 0, columns))
        sides.extend(batches(u, pattern[own], group.cluster[first], alone, group.columns))
    n_inner = sum(family.n_parameters for family in families)
    return Arrow(
        inner=VisitInner(families, kinds[:, 0].astype(np.intp), kinds[:, 1:].astype(bool)),
        count=np.bincount(pattern).astype(np.float64),
        batches=tuple(sides),
        outer=entries(part.components),
        inner_at=np.arange(n_inner),
        outer_at=n_inner + np.arange(len(entries(part.components))),
        residual_at=None,
        residual_rank=0,
    )


def _visits(
    term: CovarianceTerm, typed: TypedColumns, people: NDArray[np.intp]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Each row's arm, and its visit among those of the arm."""
    stratum = np.zeros(typed.n_rows, dtype=np.int64)
    visit = np.zeros(typed.n_rows, dtype=np.int64)
    for number, (_, rows) in enumerate(covariance_groups(term, typed, people)):
        stratum[rows] = number
        visit[rows] = pd.Categorical(typed[term.visit][rows]).remove_unused_categories().codes
    return stratum, visit
