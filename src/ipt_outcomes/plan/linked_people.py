"""Groups of people of whom none shares a cluster with anybody outside."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from ipt_outcomes.plan.cluster_keys import cluster_keys
from ipt_outcomes.plan.plan import Plan


def linked_people(plan: Plan, rows: pd.DataFrame) -> pd.Series:
    """For each row, a number of such a group; whoever is in no cluster is a group of one.

    `rows` has one row a person, with a column for each of the plan's clusters. Therapists who see
    people of the same therapy groups are one group with them: what a sandwich needs, whose clusters
    must be independent of one another.
    """
    n = len(rows)
    people, clusters, start = [], [], n
    for cluster in plan.clusters:
        codes, known = pd.factorize(cluster_keys(plan, cluster, rows))
        inside = np.flatnonzero(codes >= 0)
        people.append(inside)
        clusters.append(start + codes[inside])
        start += len(known)
    one = np.concatenate(people) if people else np.empty(0, dtype=np.intp)
    other = np.concatenate(clusters) if clusters else np.empty(0, dtype=np.intp)
    links = coo_array((np.ones(len(one)), (one, other)), shape=(start, start))
    _, group = connected_components(links, directed=False)
    return pd.Series(group[:n], index=rows.index)
