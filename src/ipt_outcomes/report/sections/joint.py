"""Outcomes that are modelled together: what is shown of all, or of any."""

from __future__ import annotations

from ipt_outcomes.report.material import Material
from ipt_outcomes.report.section import Section, Table, paragraphs
from ipt_outcomes.report.tables.joint import joint_contrasts_table, joint_tests_table

_SAID = (
    "What a trial claims of several outcomes is one claim, and has one p-value. Where it must hold "
    "in every outcome, the weakest of them decides; where one outcome is enough, there are several "
    "chances to be right by accident, and p-values are made larger for that."
)


def section(material: Material) -> Section | None:
    """The claims with the joint tests, and each outcome's contrasts by the same model."""
    tests = material.table_if_given("joint_tests")
    if tests is None:
        return None
    contrasts = material.table("joint_contrasts")
    correlations = material.table("joint_correlations")
    return Section(
        "Several outcomes together",
        "joint",
        (
            *paragraphs(_SAID),
            Table(joint_tests_table(material.plan, tests)),
            Table(joint_contrasts_table(material.plan, contrasts, correlations)),
        ),
    )
