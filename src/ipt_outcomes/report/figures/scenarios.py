"""One outcome's contrasts at the endpoint under the plan's choices and others."""

from __future__ import annotations

from typing import Any

import pandas as pd
from plotnine import (
    aes,
    element_blank,
    geom_label,
    geom_vline,
    ggplot,
    labs,
    scale_y_discrete,
    theme,
)

from ipt_outcomes.phrases import listed
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.analysis_words import titles_in
from ipt_outcomes.report.figures.empty import empty_figure
from ipt_outcomes.report.figures.interval_rows import interval_rows
from ipt_outcomes.report.figures.labels import (
    caption_of_figure,
    height_of_words,
    subtitle_of_figure,
    title_of_figure,
)
from ipt_outcomes.report.figures.scenario_rows import ScenarioRows, scenario_rows
from ipt_outcomes.report.figures.style import INK, MUTED, OKABE_ITO, figure_theme
from ipt_outcomes.report.numbers import confidence
from ipt_outcomes.report.scenarios_in_words import assumptions
from ipt_outcomes.report.wording import better_end, marked, outcome_labels, visit_labels
from ipt_outcomes.tables.status import has_result

_WIDTH = 8.6
# By whether there are arms to compare.
_AXIS = {True: "Difference, points: test − comparison", False: "Change since baseline, points"}
_INCHES_A_LINE = 0.19
_INCHES_A_ROW = 0.44


def plot_scenarios(plan: Plan, scenarios: pd.DataFrame, outcome: str) -> ggplot:
    """Each contrast's difference in points with its interval: a panel a contrast, a row a choice.

    `scenarios` is the table of that name; where it has several families of choices, the rows stand
    under a heading for each. A choice without a result is a row that says so. Where there is
    nothing to compare the figure says so. Raises KeyError when the plan has no such outcome.
    """
    label = outcome_labels(plan)[outcome]
    rows = scenarios[scenarios["outcome"] == outcome]
    if not has_result(rows).any():
        return empty_figure(label, marked(plan, _nothing(plan, rows, outcome)), _WIDTH)
    shown = scenario_rows(plan, rows)
    titles = list(rows["title"].unique())
    title = titles[0] if len(titles) == 1 else "Other choices than the plan's"
    title = title_of_figure(f"{title}: {label}", _WIDTH)
    endpoint = visit_labels(plan)[plan.outcome(outcome).endpoint]
    below = subtitle_of_figure(plan, f"{endpoint}, {titles_in(plan, rows)}", _WIDTH)
    caption = caption_of_figure(_caption(plan, shown, rows), _WIDTH)
    return (
        ggplot(shown.drawn, aes("estimate", "place", color="whose"))
        + geom_vline(xintercept=0, color=MUTED, size=0.6)
        + _margin_lines(shown)
        + interval_rows("plan")
        + _words(shown)
        + scale_y_discrete(
            limits=list(shown.places)[::-1], labels=list(shown.places.values())[::-1]
        )
        + labs(
            title=title,
            subtitle=below,
            x=f"{_AXIS[len(plan.arms) > 1]} ({better_end(plan, outcome)})",
            y="",
            caption=caption,
        )
        + figure_theme(_WIDTH, _height(shown) + height_of_words(title, below, caption))
        + _ticks(shown)
    )


def _nothing(plan: Plan, rows: pd.DataFrame, outcome: str) -> str:
    """Why there is nothing to draw."""
    if not plan.contrasts_of(outcome):
        return "Nothing to compare under other choices: the plan asks no contrast of this outcome."
    if rows.empty:
        return (
            "Nothing to compare: none of the plan's choices for this outcome could have been made "
            "otherwise."
        )
    statuses = listed(list(dict.fromkeys(rows["status"])))
    return f"Nothing to compare: under no choice did the model give a result (status: {statuses})."


def _margin_lines(shown: ScenarioRows) -> list[Any]:
    if shown.margins.empty:
        return []
    line = aes(xintercept="margin")
    return [geom_vline(line, shown.margins, color=OKABE_ITO[1], linetype="dashed")]


def _words(shown: ScenarioRows) -> list[Any]:
    """The numbers over their bars, the families' headings, and what is said without a number."""
    low, high = shown.ends
    # Half of a number's width, so that none is cut off at the panel's edge.
    room = 0.12 * (high - low)
    over = shown.drawn.assign(at=shown.drawn["estimate"].clip(low + room, high - room))
    layers: list[Any] = []
    for frame, style in (
        (over, {"nudge_y": 0.36, "size": 8.5, "color": INK}),
        (shown.headings.assign(at=low), {"ha": "left", "fontweight": "bold", "color": INK}),
        (shown.lost.assign(at=(low + high) / 2), {"fontstyle": "italic", "color": MUTED}),
    ):
        if len(frame):
            text = aes("at", "place", label="said")
            look = {"size": 9, "fill": "white", "label_size": 0} | style
            layers.append(geom_label(text, frame, inherit_aes=False, **look))
    return layers


def _ticks(shown: ScenarioRows) -> list[Any]:
    """Without ticks where headings stand among the choices."""
    return [] if shown.headings.empty else [theme(axis_ticks_major_y=element_blank())]


def _caption(plan: Plan, shown: ScenarioRows, rows: pd.DataFrame) -> str:
    dashed = "" if shown.margins.empty else " Dashed: the margin."
    bars = (
        f"Bars: {confidence(plan.alpha)} confidence intervals. Square: the plan's choice.{dashed}"
    )
    if rows["family"].nunique() > 1:
        # So many words would hide the picture.
        return f"{bars}\nWhat each choice assumes stands below the tables."
    return "\n".join([bars, *assumptions(plan, rows)])


def _height(shown: ScenarioRows) -> float:
    """That of the chart, without what stands above and below."""
    rows = _INCHES_A_ROW * len(shown.places)
    heads = [0.32 + _INCHES_A_LINE * len(panel.splitlines()) for panel in shown.panels]
    return 0.9 + sum(heads) + len(heads) * rows
