"""Adjusted mean trajectories by arm."""

from __future__ import annotations

from typing import Any

import pandas as pd
from plotnine import (
    aes,
    geom_errorbar,
    geom_line,
    geom_point,
    ggplot,
    labs,
)

from ipt_outcomes.phrases import listed
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.analysis_words import analysis_words
from ipt_outcomes.report.chosen_rows import of_analysis
from ipt_outcomes.report.figures.arm_legend import arm_legend
from ipt_outcomes.report.figures.empty import empty_figure
from ipt_outcomes.report.figures.labels import (
    caption_of_figure,
    height_of_words,
    subtitle_of_figure,
    title_of_figure,
)
from ipt_outcomes.report.figures.style import figure_theme
from ipt_outcomes.report.figures.text_fit import fitted
from ipt_outcomes.report.figures.time_axis import (
    axis_title,
    treatment_name,
    treatment_shade,
    week_axis,
)
from ipt_outcomes.report.numbers import confidence
from ipt_outcomes.report.status_words import SINGULAR_CAUTION, reason_of
from ipt_outcomes.report.wording import (
    arm_labels,
    at_visit,
    marked,
    outcome_labels,
    scale_in_words,
)
from ipt_outcomes.tables.status import NOT_ESTIMABLE, has_result

_WIDTH, _CHART_HEIGHT = 7.2, 3.7
_AXIS_SIZE = 11


def plot_means(
    plan: Plan,
    means: pd.DataFrame,
    outcome: str,
    analysis: str | None = None,
    models: pd.DataFrame | None = None,
) -> ggplot:
    """Adjusted means with confidence intervals by arm over weeks; scores in scale points.

    `means` is the table of that name; `analysis` None means the outcome's primary one. A mean that
    is not estimable is not drawn, and the caption names it. Where there is none at all the figure
    says why, with the reason that `models`, the table of that name, has. Raises KeyError when the
    plan has no such outcome or analysis.
    """
    title = outcome_labels(plan)[outcome]
    name = plan.primary_of(outcome) if analysis is None else analysis
    rows = of_analysis(plan, means, name)
    words = analysis_words(plan)[name]
    rows = rows[rows["outcome"] == outcome]
    shown = rows[has_result(rows)].copy()
    if shown.empty:
        message = f"No adjusted mean can be shown. {_nothing(rows, models, outcome, name)}."
        return empty_figure(title, marked(plan, message), _WIDTH)
    arms = [arm.name for arm in plan.arms if arm.name in set(shown["arm"])]
    shown["arm"] = pd.Categorical(shown["arm"], categories=arms)
    # Arms stand side by side at a visit, or their intervals would hide one another.
    step = 0.011 * (plan.visits[-1].week - plan.visits[0].week)
    shown["drawn_at"] = shown["week"] + step * (shown["arm"].cat.codes - (len(arms) - 1) / 2)
    legend, legend_height = arm_legend(plan, arms, _WIDTH)
    heading = title_of_figure(title, _WIDTH)
    below = subtitle_of_figure(plan, f"Adjusted means, {words.running}", _WIDTH)
    caption = caption_of_figure(_caption(plan, rows, words.figure), _WIDTH)
    top = float(shown["ci_upper"].fillna(shown["estimate"]).max())
    bottom = float(shown["ci_lower"].fillna(shown["estimate"]).min())
    return (
        ggplot(shown, aes("drawn_at", "estimate", color="arm", shape="arm"))
        + treatment_shade(plan)
        + treatment_name(plan, top + 0.08 * (top - bottom))
        + _lines(shown)
        + geom_errorbar(aes(ymin="ci_lower", ymax="ci_upper"), width=step * 0.7, size=0.6)
        + geom_point(size=3)
        + legend
        + week_axis(plan, 0.85 * _WIDTH)
        + labs(
            title=heading,
            subtitle=below,
            x=axis_title(plan),
            y=fitted(scale_in_words(plan, outcome), _CHART_HEIGHT - 0.3, _AXIS_SIZE),
            caption=caption,
        )
        + figure_theme(
            _WIDTH, _CHART_HEIGHT + legend_height + height_of_words(heading, below, caption)
        )
    )


def _nothing(rows: pd.DataFrame, models: pd.DataFrame | None, outcome: str, analysis: str) -> str:
    """Why there is no mean to draw."""
    if rows.empty:
        return "The analysis was not made of this outcome"
    if (rows["status"] == NOT_ESTIMABLE).all():
        return "Not estimable: no arm has scores that a mean could rest on"
    status = listed(sorted(set(rows["status"]) - {NOT_ESTIMABLE}))
    reason = ""
    if models is not None:
        own = (models["outcome"] == outcome) & (models["analysis"] == analysis)
        reason = next((reason_of(row) for _, row in models[own].iterrows()), "")
    return f"Status of the model: {status}{reason and f'. Reason: {reason}'}"


def _lines(shown: pd.DataFrame) -> list[Any]:
    """From visit to visit; nothing where there is one."""
    return [geom_line(aes(group="arm"), size=0.8)] if shown["visit"].nunique() > 1 else []


def not_estimable_in_words(plan: Plan, rows: pd.DataFrame) -> str:
    """Which arms have no mean at which visits; empty when all have one."""
    # Where the baseline is an outcome, the arms share its mean and none has one of its own.
    lost = rows[~has_result(rows) & (rows["visit"] != plan.baseline.name)]
    parts = []
    for arm, label in arm_labels(plan).items():
        visits = set(lost.loc[lost["arm"] == arm, "visit"])
        if visits:
            when = [at_visit(plan, visit.name) for visit in plan.visits if visit.name in visits]
            parts.append(f"{label} {listed(when)}")
    return f"Not estimable, so not drawn: {'; '.join(parts)}." if parts else ""


def few_in_words(plan: Plan, rows: pd.DataFrame) -> str:
    """Which means rest on few people; empty when none does."""
    few = rows[rows["few"] & has_result(rows)]
    arms = arm_labels(plan)
    which = [
        f"{arms[arm]} {at_visit(plan, visit)} (n = {n})"
        for arm, visit, n in zip(few["arm"], few["visit"], few["n"], strict=True)
    ]
    return f"Few people: {listed(which)}." if which else ""


def _caption(plan: Plan, rows: pd.DataFrame, figure: str) -> str:
    apart = " Arms are set slightly apart at each visit." if len(plan.arms) > 1 else ""
    sentences = [f"Bars: {confidence(plan.alpha)} confidence intervals.{apart}", figure]
    if (rows["caution"] & has_result(rows)).any():
        sentences.append(SINGULAR_CAUTION)
    sentences += [not_estimable_in_words(plan, rows), few_in_words(plan, rows)]
    return "\n".join(sentence for sentence in sentences if sentence)
