"""Missing data: how many people and scores are concerned."""

from __future__ import annotations

from ipt_outcomes.report.cells import Link
from ipt_outcomes.report.filled_in_before import filled_in_before
from ipt_outcomes.report.material import Material
from ipt_outcomes.report.section import Block, Heading, Paragraph, Section, Table, paragraphs
from ipt_outcomes.report.tables.observed import observed_table
from ipt_outcomes.report.tables.people import people_table


def section(material: Material) -> Section:
    """The people behind each model, the scores observed; what was done stands in the Methods."""
    plan, models = material.plan, material.table("models")
    tables = [people_table(plan, models)]
    outcomes = material.table_if_given("outcomes")
    if outcomes is not None:
        tables.append(observed_table(plan, outcomes))
    blocks: list[Block] = [
        Paragraph(
            ("What was done about missing data, and what it rests on: ", Link("Methods", "methods"))
        )
    ]
    blocks += paragraphs(*(filled_in_before(plan, outcomes) if outcomes is not None else []))
    for table in tables:
        blocks += [Heading(table.title), Table(table)]
    return Section("Missing data", "missing", tuple(blocks))
