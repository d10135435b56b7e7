"""Scores at every session: courses, sudden gains, and who is not on the expected course."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_outcomes.phrases import listed
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.declared import TrialFigure
from ipt_outcomes.report.material import Material
from ipt_outcomes.report.section import Block, Section, Table, paragraphs, trial_picture
from ipt_outcomes.report.tables.session_scores import (
    courses_table,
    early_signals_table,
    not_on_track,
    sudden_gains_table,
)

if TYPE_CHECKING:
    from plotnine import ggplot

_INTERNAL = (
    "The expected course is that of people with the same score at intake, from a model of other "
    "people of this trial. It is internal to this trial, and no basis for anybody\u2019s treatment."
)


def section(material: Material) -> Section | None:
    """Figures and tables; None where the trial has no scores at sessions."""
    courses = material.table_if_given("session_courses")
    if courses is None:
        return None
    plan = material.plan
    blocks: list[Block] = [*trial_picture(material, FIGURES[0])]
    blocks.append(Table(courses_table(plan, courses)))
    rates = material.table_if_given("sudden_gain_rates")
    if rates is not None:
        blocks.append(Table(sudden_gains_table(plan, rates)))
    without = [s for s in plan.session_scales if rates is None or s not in set(rates["scale"])]
    if without:
        names = listed([plan.entry_of(scale).name for scale in without])
        blocks += paragraphs(
            f"Sudden gains of {names} are left out: the scale\u2019s entry has no reliability, so "
            "that nobody knows which change is beyond measurement error."
        )
    shares = material.table_if_given("off_track")
    if shares is not None:
        blocks += paragraphs(_INTERNAL, not_on_track(plan, shares))
        blocks += trial_picture(material, FIGURES[1])
    signals = material.table_if_given("early_signals")
    if signals is not None:
        blocks.append(Table(early_signals_table(plan, signals)))
    return Section("Scores at the sessions", "session-scores", tuple(blocks))


def _draw_courses(material: Material) -> ggplot:
    from ipt_outcomes.report.figures.session_scores import plot_session_courses

    return plot_session_courses(material.plan, material.table("session_courses"))


def _draw_off_track(material: Material) -> ggplot:
    from ipt_outcomes.report.figures.session_scores import plot_off_track

    return plot_off_track(material.plan, material.table("off_track"))


def _words_of_courses(material: Material) -> str:
    return (
        "Mean scores at the sessions by arm, and the growth curve of each arm with its interval. "
        "The numbers are in the table below."
    )


def _words_of_off_track(material: Material) -> str:
    shares = material.table_if_given("off_track")
    said = "" if shares is None else " " + not_on_track(material.plan, shares)
    return f"The share of people not on track at each session, by arm.{said}"


def _has_scores(plan: Plan) -> bool:
    return bool(plan.session_scales)


FIGURES = (
    TrialFigure("session_courses", _draw_courses, _words_of_courses, _has_scores),
    TrialFigure("off_track", _draw_off_track, _words_of_off_track, _has_scores),
)
