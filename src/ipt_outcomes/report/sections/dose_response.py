"""Sessions attended, early alliance and outcome: observational."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.protocol_rules import outcomes_in_phases
from ipt_outcomes.report.figures.declared import OutcomeFigure
from ipt_outcomes.report.material import Material
from ipt_outcomes.report.section import Block, Section, Table, outcome_pictures, paragraphs
from ipt_outcomes.report.tables.dose_response import alliance_table, dose_response_table
from ipt_outcomes.report.therapy_in_words import IMMORTAL_TIME, NOT_THE_CAUSE, OBSERVATIONAL
from ipt_outcomes.report.wording import outcome_labels

if TYPE_CHECKING:
    from plotnine import ggplot


def section(material: Material) -> Section | None:
    """Dose and response, then alliance, each with its caveat; none where there is neither."""
    doses = material.table_if_given("dose_response")
    alliances = material.table_if_given("alliance")
    blocks: list[Block] = []
    if doses is not None:
        outcomes = list(doses["outcome"].unique())
        blocks += paragraphs(f"{OBSERVATIONAL} {IMMORTAL_TIME}")
        blocks += outcome_pictures(material, FIGURES[0], "wide", outcomes)
        blocks.append(Table(dose_response_table(material.plan, doses)))
    if alliances is not None:
        outcomes = list(alliances["outcome"].unique())
        blocks += paragraphs(f"{OBSERVATIONAL} {NOT_THE_CAUSE}")
        blocks += outcome_pictures(material, FIGURES[1], "wide", outcomes)
        blocks.append(Table(alliance_table(material.plan, alliances)))
    if not blocks:
        return None
    return Section(
        "Sessions attended, alliance and outcome (observational)", "dose-response", tuple(blocks)
    )


def _dose(material: Material, outcome: str) -> ggplot:
    from ipt_outcomes.report.figures.dose_response import plot_dose_response

    return plot_dose_response(material.plan, material.table("dose_response"), outcome)


def _dose_words(material: Material, outcome: str) -> str:
    label = outcome_labels(material.plan)[outcome]
    return f"{OBSERVATIONAL} {label}, by the sessions that people attended."


def _alliance(material: Material, outcome: str) -> ggplot:
    from ipt_outcomes.report.figures.alliance import plot_alliance

    return plot_alliance(material.plan, material.table("alliance"), outcome)


def _alliance_words(material: Material, outcome: str) -> str:
    label = outcome_labels(material.plan)[outcome]
    return f"{OBSERVATIONAL} {label}, by early alliance within and between people."


def _in_phases(plan: Plan, outcome: str) -> bool:
    return outcome in outcomes_in_phases(plan)


def _with_alliance(plan: Plan, outcome: str) -> bool:
    sessions = plan.sessions
    return (
        sessions is not None and sessions.columns.alliance is not None and _in_phases(plan, outcome)
    )


FIGURES = (
    OutcomeFigure("dose_response", _dose, _dose_words, _in_phases),
    OutcomeFigure("alliance", _alliance, _alliance_words, _with_alliance),
)
