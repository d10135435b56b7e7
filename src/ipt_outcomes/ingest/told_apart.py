"""What a plan takes as two things and the data cannot tell apart."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import pandas as pd

from ipt_outcomes.errors import Problem
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.plan.cluster_keys import cluster_keys
from ipt_outcomes.plan.clusters import Cluster
from ipt_outcomes.plan.plan import PathInPlan, Plan

# ASSUME: of therapists who are people, few work at several sites; of numbers, nearly all do.
_MOST = 0.8


def find_not_told_apart(plan: Plan, people: pd.DataFrame, findings: Findings) -> list[str]:
    """Find covariates that are the arm and clusters that are another's; notes on numbers that
    begin again. `people` are the participants.
    """
    if "arm" not in people or people.empty:
        return []
    for problem in (*_like_the_arm(plan, people), *_alike(plan, people), *_nobody(plan, people)):
        findings.add(problem)
    return list(_begin_again(plan, people))


def _like_the_arm(plan: Plan, people: pd.DataFrame) -> Iterator[Problem]:
    """Covariates of all analyses with one value in each arm, another in another.

    Of an analysis that has some of its own the engine says that arms cannot be told from them.
    """
    places: tuple[tuple[PathInPlan, tuple[str, ...]], ...] = (
        (("stratification",), plan.stratification),
        (("models", "covariates"), plan.models.covariates),
    )
    for where, names in places:
        for position, name in enumerate(names):
            if name not in people or people[name].nunique() < 2:
                continue
            by_arm = people.dropna(subset=[name]).groupby("arm")[name].nunique()
            if len(by_arm) > 1 and by_arm.max() == 1:
                place = (*where, position)
                yield plan.problem(
                    place,
                    f"{name} has one value in each arm: what it adds cannot be told from what the "
                    "treatment adds",
                    "Take it out: no analysis can be adjusted for it.",
                )


def _alike(plan: Plan, people: pd.DataFrame) -> Iterator[Problem]:
    """Clusters that divide people as others do."""
    there = [cluster for cluster in plan.clusters if cluster.name in people]
    keys = {each.name: cluster_keys(plan, each, people) for each in there}
    for first, second in combinations(there, 2):
        one, other = keys[first.name], keys[second.name]
        pairs = pd.DataFrame({"one": one, "other": other}).dropna()
        same = len(pairs) == one.notna().sum() == other.notna().sum()
        if same and len(pairs.drop_duplicates()) == pairs["one"].nunique() == (
            pairs["other"].nunique()
        ):  # fmt: skip
            yield _problem(
                plan,
                second,
                f"{first.name} and {second.name} divide people alike: what each adds cannot be "
                "told apart",
                "Name one of them.",
            )


def _nobody(plan: Plan, people: pd.DataFrame) -> Iterator[Problem]:
    """Arms that the plan says have such clusters, and in which nobody has one."""
    for cluster in plan.clusters:
        if cluster.name not in people:
            continue
        has = people.loc[people[cluster.name].notna(), "arm"]
        for arm in cluster.arms:
            if (people["arm"] == arm).any() and not (has == arm).any():
                yield _problem(
                    plan,
                    cluster,
                    f"nobody of the arm {arm} has a {cluster.one}",
                    f"Take {arm} out of its `arms`, or fill in the column.",
                )


def _begin_again(plan: Plan, people: pd.DataFrame) -> Iterator[str]:
    """Numbers of therapists that nearly all lie in several sites.

    Of sites alone: what else a trial is stratified by, such as severity, therapists have people of
    all sorts of.
    """
    if "site" not in people:
        return
    for cluster in plan.clusters:
        if cluster.name not in people or cluster.within is not None or not cluster.by_treatment:
            continue
        sites = people.dropna(subset=[cluster.name, "site"]).groupby(cluster.name)["site"].nunique()
        several = int((sites > 1).sum())
        if len(sites) > 1 and several >= _MOST * len(sites):
            yield (
                f"{plan.participants.file}: {several} of {len(sites)} values of {cluster.name} "
                "have people of several values of site: if their numbers begin again in each, "
                "write names that differ, or make site a cluster too and say `within: site`"
            )


def _problem(plan: Plan, cluster: Cluster, rule: str, remedy: str) -> Problem:
    line = plan.line("clusters", plan.clusters.index(cluster))
    return Problem(plan.file, line, "clusters", rule, remedy, "key")
