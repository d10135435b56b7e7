"""The analysis plan, for readers who do not read YAML."""

from __future__ import annotations

from ipt_outcomes.report.material import Material
from ipt_outcomes.report.plan_facts import plan_facts
from ipt_outcomes.report.section import Section, Terms


def section(material: Material) -> Section:
    """Each of the plan's choices as a term and its lines."""
    return Section("Analysis plan", "plan", (Terms(tuple(plan_facts(material.plan))),))
