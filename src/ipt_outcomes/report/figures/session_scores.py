"""Scores at sessions: the courses of the arms, and how many are not on track."""

from __future__ import annotations

import pandas as pd
from plotnine import (
    aes,
    facet_wrap,
    geom_hline,
    geom_line,
    geom_point,
    geom_ribbon,
    ggplot,
    guide_legend,
    guides,
    labs,
    scale_color_manual,
    scale_fill_manual,
    scale_shape_manual,
    scale_x_continuous,
    scale_y_continuous,
)

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.empty import empty_figure
from ipt_outcomes.report.figures.labels import (
    caption_of_figure,
    height_of_words,
    subtitle_of_figure,
    title_of_figure,
)
from ipt_outcomes.report.figures.style import MUTED, arm_colours, arm_shapes, figure_theme
from ipt_outcomes.report.figures.text_fit import fitted
from ipt_outcomes.report.numbers import confidence, plain_number
from ipt_outcomes.report.wording import arm_labels, marked

_WIDTH, _PANEL_HEIGHT = 7.2, 3.3
_LEGEND_LABEL, _LEGEND_SIZE = 3.0, 11
# Inches a session's number takes on the axis.
_NUMBER = 0.42
# By definition, where people do as those of the model did.
EXPECTED_SHARE = 0.1
_BAND = aes(ymin="ci_lower", ymax="ci_upper", fill="arm")


def plot_session_courses(plan: Plan, courses: pd.DataFrame) -> ggplot:
    """Mean scores by session and arm, with the growth curve; a panel a scale.

    `courses` is the table `session_courses`.
    """
    title = "Scores at the sessions"
    if courses.empty:
        return empty_figure(title, marked(plan, "No scores at sessions."), _WIDTH)
    shown = _with_panels(plan, courses)
    below = "Points: mean of those who came. Line: growth curve with its interval"
    caption = (
        f"Band: {confidence(plan.alpha)} confidence interval of the growth model, which has a line "
        "of every person's own and takes those who left as missing at random."
    )
    chart = (
        ggplot(shown, aes("session", color="arm", shape="arm"))
        + geom_ribbon(_BAND, alpha=0.18, color="none", show_legend=False)
        # What a model does not tell, and the mean of few people, have no mark.
        + geom_line(aes(y="fitted"), size=0.9, na_rm=True)
        + geom_point(aes(y="mean"), size=2.2, na_rm=True)
        + scale_y_continuous(labels=lambda breaks: [plain_number(each) for each in breaks])
    )
    return _dressed(plan, shown, chart, (title, below, caption), _points(plan, shown))


def plot_off_track(plan: Plan, shares: pd.DataFrame) -> ggplot:
    """The share not on track by session and arm; a panel a scale. `shares`: table `off_track`."""
    title = "Not on track, by session"
    if shares.empty:
        return empty_figure(title, marked(plan, "No course could be expected."), _WIDTH)
    shown = _with_panels(plan, shares)
    below = "Share of those who came, with its interval"
    caption = (
        "Not on track: worse than nine in ten people with the same score at intake, by a model of "
        "other people of this trial; dashed: one in ten. "
        f"Band: {confidence(plan.alpha)} interval (Wilson)."
    )
    chart = (
        ggplot(shown, aes("session", "share", color="arm", shape="arm"))
        + geom_hline(yintercept=EXPECTED_SHARE, color=MUTED, linetype="dashed", size=0.6)
        + geom_ribbon(_BAND, alpha=0.14, color="none", show_legend=False)
        + geom_line(size=0.8)
        + geom_point(size=2.2)
        + scale_y_continuous(
            labels=lambda breaks: [f"{100 * each:.0f}%" for each in breaks], limits=(0, None)
        )
    )
    return _dressed(plan, shown, chart, (title, below, caption), "Not on track")


def _with_panels(plan: Plan, rows: pd.DataFrame) -> pd.DataFrame:
    arms = [arm.name for arm in plan.arms if arm.name in set(rows["arm"])]
    scales = list(dict.fromkeys(rows["scale"]))
    names = {scale: plan.entry_of(scale).name for scale in scales}
    return rows.assign(
        arm=pd.Categorical(rows["arm"], arms),
        panel=pd.Categorical(rows["scale"].map(names), [names[scale] for scale in scales]),
        session=rows["session"].astype(int),
    )


def _dressed(
    plan: Plan, shown: pd.DataFrame, chart: ggplot, words: tuple[str, str, str], across: str
) -> ggplot:
    """The chart with its scales, legend, panels and words."""
    arms = list(shown["arm"].cat.categories)
    labels = [fitted(arm_labels(plan)[arm], _LEGEND_LABEL, _LEGEND_SIZE) for arm in arms]
    colours, shapes = arm_colours(plan), arm_shapes(plan)
    chosen = [colours[arm] for arm in arms]
    title, below = title_of_figure(words[0], _WIDTH), subtitle_of_figure(plan, words[1], _WIDTH)
    caption = caption_of_figure(words[2], _WIDTH)
    panels = len(shown["panel"].cat.categories)
    columns = min(len(arms), 2)
    lines = -(-len(arms) // columns) * max(label.count("\n") + 1 for label in labels)
    height = panels * _PANEL_HEIGHT + 0.1 + 0.24 * lines + height_of_words(title, below, caption)
    return (
        chart
        + scale_color_manual(values=chosen, breaks=arms, labels=labels)
        + scale_fill_manual(values=chosen, breaks=arms, labels=labels)
        + scale_shape_manual(values=[shapes[arm] for arm in arms], breaks=arms, labels=labels)
        + guides(color=guide_legend(ncol=columns), shape=guide_legend(ncol=columns))
        + scale_x_continuous(breaks=_breaks(shown["session"]))
        + facet_wrap("panel", ncol=1, scales="free_y")
        + labs(title=title, subtitle=below, x="Session", y=across, caption=caption)
        + figure_theme(_WIDTH, height)
    )


def _points(plan: Plan, shown: pd.DataFrame) -> str:
    """The axis of scores, with the better end where all scales have the same."""
    ends = {plan.entry_of(scale).direction for scale in shown["scale"]}
    if len(ends) > 1:
        return "Score, points"
    better = "lower" if ends == {"higher_is_worse"} else "higher"
    return f"Score, points ({better} is better)"


def _breaks(sessions: pd.Series) -> list[int]:
    """As many session numbers as there is room for, the first among them."""
    first, last = int(sessions.min()), int(sessions.max())
    step = max(1, -(-(last - first + 1) // int((_WIDTH - 1) / _NUMBER)))
    return list(range(first, last + 1, step))
