"""People who have a cluster in an arm that by the plan has none: a slip, or from after a wait."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.plan.clusters import BY_TREATMENT, PLURALS, Cluster
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.waiting import waiting_unsaid


def find_clusters_of_other_arms(
    plan: Plan, cluster: Cluster, column: str, people: pd.DataFrame, findings: Findings
) -> None:
    """Find people who have this cluster outside of its arms; `people` has arm and the cluster."""
    there = people[cluster.name].notna() & ~people["arm"].isin(cluster.arms)
    # Of which arm they are is looked for of those who are to be found alone: no table rests on it.
    if not cluster.arms or not there.any():
        return
    begins = _that_begin_later(plan) if cluster.kind in BY_TREATMENT else frozenset[str]()
    later = people["arm"].isin(begins)
    findings.at(
        plan.participants.source,
        people.index[there & ~later],
        column,
        f"{cluster.one}: the plan has none in this arm",
        f"Name the arm under clusters.{cluster.name} in {plan.file}, or empty the cell.",
    )
    findings.at(
        plan.participants.source,
        people.index[there & later],
        column,
        f"{cluster.one}: by the plan this arm waits, and has none before its waiting ends",
        f"Empty the cell: {PLURALS[cluster.kind]} that began after the wait bear on no score that "
        "the arms are compared by. Do not name the arm under "
        f"clusters.{cluster.name}: its people would be taken to share them from the start. Where "
        f"the cell says that there was none, write that code: `missing: {{{column}: [the code]}}` "
        "beside the file.",
    )


def _that_begin_later(plan: Plan) -> frozenset[str]:
    """The arms that begin a treatment after a visit by design, or that wait and say not how long.

    ASSUME: what such an arm has of therapists and groups is of the treatment after the wait.
    """
    every = [arm.name for arm in plan.arms]
    crossing = [arm for each in plan.events if each.after for arm in each.arms or every]
    return frozenset([*crossing, *(arm.name for arm in waiting_unsaid(plan))])
