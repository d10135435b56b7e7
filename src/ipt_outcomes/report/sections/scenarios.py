"""The contrasts under other choices than the plan's, family by family."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_outcomes.phrases import listed
from ipt_outcomes.report.analysis_words import analysis_words
from ipt_outcomes.report.design_words import every_analysis, what_is_asked
from ipt_outcomes.report.figures.declared import OutcomeFigure
from ipt_outcomes.report.material import Material
from ipt_outcomes.report.scenarios_in_words import scenarios_in_words
from ipt_outcomes.report.section import (
    Block,
    Heading,
    Section,
    Table,
    outcome_pictures,
    paragraphs,
)
from ipt_outcomes.report.tables.scenarios import scenarios_table
from ipt_outcomes.report.wording import outcome_labels

if TYPE_CHECKING:
    from plotnine import ggplot

_SAID = (
    "Each outcome's primary analysis, made again with one of the plan's choices made otherwise. "
    "The plan's choice is the one that answers its question."
)


def section(material: Material) -> Section | None:
    """A figure an outcome that has scenarios, then words and a table a family."""
    scenarios = material.table_if_given("scenarios")
    of_plan = {each.name for each in material.plan.requests if each.role == "sensitivity"}
    planned = [
        words.title for name, words in analysis_words(material.plan).items() if name in of_plan
    ]
    where = f"The plan's own sensitivity analyses stand under {every_analysis(material.plan)}"
    pointer = paragraphs(f"{where}: {listed(planned)}.") if planned else ()
    title = f"Sensitivity: the {what_is_asked(material.plan).lower()} under other choices"
    if scenarios is None:
        return Section(title, "scenarios", tuple(pointer)) if planned else None
    outcomes = list(scenarios["outcome"].unique())
    blocks: list[Block] = [
        *pointer,
        *paragraphs(_SAID),
        *outcome_pictures(material, FIGURES[0], "beside", outcomes),
    ]
    for _, rows in scenarios.groupby("family", sort=False):
        table = scenarios_table(material.plan, rows)
        said = scenarios_in_words(material.plan, rows)
        blocks += [Heading(table.title), *paragraphs(*said), Table(table)]
    return Section(title, "scenarios", tuple(blocks))


def _draw(material: Material, outcome: str) -> ggplot:
    from ipt_outcomes.report.figures.scenarios import plot_scenarios

    return plot_scenarios(material.plan, material.table("scenarios"), outcome)


def _words(material: Material, outcome: str) -> str:
    label = outcome_labels(material.plan)[outcome]
    what = what_is_asked(material.plan).lower()
    return f"The {what} of {label} at the endpoint under the plan's choices and others."


FIGURES = (OutcomeFigure("scenarios", _draw, _words),)
