"""Every analysis at all its visits: contrasts and adjusted means."""

from __future__ import annotations

from collections.abc import Iterator

from ipt_outcomes.phrases import listed
from ipt_outcomes.report.analysis_words import analysis_words
from ipt_outcomes.report.design_words import every_analysis
from ipt_outcomes.report.material import Material
from ipt_outcomes.report.section import Block, Heading, Section, Table, paragraphs
from ipt_outcomes.report.shown_table import ShownTable
from ipt_outcomes.report.tables.effects import effects_table
from ipt_outcomes.report.tables.means import means_table
from ipt_outcomes.report.tables.over_time import over_time_table
from ipt_outcomes.report.tables.slopes import slopes_table
from ipt_outcomes.report.wording import outcome_labels

_SAID = (
    "The endpoint is in bold. Only the endpoint answers the plan's question; other visits describe "
    "the course."
)

_ROLES = {
    "primary": "The primary analysis",
    "supporting": "A supporting analysis",
    "sensitivity": "A sensitivity analysis",
}


def section(material: Material) -> Section:
    """Two tables an analysis, in the plan's order."""
    blocks: list[Block] = [] if material.plan.one_visit else [*paragraphs(_SAID)]
    for analysis, table in _tables(material):
        blocks += [Heading(table.title), *_role(material, analysis), Table(table)]
    return Section(every_analysis(material.plan), "all-visits", tuple(blocks))


def _role(material: Material, analysis: str) -> list[Block]:
    """What the analysis is for, where the plan names further ones; empty else."""
    plan = material.plan
    if not plan.analyses:
        return []
    labels = outcome_labels(plan)
    roles: dict[str, list[str]] = {}
    for outcome in labels:
        if analysis in [request.name for request in plan.requests_of(outcome)]:
            roles.setdefault(plan.role_of(outcome, analysis), []).append(labels[outcome])
    return [*paragraphs("; ".join(f"{_ROLES[role]} of {listed(of)}" for role, of in roles.items()))]


def _tables(material: Material) -> Iterator[tuple[str, ShownTable]]:
    plan, models = material.plan, material.table("models")
    for analysis in analysis_words(plan):
        yield analysis, effects_table(plan, material.table("effects"), models, analysis, "all")
        yield analysis, means_table(plan, material.table("means"), analysis)
        slopes = material.table_if_given("slopes")
        if slopes is not None and (slopes["analysis"] == analysis).any():
            yield analysis, slopes_table(plan, slopes, analysis)
        later = material.table_if_given("over_time")
        if later is not None and (later["analysis"] == analysis).any():
            yield analysis, over_time_table(plan, later, analysis)
