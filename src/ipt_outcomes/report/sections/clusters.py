"""Clusters: who shares what, how alike such people are, and what was done about it."""

from __future__ import annotations

from ipt_outcomes.report.cluster_words import few_clusters
from ipt_outcomes.report.material import Material
from ipt_outcomes.report.section import Block, Heading, Section, Table, paragraphs
from ipt_outcomes.report.tables.clusters import cluster_sizes_table, intraclass_table

_WHY = (
    "People who share a therapist, a therapy group, a site or a village are not independent of one "
    "another. Where they are many in one cluster, an analysis that takes them as independent gives "
    "intervals that are too narrow."
)
_ZERO = (
    "Where the variance between clusters is estimated at zero, the model is singular: its "
    "estimates are those of independent people, and its degrees of freedom are those of people "
    "too. With few clusters zero is often estimated though clusters differ."
)
_SCENARIOS = " The scenarios show what a standard error gives that does not rest on that estimate."


def section(material: Material) -> Section | None:
    """The tables of the clusters; None where the trial has none."""
    plan = material.plan
    clusters = material.table_if_given("clusters")
    intraclass = material.table_if_given("intraclass")
    if clusters is None or (not plan.clusters and not plan.ignore_clusters):
        return None
    # Sites with people of all arms stand in the notes.
    clusters = clusters[clusters["state"].isin(["modelled", "ignored"])]
    blocks: list[Block] = [*paragraphs(_WHY, *few_clusters(plan, clusters))]
    tables = [cluster_sizes_table(plan, clusters)]
    if intraclass is not None:
        tables.append(intraclass_table(plan, intraclass))
    for table in tables:
        blocks += [Heading(table.title), Table(table)]
    if intraclass is not None and (intraclass["icc"] == 0).any():
        blocks += paragraphs(_ZERO + (_SCENARIOS if _has_scenarios(material) else ""))
    return Section("Clusters", "clusters", tuple(blocks))


def _has_scenarios(material: Material) -> bool:
    scenarios = material.table_if_given("scenarios")
    return scenarios is not None and bool((scenarios["family"] == "clusters").any())
