"""The trial among other studies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_outcomes.phrases import listed
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.evidence_in_words import entry_in_words
from ipt_outcomes.report.evidence_words import LEAST_FOR_TEST, OTHERS, entries, title_of_entry
from ipt_outcomes.report.figures.declared import TrialFigure
from ipt_outcomes.report.material import Material
from ipt_outcomes.report.section import (
    Block,
    Heading,
    Notes,
    Section,
    Table,
    paragraphs,
    trial_picture,
)
from ipt_outcomes.report.tables.evidence import TITLE, evidence_table
from ipt_outcomes.report.wording import marked

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from plotnine import ggplot

_TABLES = (
    "evidence_studies",
    "evidence_pooled",
    "evidence_small_studies",
    "evidence_left_out",
)
_SAID = (
    "One trial is one result. Here it stands among other studies of the same comparison, pooled by "
    "random effects without it. What is drawn of this trial is made as the studies' database makes "
    "its effects, from raw means and standard deviations, so that like is set beside like; the "
    "trial's own answer is its primary analysis."
)


def section(material: Material) -> Section | None:
    """A forest plot, sentences an entry, a small-study plot and a table, where the plan names
    other studies.
    """
    pooled = material.table_if_given("evidence_pooled")
    if pooled is None:
        return None
    tables = {name: material.table(name) for name in _TABLES}
    blocks: list[Block] = [
        *paragraphs(marked(material.plan, f"{_SAID}{_independent(material)}")),
        *trial_picture(material, FIGURES[0]),
    ]
    for name in entries(material.plan):
        heading, said = entry_in_words(material.plan, name, tables)
        blocks += [Heading(heading), Notes(said)]
    if _enough(material):
        blocks += trial_picture(material, FIGURES[1])
    blocks.append(Table(evidence_table(material.plan, tables["evidence_studies"], pooled)))
    return Section(TITLE, "evidence", tuple(blocks))


def _independent(material: Material) -> str:
    """What the database's formula leaves out of account of this trial."""
    several = [cluster.several for cluster in material.plan.clusters]
    if not several:
        return ""
    return (
        f" As there, people are taken as independent: {listed(several)} are not allowed for, as "
        "they are in the trial's own analyses."
    )


def _enough(material: Material) -> list[str]:
    """What has enough studies to see whether small ones differ, in words."""
    pooled = material.table("evidence_pooled")
    many = pooled[(pooled["pooled_of"] == OTHERS) & (pooled["studies"] >= LEAST_FOR_TEST)]
    return [title_of_entry(material.plan, row) for _, row in many.iterrows()]


def _draw_forest(material: Material) -> Figure | ggplot:
    from ipt_outcomes.report.figures.evidence_forest import plot_evidence

    studies, pooled = (material.table(name) for name in _TABLES[:2])
    return plot_evidence(material.plan, studies, pooled)


def _forest_words(material: Material) -> str:
    pooled = material.table("evidence_pooled").drop_duplicates("evidence")
    of = [title_of_entry(material.plan, row) for _, row in pooled.iterrows()]
    return (
        f"Effects of other studies with this trial among them, and what they come to: {listed(of)}."
    )


def _draw_small(material: Material) -> Figure | ggplot:
    from ipt_outcomes.report.figures.small_studies import plot_small_studies

    studies, pooled = (material.table(name) for name in _TABLES[:2])
    return plot_small_studies(material.plan, studies, pooled)


def _small_words(material: Material) -> str:
    return (
        "Effects against their standard errors, with contours of significance: "
        f"{listed(_enough(material))}."
    )


def _wanted(plan: Plan) -> bool:
    return bool(plan.evidence)


FIGURES = (
    TrialFigure("evidence", _draw_forest, _forest_words, _wanted),
    TrialFigure("small_studies", _draw_small, _small_words, _wanted),
)
