"""By what way the arms came to differ: the plan's mediators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.declared import OutcomeFigure
from ipt_outcomes.report.material import Material
from ipt_outcomes.report.mediation_in_words import answer_in_words, caveat
from ipt_outcomes.report.section import Notes, Section, Table, outcome_pictures, paragraphs
from ipt_outcomes.report.tables.mediation import mediation_table
from ipt_outcomes.report.wording import outcome_labels
from ipt_outcomes.tables.status import has_result

if TYPE_CHECKING:
    from plotnine import ggplot

_SAID = (
    "If one scale brings another about, it moves first. Each person is compared with themselves: "
    "where a score is higher or lower than is usual for the person, and for the arm at that visit, "
    "is the other score so at the next visit?"
)


def section(material: Material) -> Section | None:
    """What was found, a figure an outcome, and the table; none where the plan has no mediators."""
    rows = material.table_if_given("mediation")
    if rows is None:
        return None
    plan = material.plan
    answers = [answer_in_words(plan, own) for _, own in rows.groupby("name", sort=False)]
    outcomes = list(rows.loc[has_result(rows), "outcome"].unique())
    table = mediation_table(plan, rows)
    return Section(
        table.title,
        "mediation",
        (
            *paragraphs(_SAID),
            Notes(tuple(answers)),
            *paragraphs(caveat(plan)),
            *outcome_pictures(material, FIGURES[0], "wide", outcomes),
            Table(table),
        ),
    )


def _draw(material: Material, outcome: str) -> ggplot:
    from ipt_outcomes.report.figures.mediation import plot_mediation

    return plot_mediation(material.plan, material.table("mediation"), outcome)


def _words(material: Material, outcome: str) -> str:
    label = outcome_labels(material.plan)[outcome]
    return f"{label}: what of the difference between arms went through a mediator, and the paths."


def _wanted(plan: Plan, outcome: str) -> bool:
    return outcome in {each.outcome for each in plan.mediation}


FIGURES = (OutcomeFigure("mediation", _draw, _words, _wanted),)
