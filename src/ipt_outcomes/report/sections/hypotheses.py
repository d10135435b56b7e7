"""The plan's hypotheses: what was to be shown, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_outcomes.report.figures.declared import OutcomeFigure
from ipt_outcomes.report.material import Material
from ipt_outcomes.report.section import Section, Table, outcome_pictures, paragraphs
from ipt_outcomes.report.tables.hypotheses import hypotheses_table
from ipt_outcomes.report.wording import at_visit, outcome_labels

if TYPE_CHECKING:
    from plotnine import ggplot

_SAID = (
    "A claim is shown where the whole interval lies on its side: superiority beyond zero, "
    "non-inferiority on the better side of the margin, equivalence between the two margins. An "
    "interval that crosses a border shows nothing either way: it does not show that arms are alike."
)


def section(material: Material) -> Section | None:
    """A figure an outcome, and the table, where the plan has hypotheses."""
    rows = material.table_if_given("hypotheses")
    if rows is None or rows.empty:
        return None
    table = hypotheses_table(material.plan, rows)
    return Section(
        table.title,
        "hypotheses",
        (
            *paragraphs(_SAID),
            *outcome_pictures(material, FIGURES[0], "beside"),
            Table(table),
        ),
    )


def _draw(material: Material, outcome: str) -> ggplot:
    from ipt_outcomes.report.figures.hypotheses import plot_hypotheses

    return plot_hypotheses(material.plan, material.table("hypotheses"), outcome)


def _words(material: Material, outcome: str) -> str:
    label = outcome_labels(material.plan)[outcome]
    endpoint = at_visit(material.plan, material.plan.outcome(outcome).endpoint)
    return f"{label}: each contrast {endpoint} beside what its interval must lie in."


FIGURES = (OutcomeFigure("hypotheses", _draw, _words),)
