"""The analysis plan, for readers who do not read YAML."""

from __future__ import annotations

from ipt_outcomes.report.fitted_words import fitted_otherwise
from ipt_outcomes.report.material import Material
from ipt_outcomes.report.plan_facts import plan_facts
from ipt_outcomes.report.section import Section, Terms


def section(material: Material) -> Section:
    """Each of the plan's choices as a term and its lines; and what was fitted otherwise."""
    facts = plan_facts(material.plan)
    fitted = fitted_otherwise(material.plan, material.table("models"))
    if fitted:
        facts.append(("Fitted otherwise", fitted))
    return Section("Analysis plan", "plan", (Terms(tuple(facts)),))
