"""The contrasts at the endpoint, by each outcome's primary analysis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_outcomes.report.analysis_words import titles_in
from ipt_outcomes.report.chosen_rows import in_plan_order, of_analysis
from ipt_outcomes.report.design_words import how_compared, what_is_asked
from ipt_outcomes.report.figures.declared import TrialFigure
from ipt_outcomes.report.material import Material
from ipt_outcomes.report.reliability_words import pointer
from ipt_outcomes.report.section import Paragraph, Section, Table, trial_picture
from ipt_outcomes.report.summary import difference_in_words
from ipt_outcomes.report.tables.effects import effects_table
from ipt_outcomes.report.wording import at_visit, outcome_labels
from ipt_outcomes.tables.status import has_result

if TYPE_CHECKING:
    from plotnine import ggplot


def section(material: Material) -> Section:
    """Which models answer the plan's questions, the table, the forest plot."""
    plan, models = material.plan, of_analysis(material.plan, material.table("models"), None)
    noun = "model" if models["analysis"].nunique() == 1 else "models"
    answers = "contrasts" if len(plan.arms) > 1 else "changes since baseline"
    said = (
        f"{titles_in(plan, models)}: the {noun} whose {answers} answer the plan's questions. "
        f"{how_compared(plan)}"
    )
    doubtful = pointer(
        plan, material.table_if_given("reliability"), material.table("effects")["outcome"]
    )
    table = effects_table(plan, material.table("effects"), material.table("models"))
    return Section(
        f"{what_is_asked(plan)} at the endpoint",
        "effects",
        (
            Paragraph((said,)),
            *([Paragraph(doubtful)] if doubtful else []),
            Table(table),
            *trial_picture(material, FIGURES[0]),
        ),
    )


def _draw(material: Material) -> ggplot:
    from ipt_outcomes.report.figures.forest import plot_effects

    return plot_effects(material.plan, material.table("effects"))


def _words(material: Material) -> str:
    plan, effects = material.plan, material.table("effects")
    rows = of_analysis(plan, effects[effects["endpoint"]], None)
    rows = in_plan_order(plan, rows[has_result(rows)])
    outcomes = outcome_labels(plan)
    said = [
        f"{outcomes[row['outcome']]} {at_visit(plan, row['visit'])}: "
        f"{difference_in_words(plan, row)}"
        for _, row in rows.iterrows()
    ]
    return f"Forest plot. {what_is_asked(plan)} at the endpoint. " + "; ".join(said) + "."


FIGURES = (TrialFigure("effects", _draw, _words),)
