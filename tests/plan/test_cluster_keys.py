"""Clusters whose numbers begin again in each larger one are told apart."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.plan.cluster_keys import cluster_keys, nested_names
from ipt_outcomes.plan.clusters import Cluster
from ipt_outcomes.plan.plan import Plan

SITE = Cluster(name="site", kind="site")
WARD = Cluster(name="ward", column="w", kind="other", within="site")
THERAPIST = Cluster(name="therapist", kind="therapist", within="ward")
TABLE = pd.DataFrame(
    {
        "site": ["1", "1", "2", "2"],
        "ward": ["1", "2", "1", "1"],
        "therapist": ["1", "1", "1", None],
    }
)


def test_keys_have_the_larger_clusters_numbers_before_their_own(demo: Plan) -> None:
    plan = demo.model_copy(update={"clusters": (THERAPIST, SITE, WARD)})
    assert nested_names(plan, THERAPIST) == ("site", "ward", "therapist")
    assert nested_names(plan, SITE) == ("site",)
    keys = cluster_keys(plan, THERAPIST, TABLE)
    assert keys.tolist()[:3] == ["1:1:1", "1:2:1", "2:1:1"]
    assert keys.isna().tolist() == [False, False, False, True]
    without = cluster_keys(plan, THERAPIST, TABLE.drop(columns="site"))
    assert without.tolist()[:3] == ["1:1", "2:1", "1:1"]
