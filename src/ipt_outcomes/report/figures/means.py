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
    scale_color_manual,
    scale_shape_manual,
)

from ipt_outcomes.models.status import SINGULAR
from ipt_outcomes.phrases import listed
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.analysis_words import analysis_words
from ipt_outcomes.report.chosen_rows import of_analysis
from ipt_outcomes.report.figures.empty import empty_figure
from ipt_outcomes.report.figures.style import (
    arm_colours,
    arm_shapes,
    figure_theme,
    subtitle,
    wrapped,
)
from ipt_outcomes.report.figures.time_axis import (
    axis_title,
    treatment_name,
    treatment_shade,
    week_axis,
)
from ipt_outcomes.report.numbers import confidence
from ipt_outcomes.report.wording import (
    arm_labels,
    outcome_labels,
    scale_in_words,
    visit_labels,
)
from ipt_outcomes.tables.status import has_result

_WIDTH, _HEIGHT = 7.2, 5.2
_CAPTION = 90
_SUBTITLE = 78


def plot_means(
    plan: Plan, means: pd.DataFrame, outcome: str, analysis: str | None = None
) -> ggplot:
    """Adjusted means with confidence intervals by arm over weeks; scores in scale points.

    `means` is the table of that name; `analysis` None means the outcome's primary one. A mean that
    is not estimable is not drawn, and the caption names it. Raises KeyError when the plan has no
    such outcome or analysis.
    """
    title = outcome_labels(plan)[outcome]
    name = plan.primary_of(outcome) if analysis is None else analysis
    rows = of_analysis(plan, means, name)
    words = analysis_words(plan)[name]
    rows = rows[rows["outcome"] == outcome]
    shown = rows[has_result(rows)].copy()
    if shown.empty:
        status = listed(sorted(set(rows["status"]))) or "not fitted"
        message = f"No adjusted mean can be shown.\nStatus of the model: {status}."
        return empty_figure(title, message, _WIDTH)
    arms = [arm.name for arm in plan.arms if arm.name in set(shown["arm"])]
    shown["arm"] = pd.Categorical(shown["arm"], categories=arms)
    # Arms stand side by side at a visit, or their intervals would hide one another.
    step = 0.011 * (plan.visits[-1].week - plan.visits[0].week)
    shown["drawn_at"] = shown["week"] + step * (shown["arm"].cat.codes - (len(arms) - 1) / 2)
    labels = [wrapped(arm_labels(plan)[arm], 24) for arm in arms]
    colours, shapes = arm_colours(plan), arm_shapes(plan)
    top = float(shown["ci_upper"].fillna(shown["estimate"]).max())
    bottom = float(shown["ci_lower"].fillna(shown["estimate"]).min())
    return (
        ggplot(shown, aes("drawn_at", "estimate", color="arm", shape="arm"))
        + treatment_shade(plan)
        + treatment_name(plan, top + 0.08 * (top - bottom))
        + _lines(shown)
        + geom_errorbar(aes(ymin="ci_lower", ymax="ci_upper"), width=step * 0.7, size=0.6)
        + geom_point(size=3)
        + scale_color_manual(values=[colours[arm] for arm in arms], breaks=arms, labels=labels)
        + scale_shape_manual(values=[shapes[arm] for arm in arms], breaks=arms, labels=labels)
        + week_axis(plan, 0.85 * _WIDTH)
        + labs(
            title=wrapped(title, 52),
            subtitle=subtitle(plan, f"Adjusted means, {words.running}", _SUBTITLE),
            x=axis_title(plan),
            y=wrapped(scale_in_words(plan, outcome), 46),
            caption=_caption(plan, rows, words.figure),
        )
        + figure_theme(_WIDTH, _HEIGHT)
    )


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
            at = listed([label for name, label in visit_labels(plan).items() if name in visits])
            parts.append(f"{label} at {at}")
    return f"Not estimable, so not drawn: {'; '.join(parts)}." if parts else ""


def few_in_words(plan: Plan, rows: pd.DataFrame) -> str:
    """Which means rest on few people; empty when none does."""
    few = rows[rows["few"] & has_result(rows)]
    arms, visits = arm_labels(plan), visit_labels(plan)
    which = [
        f"{arms[arm]} at {visits[visit]} (n = {n})"
        for arm, visit, n in zip(few["arm"], few["visit"], few["n"], strict=True)
    ]
    return f"Few people: {listed(which)}." if which else ""


def _caption(plan: Plan, rows: pd.DataFrame, figure: str) -> str:
    apart = " Arms are set slightly apart at each visit." if len(plan.arms) > 1 else ""
    sentences = [f"Bars: {confidence(plan.alpha)} confidence intervals.{apart}", figure]
    if SINGULAR in set(rows["status"]):
        sentences.append("The fit is singular: see the model's status.")
    sentences += [not_estimable_in_words(plan, rows), few_in_words(plan, rows)]
    return wrapped("\n".join(sentence for sentence in sentences if sentence), _CAPTION)
