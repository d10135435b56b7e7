"""Who does better with which treatment, and whether following an index of it would help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.advantage_in_words import in_words
from ipt_outcomes.report.figures.declared import TrialFigure
from ipt_outcomes.report.material import Material
from ipt_outcomes.report.section import Section, Table, paragraphs, trial_picture
from ipt_outcomes.report.tables.advantage import (
    advantage_benefits_table,
    advantage_predictors_table,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SAID = (
    "A personalized advantage index says in which of two arms a person is expected to do better, "
    "from what is known of the person beforehand. Such an index always finds something in the "
    "people that it was made from; what counts is whether others who get the arm that it "
    "recommends do better. Some 300 people an arm are needed to make one (Luedtke et al. 2019), "
    "and one that helped in its own trial may not help in the next (van Bronswijk et al. 2021): "
    "none should guide treatment before it has been tested in another trial."
)


def section(material: Material) -> Section | None:
    """What the index is worth in words, a figure, and the tables."""
    found = material.table_if_given("personalized_advantage")
    if found is None:
        return None
    plan = material.plan
    benefits = material.table_if_given("advantage_benefits")
    predictors = material.table_if_given("advantage_predictors")
    said = [
        in_words(plan, row, material.table("advantage_benefits")) for _, row in found.iterrows()
    ]
    return Section(
        "Who does better with which treatment (personalized advantage)",
        "personalized-advantage",
        (
            *paragraphs(_SAID, *said),
            *(() if benefits is None else trial_picture(material, FIGURES[0])),
            *(() if benefits is None else (Table(advantage_benefits_table(plan, benefits)),)),
            *(() if predictors is None else (Table(advantage_predictors_table(plan, predictors)),)),
        ),
    )


def _draw(material: Material) -> Figure:
    from ipt_outcomes.report.figures.advantage import plot_advantage

    return plot_advantage(
        material.plan,
        material.table("advantage_benefits"),
        material.table("advantage_predictors"),
    )


def _words(material: Material) -> str:
    return (
        "The benefit of following each personalized advantage index with its interval, and how "
        "often each predictor was kept."
    )


def _wanted(plan: Plan) -> bool:
    return bool(plan.personalized_advantage)


FIGURES = (TrialFigure("personalized_advantage", _draw, _words, _wanted),)
