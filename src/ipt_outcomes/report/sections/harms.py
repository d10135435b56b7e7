"""Harms: adverse events by arm, with deterioration beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.cells import Link
from ipt_outcomes.report.figures.declared import TrialFigure
from ipt_outcomes.report.harms_words import NONE_RECORDED, as_allocated, followed_for
from ipt_outcomes.report.material import Material
from ipt_outcomes.report.numbers import out_of
from ipt_outcomes.report.section import (
    Block,
    Heading,
    Paragraph,
    Section,
    Table,
    paragraphs,
    trial_picture,
)
from ipt_outcomes.report.tables.harms import harms_comparisons_table, harms_table
from ipt_outcomes.report.wording import arm_labels

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from plotnine import ggplot

_BESIDE = "People whose scores got reliably worse are counted beside these: "


def section(material: Material) -> Section:
    """The events in words, in the picture and in tables; without a table of them one sentence."""
    plan = material.plan
    harms = material.table_if_given("harms")
    blocks: list[Block] = []
    if harms is None:
        blocks += paragraphs(NONE_RECORDED)
    else:
        compared = material.table("harms_comparisons")
        blocks += paragraphs(as_allocated(plan), *filter(None, [followed_for(plan, harms)]))
        blocks += trial_picture(material, FIGURES[0])
        tables = [harms_table(plan, harms)]
        if not compared.empty:
            tables.append(harms_comparisons_table(plan, compared))
        for table in tables:
            blocks += [Heading(table.title), Table(table)]
    if material.table_if_given("clinical_limits") is not None:
        link = Link("Clinically significant change", "clinical-change")
        blocks.append(Paragraph((_BESIDE, link)))
    return Section("Harms", "harms", tuple(blocks))


def _draw(material: Material) -> Figure | ggplot:
    from ipt_outcomes.report.figures.harms import plot_harms

    return plot_harms(material.plan, material.table("harms"), material.table("harms_comparisons"))


def _words(material: Material) -> str:
    harms = material.table("harms")
    labels = arm_labels(material.plan)
    own = harms[harms["kind"] == "any"]
    said = [f"{labels[row['arm']]} {out_of(row['people'], row['n'])}" for _, row in own.iterrows()]
    return f"People with at least one adverse event: {'; '.join(said)}."


def _wanted(plan: Plan) -> bool:
    return plan.adverse_events is not None


FIGURES = (TrialFigure("harms", _draw, _words, _wanted),)
