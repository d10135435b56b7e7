"""For whom the arms differ by more, or by less: the plan's moderators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_outcomes.plan.moderator_rules import moderated_outcomes
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.declared import OutcomeFigure
from ipt_outcomes.report.material import Material
from ipt_outcomes.report.moderators_in_words import how_many_tests
from ipt_outcomes.report.section import Section, Table, outcome_pictures, paragraphs
from ipt_outcomes.report.tables.moderators import (
    moderator_levels_table,
    moderator_regions_table,
    moderator_tests_table,
)
from ipt_outcomes.report.wording import at_visit, outcome_labels

if TYPE_CHECKING:
    from plotnine import ggplot

_SAID = (
    "A moderator is something known of a person before treatment by which the difference between "
    "arms may be larger or smaller. A trial is planned for the difference among all its "
    "people, and has little power to tell whether it differs among them."
)


def section(material: Material) -> Section | None:
    """The tests, a forest of levels an outcome, and of numbers the line with its regions."""
    tests = material.table_if_given("moderator_tests")
    if tests is None:
        return None
    plan = material.plan
    levels = material.table_if_given("moderator_levels")
    regions = material.table_if_given("moderator_regions")
    outcomes = list(tests["outcome"].unique())
    lines = [] if regions is None else list(regions["outcome"].unique())
    return Section(
        "For whom: moderators",
        "moderators",
        (
            *paragraphs(_SAID, how_many_tests(plan, tests)),
            Table(moderator_tests_table(plan, tests)),
            *outcome_pictures(material, FIGURES[0], "wide", outcomes),
            *(() if levels is None else (Table(moderator_levels_table(plan, levels)),)),
            *outcome_pictures(material, FIGURES[1], "wide", lines),
            *(() if regions is None else (Table(moderator_regions_table(plan, regions)),)),
        ),
    )


def _forest(material: Material, outcome: str) -> ggplot:
    from ipt_outcomes.report.figures.moderators import plot_moderators

    return plot_moderators(
        material.plan,
        material.table("moderator_levels"),
        material.table("moderator_tests"),
        material.table("effects"),
        outcome,
    )


def _forest_words(material: Material, outcome: str) -> str:
    return f"{_where(material, outcome)} within levels of moderators."


def _lines(material: Material, outcome: str) -> ggplot:
    from ipt_outcomes.report.figures.johnson_neyman import plot_johnson_neyman

    curves = material.table("moderator_curves")
    return plot_johnson_neyman(material.plan, curves, material.table("moderator_regions"), outcome)


def _lines_words(material: Material, outcome: str) -> str:
    return f"{_where(material, outcome)} over moderators that are numbers."


def _where(material: Material, outcome: str) -> str:
    label = outcome_labels(material.plan)[outcome]
    endpoint = at_visit(material.plan, material.plan.outcome(outcome).endpoint)
    return f"{label}: the difference between arms {endpoint}"


def _wanted(plan: Plan, outcome: str) -> bool:
    return any(outcome in moderated_outcomes(plan, each) for each in plan.moderators)


FIGURES = (
    OutcomeFigure("moderators", _forest, _forest_words, _wanted),
    OutcomeFigure("johnson_neyman", _lines, _lines_words, _wanted),
)
