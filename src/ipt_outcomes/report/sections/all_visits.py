"""Every analysis at all its visits: contrasts and adjusted means."""

from __future__ import annotations

from collections.abc import Iterator

from ipt_outcomes.report.analysis_words import analysis_words
from ipt_outcomes.report.material import Material
from ipt_outcomes.report.section import Block, Heading, Section, Table, paragraphs
from ipt_outcomes.report.shown_table import ShownTable
from ipt_outcomes.report.tables.effects import effects_table
from ipt_outcomes.report.tables.means import means_table

_SAID = (
    "The endpoint is in bold. Only the endpoint answers the plan's question; other visits describe "
    "the course."
)


def section(material: Material) -> Section:
    """Two tables an analysis, in the plan's order."""
    blocks: list[Block] = [*paragraphs(_SAID)]
    for table in _tables(material):
        blocks += [Heading(table.title), Table(table)]
    return Section("All visits", "all-visits", tuple(blocks))


def _tables(material: Material) -> Iterator[ShownTable]:
    plan, models = material.plan, material.table("models")
    for analysis in analysis_words(plan):
        yield effects_table(plan, material.table("effects"), models, analysis, "all")
        yield means_table(plan, material.table("means"), analysis)
