"""Who recovered, improved, got worse: clinically significant change, with the dropouts in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.clinical_words import (
    MEANINGS,
    answers_in_words,
    entry_label,
    limits_in_words,
)
from ipt_outcomes.report.figures.declared import TrialFigure
from ipt_outcomes.report.material import Material
from ipt_outcomes.report.section import Heading, Section, Table, paragraphs, trial_picture
from ipt_outcomes.report.tables.clinical_effects import clinical_effects_table
from ipt_outcomes.report.tables.clinical_limits import clinical_limits_table
from ipt_outcomes.report.tables.clinical_methods import clinical_methods_table

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from plotnine import ggplot

_SAID = (
    "A difference between means does not say how many people got well. Here each person is judged "
    "from the scores before and after. "
)


def section(material: Material) -> Section | None:
    """What was asked, the limits in words, the bars, the events compared, the methods."""
    limits = material.table_if_given("clinical_limits")
    if limits is None:
        return None
    plan, effects = material.plan, material.table("clinical_effects")
    tables = (
        clinical_effects_table(plan, effects),
        clinical_methods_table(plan, material.table("clinical_methods")),
        clinical_limits_table(plan, limits),
    )
    judged = not material.table("clinical_counts").empty
    return Section(
        "Clinically significant change",
        "clinical-change",
        (
            *paragraphs(_SAID + MEANINGS, *limits_in_words(plan, limits)),
            *(trial_picture(material, FIGURES[0]) if judged else ()),
            *paragraphs(*answers_in_words(plan, effects)),
            *(block for table in tables for block in (Heading(table.title), Table(table))),
        ),
    )


def _draw(material: Material) -> Figure | ggplot:
    from ipt_outcomes.report.figures.clinical_change import plot_clinical_change

    return plot_clinical_change(material.plan, material.table("clinical_counts"))


def _words(material: Material) -> str:
    counts = material.table("clinical_counts")
    plan = material.plan
    pairs = counts[["outcome", "visit"]].drop_duplicates().itertuples(index=False)
    of = "; ".join(entry_label(plan, outcome, visit) for outcome, visit in pairs)
    return f"Bars of who recovered, improved, stayed and got worse, by arm. {of}."


def _wanted(plan: Plan) -> bool:
    return bool(plan.clinical_change)


FIGURES = (TrialFigure("clinical_change", _draw, _words, _wanted),)
