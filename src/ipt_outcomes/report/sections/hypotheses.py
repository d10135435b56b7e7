"""The plan's hypotheses: what was to be shown, and what became of it."""

from __future__ import annotations

from ipt_outcomes.report.material import Material
from ipt_outcomes.report.section import Section, Table
from ipt_outcomes.report.tables.hypotheses import hypotheses_table


def section(material: Material) -> Section | None:
    """The table, where the plan has hypotheses."""
    rows = material.table_if_given("hypotheses")
    if rows is None:
        return None
    table = hypotheses_table(material.plan, rows)
    return Section(table.title, "hypotheses", (Table(table),))
