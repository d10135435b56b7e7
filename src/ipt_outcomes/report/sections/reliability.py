"""How reliable the scores are in these data, where items are there."""

from __future__ import annotations

from ipt_outcomes.report.material import Material
from ipt_outcomes.report.reliability_words import ANCHOR, TITLE, implausible_in_words
from ipt_outcomes.report.section import Section, Table, paragraphs
from ipt_outcomes.report.tables.reliability import reliability_table


def section(material: Material) -> Section | None:
    """The table, and a sentence on what is implausible; None where only totals are reported."""
    reliability = material.table_if_given("reliability")
    if reliability is None:
        return None
    return Section(
        TITLE,
        ANCHOR,
        (
            *paragraphs(*implausible_in_words(material.plan, reliability)),
            Table(reliability_table(material.plan, reliability)),
        ),
    )
