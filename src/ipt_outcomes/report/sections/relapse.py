"""Maintenance and relapse: how long people who were well stayed so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_outcomes.phrases import listed
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.declared import TrialFigure
from ipt_outcomes.report.material import Material
from ipt_outcomes.report.numbers import out_of
from ipt_outcomes.report.relapse_words import NOT_ALLOTTED, rules_in_words
from ipt_outcomes.report.section import Heading, Section, Table, paragraphs, trial_picture
from ipt_outcomes.report.tables.relapse import relapse_comparisons_table, relapse_groups_table
from ipt_outcomes.report.wording import arm_labels

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from plotnine import ggplot

_ASSESSED_ALIKE = (
    "Only planned assessments count: people with maintenance sessions are seen more often, and a "
    "relapse would be found in more of them."
)
_ALLOTTED = (
    "Chance decided who was offered maintenance: that comparison is a randomised one, of the "
    "people who were well."
)
_CAME_ABOUT = (
    "Chance did not decide who had maintenance sessions, as far as the plan says: people with and "
    "without may differ for other reasons."
)


def section(material: Material) -> Section | None:
    """The rules in words, the curves, the groups, the comparisons."""
    groups = material.table_if_given("relapse_groups")
    if groups is None:
        return None
    plan = material.plan
    compared = material.table("relapse_comparisons")
    rules = [rules_in_words(plan, each) for each in plan.relapse]
    maintained = (groups["by"] == "maintenance").any()
    said = [*rules, *([NOT_ALLOTTED] if len(plan.arms) > 1 else [])]
    if maintained:
        chance = all(each.maintenance_randomised for each in plan.relapse)
        said += [_ALLOTTED if chance else _CAME_ABOUT, _ASSESSED_ALIKE]
    tables = [relapse_groups_table(plan, groups)]
    if not compared.empty:
        tables.append(relapse_comparisons_table(plan, compared))
    return Section(
        "Maintenance and relapse" if maintained else "Relapse",
        "relapse",
        (
            *paragraphs(*said, *filter(None, [_changed(plan)])),
            *trial_picture(material, FIGURES[0]),
            *(block for table in tables for block in (Heading(table.title), Table(table))),
        ),
    )


def _changed(plan: Plan) -> str:
    """That an arm's people did something else meanwhile, where an event of the plan says so."""
    arms = arm_labels(plan)
    said = [
        f"{listed([arms[arm] for arm in each.arms])}: {each.label}"
        for each in plan.events
        if each.arms
    ]
    return f"What people did meanwhile is not held constant ({'; '.join(said)})." if said else ""


def _draw(material: Material) -> Figure | ggplot:
    from ipt_outcomes.report.figures.relapse import plot_relapse

    return plot_relapse(material.plan, material.table("relapse_curves"))


def _words(material: Material) -> str:
    groups = material.table("relapse_groups")
    own = groups[groups["by"] == "arm"]
    labels = arm_labels(material.plan)
    said = [
        f"{labels[row['group']]} {out_of(row['relapsed'], row['followed'])}"
        for _, row in own.iterrows()
    ]
    return f"The share without relapse over time. Relapsed: {'; '.join(said)}."


def _wanted(plan: Plan) -> bool:
    return bool(plan.relapse)


FIGURES = (TrialFigure("relapse", _draw, _words, _wanted),)
