"""Who left the trial: how many, when, who they were, and which scores are missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_outcomes.report.attrition_words import (
    NOBODY_LEFT,
    how_many_left,
    tests_in_words,
    told_by,
)
from ipt_outcomes.report.figures.declared import TrialFigure
from ipt_outcomes.report.material import Material
from ipt_outcomes.report.section import Heading, Section, Table, paragraphs, trial_picture
from ipt_outcomes.report.tables.attrition import (
    attrition_differences_table,
    attrition_model_table,
    missing_patterns_table,
)
from ipt_outcomes.report.wording import outcome_labels

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from plotnine import ggplot


def section(material: Material) -> Section | None:
    """The counts in words, the curves, who leaves, who they were, the patterns."""
    arms = material.table_if_given("attrition_arms")
    if arms is None:
        return None
    plan = material.plan
    said = [how_many_left(plan, arms), tests_in_words(plan, material.table("attrition_tests"))]
    tables = [
        attrition_model_table(plan, material.table("attrition_model")),
        attrition_differences_table(plan, material.table("attrition_differences")),
    ]
    if not arms["left"].sum():
        tables, said = [], [*said, NOBODY_LEFT]
    patterns = missing_patterns_table(plan, material.table("missing_patterns"))
    return Section(
        "Who left",
        "attrition",
        (
            *paragraphs(told_by(arms), *filter(None, said)),
            *trial_picture(material, FIGURES[0]),
            *(each for table in tables for each in (Heading(table.title), Table(table))),
            Heading(patterns.title),
            *trial_picture(material, FIGURES[1]),
            Table(patterns),
        ),
    )


def _draw(material: Material) -> Figure | ggplot:
    from ipt_outcomes.report.figures.attrition import plot_attrition

    return plot_attrition(material.plan, material.table("attrition_curves"))


def _words(material: Material) -> str:
    return how_many_left(material.plan, material.table("attrition_arms"))


def _draw_patterns(material: Material) -> Figure | ggplot:
    from ipt_outcomes.report.figures.missing_patterns import plot_missing_patterns

    return plot_missing_patterns(material.plan, material.table("missing_patterns"))


def _pattern_words(material: Material) -> str:
    label = outcome_labels(material.plan)[material.plan.first_primary.name]
    return f"At which visits people of each arm have a score, by pattern: {label}."


FIGURES = (
    TrialFigure("attrition", _draw, _words),
    TrialFigure("missing_patterns", _draw_patterns, _pattern_words),
)
