"""What people were like at the start: Table 1."""

from __future__ import annotations

from ipt_outcomes.report.material import Material
from ipt_outcomes.report.section import Section, Table
from ipt_outcomes.report.tables.characteristics import characteristics_table


def section(material: Material) -> Section | None:
    """The table; None where it was not given."""
    rows = material.table_if_given("baseline_characteristics")
    if rows is None:
        return None
    differences = material.table_if_given("baseline_differences")
    table = characteristics_table(material.plan, rows, differences)
    return Section("People at the start", "baseline", (Table(table),))
