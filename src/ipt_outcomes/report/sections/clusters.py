"""Clusters: who shares what, how alike such people are, and what was done about it."""

from __future__ import annotations

from ipt_outcomes.models.status import SINGULAR
from ipt_outcomes.phrases import listed
from ipt_outcomes.report.analysis_words import analysis_words
from ipt_outcomes.report.cluster_words import few_clusters
from ipt_outcomes.report.material import Material
from ipt_outcomes.report.section import Block, Heading, Section, Table, paragraphs
from ipt_outcomes.report.tables.clusters import cluster_sizes_table, intraclass_table

_WHY = (
    "People who share a therapist, a therapy group, a site or a village are not independent of one "
    "another. Where each cluster is in one arm, an analysis that takes them as independent gives "
    "intervals that are too narrow, the more so the more people a cluster has."
)
_ZERO = (
    "Where the variance between clusters is estimated at zero, the model is singular: its "
    "estimates are those of independent people, and its degrees of freedom are those of people "
    "too. With few clusters zero is often estimated though clusters differ."
)
_STAYS = (
    "among the variances of people and of clusters one is estimated at zero, or a correlation at 1 "
    "or −1. Nothing is left out of the model for that: an effect of clusters that is estimated at "
    "zero adds nothing to the standard errors, and one that is not must stay in them. If the zero "
    "is the clusters', their people count as independent in that respect, and intervals may be too "
    "narrow."
)
_SCENARIOS = " The scenarios show what a standard error gives that does not rest on that estimate."


def section(material: Material) -> Section | None:
    """The tables of the clusters; None where the trial has none."""
    plan = material.plan
    clusters = material.table_if_given("clusters")
    intraclass = material.table_if_given("intraclass")
    scenarios = material.table_if_given("scenarios")
    if clusters is None or (not plan.clusters and not plan.ignore_clusters):
        return None
    # Sites with people of all arms stand in the notes.
    clusters = clusters[clusters["state"].isin(["modelled", "ignored"])]
    blocks: list[Block] = [*paragraphs(_WHY, *few_clusters(plan, clusters, scenarios))]
    tables = [cluster_sizes_table(plan, clusters)]
    if intraclass is not None:
        tables.append(intraclass_table(plan, intraclass))
    for table in tables:
        blocks += [Heading(table.title), Table(table)]
    if intraclass is not None and (intraclass["icc"] == 0).any():
        in_scenarios = scenarios is not None and (scenarios["family"] == "clusters").any()
        blocks += paragraphs(_ZERO + (_SCENARIOS if in_scenarios else ""))
    blocks += _singular(material)
    return Section("Clusters", "clusters", tuple(blocks))


def _singular(material: Material) -> tuple[Block, ...]:
    """Which models are at their boundary, and why the clusters stay in them."""
    models, words = material.table("models"), analysis_words(material.plan)
    names = models.loc[models["status"] == SINGULAR, "analysis"].unique()
    if not material.plan.clusters or not len(names):
        return ()
    which = listed([words[name].title for name in words if name in names])
    return paragraphs(f"Singular ({which}): {_STAYS}")
