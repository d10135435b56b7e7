"""The flow of participants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_outcomes.report.figures.declared import TrialFigure
from ipt_outcomes.report.figures.flow_counts import flow_boxes
from ipt_outcomes.report.material import Material
from ipt_outcomes.report.section import (
    Block,
    Heading,
    Section,
    Table,
    paragraphs,
    trial_picture,
)
from ipt_outcomes.report.tables.analysis_sets import analysis_sets_table
from ipt_outcomes.report.wording import arm_labels

if TYPE_CHECKING:
    from matplotlib.figure import Figure


NO_SESSIONS = (
    "The trial records no sessions of therapy: what was attended, and when, is not in this report."
)


def section(material: Material) -> Section | None:
    """The diagram, and the analysis sets; nothing where neither was given."""
    plan = material.plan
    blocks: list[Block] = [*trial_picture(material, FIGURES[0])]
    sets = material.table_if_given("set_counts")
    if sets is not None:
        table = analysis_sets_table(plan, sets)
        blocks += [Heading(table.title), Table(table)]
    if not blocks:
        return None
    if plan.sessions is None:
        blocks = [*paragraphs(NO_SESSIONS), *blocks]
    return Section("Flow of participants", "flow", tuple(blocks))


def _draw(material: Material) -> Figure:
    from ipt_outcomes.report.figures.flow import plot_flow

    return plot_flow(material.plan, material.table("flow"), material.table_if_given("clusters"))


def _words(material: Material) -> str:
    boxes = flow_boxes(material.plan, material.table("flow"))
    first = [boxes.assessed, boxes.excluded, boxes.randomised]
    tops = [box.heading for box in first if box.heading]
    ends = [
        f"{label}: " + ", ".join(box.heading for box in column if "(" in box.heading)
        for label, column in zip(arm_labels(material.plan).values(), boxes.arms, strict=True)
    ]
    return f"Flow of participants. {'; '.join(tops)}. {'. '.join(ends)}."


FIGURES = (TrialFigure("flow", _draw, _words),)
