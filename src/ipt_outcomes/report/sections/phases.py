"""Change in each phase of the treatment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.protocol_rules import outcomes_in_phases
from ipt_outcomes.report.figures.declared import OutcomeFigure
from ipt_outcomes.report.material import Material
from ipt_outcomes.report.section import Section, Table, outcome_pictures, paragraphs
from ipt_outcomes.report.tables.phases import phases_table
from ipt_outcomes.report.wording import outcome_labels

if TYPE_CHECKING:
    from plotnine import ggplot

_SAID = (
    "A treatment has phases, each with tasks of its own. How fast do people change in each, and do "
    "the arms differ in when they change? Not all who began are still in treatment in a late "
    "phase: the model takes those who left to go on as people do with the same course before."
)


def section(material: Material) -> Section | None:
    """A figure an outcome, and the table; none where the plan names no phases."""
    slopes = material.table_if_given("phase_slopes")
    if slopes is None:
        return None
    table = phases_table(material.plan, slopes)
    outcomes = list(slopes["outcome"].unique())
    return Section(
        table.title,
        "phases",
        (
            *paragraphs(_SAID),
            *outcome_pictures(material, FIGURES[0], "wide", outcomes),
            Table(table),
        ),
    )


def _draw(material: Material, outcome: str) -> ggplot:
    from ipt_outcomes.report.figures.phases import plot_phases

    return plot_phases(material.plan, material.table("phase_slopes"), outcome)


def _words(material: Material, outcome: str) -> str:
    return f"{outcome_labels(material.plan)[outcome]}: each arm's change in each phase."


def _wanted(plan: Plan, outcome: str) -> bool:
    return outcome in outcomes_in_phases(plan)


FIGURES = (OutcomeFigure("phases", _draw, _words, _wanted),)
