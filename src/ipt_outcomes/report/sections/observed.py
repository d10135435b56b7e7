"""The scores as they were given."""

from __future__ import annotations

from ipt_outcomes.report.material import Material
from ipt_outcomes.report.section import Section, Table
from ipt_outcomes.report.tables.observed_scores import observed_scores_table


def section(material: Material) -> Section | None:
    """The table; None where it was not given."""
    rows = material.table_if_given("observed_scores")
    if rows is None:
        return None
    table = observed_scores_table(material.plan, rows)
    return Section(table.title, "observed", (Table(table),))
