"""Which people share a cluster: where its numbers begin again in each larger one, and by names."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.plan.clusters import Cluster
from ipt_outcomes.plan.plan import Plan


def nested_names(plan: Plan, cluster: Cluster) -> tuple[str, ...]:
    """The names of the clusters that it lies in, from the largest to its own."""
    within = {each.name: each.within for each in plan.clusters}
    names, at = [cluster.name], cluster.within
    while at is not None:
        names.insert(0, at)
        at = within.get(at)
    return tuple(names)


def numbered_covariates(plan: Plan) -> frozenset[str]:
    """The covariates that are clusters: of a village's or a school's name only a number stays."""
    clusters = {cluster.name for cluster in plan.clusters}
    own = plan.participants.covariates.items()
    return frozenset(name for name, of in own if name in clusters and of.type == "category")


def cluster_keys(plan: Plan, cluster: Cluster, table: pd.DataFrame) -> pd.Series:
    """A name for each row's cluster that no other cluster has: `1:3`; missing for people in none.

    `table` has a column for the cluster; a larger one that it lacks does not count.
    """
    keys = table[cluster.name].astype("str")
    for larger in nested_names(plan, cluster)[-2::-1]:
        if larger in table:
            keys = table[larger].astype("str") + ":" + keys
    return keys.where(table[cluster.name].notna())
