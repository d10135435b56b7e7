"""Clusters: who shares what, how alike such people are, and what was done about it."""

from __future__ import annotations

import pandas as pd

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
    "Where the variance between clusters is estimated at zero, the model is singular, and its "
    "estimates and standard errors are those of independent people. With few clusters zero is "
    "often estimated though clusters differ."
)
_FREEDOM = {
    "kenward-roger": "Kenward and Roger's degrees of freedom still allow for what so few clusters "
    "leave unknown of that variance: they are fewer than those of people, and the interval stays "
    "one of clusters.",
    "other": "Other degrees of freedom than Kenward and Roger's are then those of people, and the "
    "interval may be too narrow.",
}
_STAYS = (
    "among the variances of people and of clusters one is estimated at zero, or a correlation at 1 "
    "or −1. Nothing is left out of the model for that."
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
    singular = _singular(material)
    if singular or (intraclass is not None and (intraclass["icc"] == 0).any()):
        in_scenarios = scenarios is not None and (scenarios["family"] == "clusters").any()
        said = [_ZERO, *_freedom(material.table("models"))]
        blocks += paragraphs(" ".join(said) + (_SCENARIOS if in_scenarios else ""))
    blocks += singular
    return Section("Clusters", "clusters", tuple(blocks))


def _freedom(models: pd.DataFrame) -> list[str]:
    """What the degrees of freedom of these models are where a variance is zero."""
    # The expected information, by which Kenward and Roger's are had, knows a variance of zero.
    ours = models["df_method"].isin(["kenward-roger", "kenward-roger-linear"])
    return [
        words
        for words, there in zip(_FREEDOM.values(), (ours.any(), not ours.all()), strict=True)
        if there
    ]


def _singular(material: Material) -> tuple[Block, ...]:
    """Which models are at their boundary, and why the clusters stay in them."""
    models, words = material.table("models"), analysis_words(material.plan)
    of_effects = (models["status"] == SINGULAR) & ~models["residual_singular"]
    names = models.loc[of_effects, "analysis"].unique()
    if not material.plan.clusters or not len(names):
        return ()
    which = listed([words[name].title for name in words if name in names])
    return paragraphs(f"Singular ({which}): {_STAYS}")
