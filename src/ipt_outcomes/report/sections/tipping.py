"""What if those who left did worse: by how much a conclusion would change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.declared import OutcomeFigure
from ipt_outcomes.report.material import Material
from ipt_outcomes.report.section import Section, Table, outcome_pictures, paragraphs
from ipt_outcomes.report.tables.tipping import tipping_table
from ipt_outcomes.report.tipping_in_words import imputed_otherwise, tipping_in_words
from ipt_outcomes.report.wording import at_visit, outcome_labels

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from plotnine import ggplot

_SAID = (
    "The plan's analysis takes it that people who left would have fared like people of the same "
    "arm with the same earlier scores. Nobody can know. Here they are taken to have done worse, or "
    "better, by more and more points, until the conclusion changes. The reader judges whether so "
    "much is believable."
)


def section(material: Material) -> Section | None:
    """A figure an outcome whose scores were imputed, words a contrast, and a table."""
    points = material.table_if_given("tipping_points")
    if points is None:
        return None
    outcomes = list(points["outcome"].unique())
    return Section(
        "What if those who left did worse?",
        "tipping",
        (
            *paragraphs(_SAID),
            *outcome_pictures(material, FIGURES[0], "wide", outcomes),
            *paragraphs(*tipping_in_words(material.plan, points)),
            *paragraphs(*imputed_otherwise(material.plan, points, material.table("effects"))),
            Table(tipping_table(material.plan, points)),
        ),
    )


def _draw(material: Material, outcome: str) -> Figure | ggplot:
    from ipt_outcomes.report.figures.tipping import plot_tipping

    points = material.table("tipping_points")
    return plot_tipping(material.plan, material.table("tipping"), points, outcome)


def _words(material: Material, outcome: str) -> str:
    label = outcome_labels(material.plan)[outcome]
    endpoint = at_visit(material.plan, material.plan.outcome(outcome).endpoint)
    return (
        f"{label}: the difference between arms {endpoint} where people who left did worse or "
        "better than the model foretells, and where the conclusion changes."
    )


def _wanted(plan: Plan, outcome: str) -> bool:
    return plan.missing.outcomes == "all" or plan.outcome(outcome).role == "primary"


FIGURES = (OutcomeFigure("tipping", _draw, _words, _wanted),)
