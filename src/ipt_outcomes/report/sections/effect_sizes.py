"""How large the effects are, by every definition in use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.declared import OutcomeFigure
from ipt_outcomes.report.material import Material
from ipt_outcomes.report.section import Section, Table, outcome_pictures, paragraphs
from ipt_outcomes.report.tables.effect_sizes import effect_sizes_table
from ipt_outcomes.report.wording import at_visit, outcome_labels

if TYPE_CHECKING:
    from plotnine import ggplot

_SAID = (
    "A standardised effect is a difference divided by a standard deviation, and papers do not "
    "agree by which. Each is here under its name. They are not interchangeable: a larger one is "
    "not a larger effect."
)


def section(material: Material) -> Section | None:
    """A figure a primary outcome, and the table; none of one arm: nothing is compared with it."""
    rows = material.table_if_given("effect_sizes")
    if rows is None or len(material.plan.arms) == 1:
        return None
    table = effect_sizes_table(material.plan, rows)
    return Section(
        table.title,
        "effect-sizes",
        (
            *paragraphs(_SAID),
            *outcome_pictures(material, FIGURES[0], "beside"),
            Table(table),
        ),
    )


def _draw(material: Material, outcome: str) -> ggplot:
    from ipt_outcomes.report.figures.effect_sizes import plot_effect_sizes

    return plot_effect_sizes(material.plan, material.table("effect_sizes"), outcome)


def _words(material: Material, outcome: str) -> str:
    label = outcome_labels(material.plan)[outcome]
    endpoint = at_visit(material.plan, material.plan.outcome(outcome).endpoint)
    return f"{label}: standardised effects {endpoint}, by the standard deviation they rest on."


def _wanted(plan: Plan, outcome: str) -> bool:
    return len(plan.arms) > 1 and plan.outcome(outcome).role == "primary"


FIGURES = (OutcomeFigure("effect_sizes", _draw, _words, _wanted),)
