"""The methods, as a trial paper says them."""

from __future__ import annotations

from ipt_outcomes.report.material import Material
from ipt_outcomes.report.methods import methods_paragraph
from ipt_outcomes.report.section import Section, paragraphs


def section(material: Material) -> Section:
    """What was done, a paragraph each, from the design to the software."""
    text = methods_paragraph(
        material.plan,
        material.table("models"),
        material.versions,
        material.table_if_given("scenarios"),
        material.table_if_given("moderator_tests"),
    )
    return Section("Methods", "methods", paragraphs(*text.split("\n\n")))
