"""The methods, as a trial paper says them."""

from __future__ import annotations

from ipt_outcomes.report.material import Material
from ipt_outcomes.report.methods import methods_paragraph
from ipt_outcomes.report.section import Section, paragraphs


def section(material: Material) -> Section:
    """A paragraph each on design, outcomes, analyses, missing data, contrasts, software."""
    scenarios = material.table_if_given("scenarios")
    text = methods_paragraph(material.plan, material.table("models"), material.versions, scenarios)
    return Section("Methods", "methods", paragraphs(*text.split("\n\n")))
