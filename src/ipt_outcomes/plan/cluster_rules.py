"""What must hold of the plan's clusters, as (where in the plan, rule, remedy)."""

from __future__ import annotations

from collections.abc import Iterator

from ipt_outcomes.plan.broken import Broken, one_of
from ipt_outcomes.plan.clusters import DERIVED, Cluster
from ipt_outcomes.plan.covariate_places import covariate_places
from ipt_outcomes.plan.plan import PathInPlan, Plan

# Columns of the rows that an analysis sees.
_TAKEN = frozenset({"participant", "arm", "visit", "week", "score", "baseline", "outcome"})
# Standard columns of the participants that can be a cluster's.
_CATEGORIES = frozenset({"stratum", "site", "therapist"})


def broken_cluster_rules(plan: Plan) -> Iterator[Broken]:
    """Every such rule that the plan breaks."""
    names = [cluster.name for cluster in plan.clusters]
    for position, cluster in enumerate(plan.clusters):
        where: PathInPlan = ("clusters", position)
        if cluster.name in names[:position]:
            yield (*where, "name"), "another cluster has this name", "Give it another name."
        yield from _column(plan, where, cluster)
        clash = {f"{cluster.name}{suffix}" for suffix in DERIVED} & set(
            plan.participants.covariates
        )
        if clash:
            yield (
                ("participants", "covariates", *clash),
                f"the name is that of a variable which the cluster {cluster.name} makes",
                "Give the covariate another name.",
            )
        yield from _arms(plan, where, cluster)
        if cluster.within is not None and (
            cluster.within == cluster.name or cluster.within not in names
        ):
            others = [name for name in names if name != cluster.name]
            remedy = one_of(others) if others else "Leave it out, or name the larger cluster too."
            rule = f"{cluster.within!r} is not another of the plan's clusters"
            yield (*where, "within"), rule, remedy
        if cluster.name in plan.ignore_clusters:
            yield (
                ("ignore_clusters", cluster.name),
                f"{cluster.name} is among the clusters too",
                "Keep it in one of the two.",
            )
        yield from _adjusted_for(plan, cluster)
    yield from _nested(plan)


def _column(plan: Plan, where: PathInPlan, cluster: Cluster) -> Iterator[Broken]:
    """A name of its own with a column, or that of a mapped column without."""
    mapped = plan.participants.columns.model_dump(exclude_none=True)
    known = {name for name in mapped if name in _CATEGORIES}
    known |= {n for n, each in plan.participants.covariates.items() if each.type == "category"}
    if plan.sessions is not None and plan.sessions.columns.therapist is not None:
        known.add("therapist")
    own = set(type(plan.participants.columns).model_fields) | set(plan.participants.covariates)
    if cluster.column is None and cluster.name not in known:
        yield (
            (*where, "name"),
            f"no participant column is mapped to {cluster.name!r}",
            "Give the file's column as `column`"
            + (f", or use one of: {', '.join(sorted(known))}." if known else "."),
        )
    if cluster.column is not None and cluster.name in own | _TAKEN:
        yield (
            (*where, "name"),
            f"{cluster.name!r} is the name of another column",
            "Give the cluster another name, or leave `column` out where that one is meant.",
        )


def _arms(plan: Plan, where: PathInPlan, cluster: Cluster) -> Iterator[Broken]:
    arms = [arm.name for arm in plan.arms]
    for position, arm in enumerate(cluster.arms):
        if arm not in arms:
            rule = f"{arm!r} is not one of the plan's arms"
            yield (*where, "arms", position), rule, one_of(arms)
        elif arm in cluster.arms[:position]:
            yield (*where, "arms", position), "an arm is named twice", "Name it once."
    if cluster.randomised and cluster.arms and set(cluster.arms) != set(arms):
        yield (
            (*where, "arms"),
            "what is randomised is there in every arm",
            "Leave `arms` out, or `randomised`.",
        )


def _adjusted_for(plan: Plan, cluster: Cluster) -> Iterator[Broken]:
    """What is a fixed effect cannot be a random one as well."""
    for where, names in covariate_places(plan):
        if cluster.name in names:
            yield (
                (*where, names.index(cluster.name)),
                f"{cluster.name} is a cluster: the analyses have a random effect of it already",
                "Take it out here, or out of the clusters.",
            )


def _nested(plan: Plan) -> Iterator[Broken]:
    """`within` makes no circle."""
    within = {cluster.name: cluster.within for cluster in plan.clusters}
    for position, cluster in enumerate(plan.clusters):
        seen, at = {cluster.name}, cluster.within
        while at is not None and at not in seen:
            seen.add(at)
            at = within.get(at)
        if at is not None and cluster.within != cluster.name:
            rule = "the clusters lie within one another in a circle"
            yield ("clusters", position, "within"), rule, "Name the larger one as `within`."
            return
