"""Missing data: what was done, and how many people and scores are concerned."""

from __future__ import annotations

from ipt_outcomes.report.filled_in_before import filled_in_before
from ipt_outcomes.report.material import Material
from ipt_outcomes.report.methods_missing import missing_in_words
from ipt_outcomes.report.section import Block, Heading, Section, Table, paragraphs
from ipt_outcomes.report.tables.observed import observed_table
from ipt_outcomes.report.tables.people import people_table


def section(material: Material) -> Section:
    """The rules in words, the people behind each model, the scores observed."""
    plan, models = material.plan, material.table("models")
    tables = [people_table(plan, models)]
    outcomes = material.table_if_given("outcomes")
    if outcomes is not None:
        tables.append(observed_table(plan, outcomes))
    before = filled_in_before(plan, outcomes) if outcomes is not None else []
    blocks: list[Block] = [*paragraphs(" ".join([missing_in_words(plan, models), *before]))]
    for table in tables:
        blocks += [Heading(table.title), Table(table)]
    return Section("Missing data", "missing", tuple(blocks))
