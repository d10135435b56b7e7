"""The forest plot: the plan's contrasts at the endpoint, standardised, with their numbers."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from plotnine import (
    aes,
    annotate,
    coord_cartesian,
    geom_point,
    geom_segment,
    geom_text,
    ggplot,
    labs,
    theme,
)
from plotnine import element_blank as blank

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.analysis_words import titles_in
from ipt_outcomes.report.chosen_rows import of_analysis
from ipt_outcomes.report.design_words import what_is_asked
from ipt_outcomes.report.effect_size_words import divided_by, size_name
from ipt_outcomes.report.figures.forest_rows import TEXT_SIZE, ForestRow, forest_rows
from ipt_outcomes.report.figures.labels import (
    caption_of_figure,
    height_of_words,
    subtitle_of_figure,
    title_of_figure,
)
from ipt_outcomes.report.figures.style import INK, MUTED, OKABE_ITO, figure_theme
from ipt_outcomes.report.numbers import confidence, number
from ipt_outcomes.report.wording import lower_is_better

_WIDTH = 11.5
_INCHES_A_ROW = 0.3
_STEPS = (0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0)
# Widths of the text columns in units of the chart's own width.
_LEFT, _FIRST, _SECOND, _RIGHT = 1.0, 0.06, 0.64, 1.3
_MARGIN_COLOUR = OKABE_ITO[1]


def plot_effects(plan: Plan, effects: pd.DataFrame) -> ggplot:
    """Each contrast at its outcome's endpoint: standardised, with its interval, and in points.

    `effects` is the table of that name; of it each outcome's primary analysis is drawn. The sign is
    test arm minus comparison arm, and what that sign favours is said under the axis. A
    margin is marked in its row. A contrast without a result is a row that says so.
    """
    effects = of_analysis(plan, effects, None)
    title = title_of_figure(f"{what_is_asked(plan)} at the endpoint", _WIDTH)
    below = subtitle_of_figure(plan, titles_in(plan, effects), _WIDTH)
    rows = forest_rows(plan, effects)
    bottom = min((row.y for row in rows), default=0.0) - 0.8
    low, high, breaks = _axis(rows)
    unit = high - low
    data = pd.DataFrame([vars(row) for row in rows], columns=list(ForestRow.__annotations__))
    data = data.astype({"heading": "bool"})
    drawn = data[data["effect"].notna()]
    margins = data.explode("margins").dropna(subset="margins").astype({"margins": "float64"})
    caption = caption_of_figure(_caption(plan, data, rows), _WIDTH)
    words = height_of_words(title, below, caption)
    layers: list[Any] = [
        annotate("segment", x=0, xend=0, y=0.5, yend=bottom, color=MUTED, size=0.6),
        geom_segment(aes("lower", "y", xend="upper", yend="y"), drawn, color=INK, size=0.9),
        geom_point(aes("effect", "y"), drawn, color=OKABE_ITO[0], size=3, shape="s"),
    ]
    if len(margins):
        margins = margins.assign(above=margins["y"] + 0.45, below=margins["y"] - 0.45)
        layers.append(
            geom_segment(
                aes("margins", "above", xend="margins", yend="below"),
                margins,
                color=_MARGIN_COLOUR,
                linetype="dashed",
                size=0.9,
            )
        )
    columns = (low - _LEFT * unit, high + _FIRST * unit, high + _SECOND * unit)
    return (
        ggplot()
        + layers
        + _texts(data, columns)
        + _column_heads(plan, columns)
        + _axis_marks(breaks, low, high, bottom)
        + _sides(plan, data, (low, high), bottom)
        + coord_cartesian(
            xlim=(columns[0], high + _RIGHT * unit), ylim=(bottom - 2.9, 2.0), expand=False
        )
        + labs(
            title=title,
            subtitle=below,
            caption=caption,
            x="",
            y="",
        )
        + figure_theme(_WIDTH, words + 0.9 + _INCHES_A_ROW * (4.9 - bottom))
        + theme(
            axis_text=blank(),
            axis_ticks=blank(),
            axis_line=blank(),
            axis_title=blank(),
            panel_grid=blank(),
            panel_grid_major_y=blank(),
        )
    )


def _axis(rows: list[ForestRow]) -> tuple[float, float, list[float]]:
    """The chart's ends in standard deviations, and at most seven ticks: zero always inside."""
    numbers = [value for row in rows for value in (row.lower, row.upper, *row.margins)]
    known = [value for value in numbers if not math.isnan(value)] or [-0.5, 0.5]
    least, most = min(0.0, *known), max(0.0, *known)
    step = next((step for step in _STEPS if (most - least) / step <= 6), _STEPS[-1])
    # Both sides keep room for the words under them.
    first = min(math.floor(least / step), -1)
    last = max(math.ceil(most / step), 1)
    breaks = [step * position for position in range(first, last + 1)]
    return breaks[0], breaks[-1], breaks


def _texts(data: pd.DataFrame, columns: tuple[float, float, float]) -> list[Any]:
    left, first, second = columns
    # As much as the names are narrower for it.
    inset = 0.02 * (first - left)
    heads = data[data["heading"]].assign(x=left)
    contrasts = data[~data["heading"]].assign(x=left + inset, x_g=first, x_points=second)
    lost = data[data["message"] != ""].assign(x_g=first)
    style = {"ha": "left", "va": "center", "size": TEXT_SIZE, "color": INK}
    return [
        geom_text(aes("x", "y", label="label"), heads, fontweight="bold", **style),
        geom_text(aes("x", "y", label="label"), contrasts, **style),
        geom_text(aes("x_g", "y", label="standardised"), contrasts, **style),
        geom_text(aes("x_points", "y", label="points"), contrasts, **style),
        geom_text(
            aes("x_g", "y", label="message"), lost, fontstyle="italic", **style | {"color": MUTED}
        ),
    ]


def _column_heads(plan: Plan, columns: tuple[float, float, float]) -> list[Any]:
    level = confidence(plan.alpha)
    # Under one another where the name is longer than its column is wide.
    words = (
        "Test − comparison" if len(plan.arms) > 1 else "",
        f"{size_name(plan)} ({level} CI)".replace(" mean", "\nmean"),
        f"Scale points ({level} CI)",
    )
    return [
        annotate("text", x=x, y=1.3, label=text, ha="left", size=9.5, color=MUTED)
        for x, text in zip(columns, words, strict=True)
    ]


def _axis_marks(breaks: list[float], low: float, high: float, bottom: float) -> list[Any]:
    decimals = 2 if any(abs(round(10 * value) - 10 * value) > 1e-9 for value in breaks) else 1
    marks: list[Any] = [
        annotate("segment", x=low, xend=high, y=bottom, yend=bottom, color=MUTED, size=0.6)
    ]
    for value in breaks:
        text = number(round(value, 9), decimals)
        marks.append(
            annotate(
                "segment", x=value, xend=value, y=bottom, yend=bottom - 0.2, color=MUTED, size=0.6
            )
        )
        marks.append(annotate("text", x=value, y=bottom - 0.65, label=text, size=9.5, color=INK))
    return marks


def _sides(plan: Plan, data: pd.DataFrame, ends: tuple[float, float], bottom: float) -> list[Any]:
    """What each side of zero favours; left out where the scales do not agree on it."""
    low, high = ends
    ways = {lower_is_better(plan, outcome.name) for outcome in plan.outcomes}
    title = annotate(
        "text",
        x=(low + high) / 2,
        y=bottom - 1.4,
        label=size_name(plan),
        size=9.5,
        color=INK,
    )
    if len(ways) != 1 or data.empty or len(plan.arms) == 1:
        return [title]
    left, right = ("test", "comparison") if ways == {True} else ("comparison", "test")
    inset = 0.02 * (high - low)
    return [
        title,
        annotate(
            "text",
            x=-inset,
            y=bottom - 2.2,
            label=f"← favours {left} arm",
            ha="right",
            size=9.5,
            color=MUTED,
        ),
        annotate(
            "text",
            x=inset,
            y=bottom - 2.2,
            label=f"favours {right} arm →",
            ha="left",
            size=9.5,
            color=MUTED,
        ),
    ]


def _caption(plan: Plan, data: pd.DataFrame, rows: list[ForestRow]) -> str:
    sentences = [
        "Test − comparison: the first arm named is the test arm. A negative number means that it "
        f"scored lower. {size_name(plan)}: the difference over {divided_by(plan)}.",
    ]
    if len(plan.arms) == 1:
        sentences = [
            f"A negative number means a lower score than at baseline. {size_name(plan)}: the "
            f"change over {divided_by(plan)}."
        ]
    elif len({lower_is_better(plan, outcome.name) for outcome in plan.outcomes}) > 1:
        sentences.append("Left of zero favours the test arm where lower is better; else right.")
    if any(row.margins for row in rows):
        sentences.append(
            "Dashed: the margin of that row, in the same units. The conclusion is "
            "read from the interval in scale points."
        )
    if not rows:
        sentences = ["The plan's contrasts have no row here."]
    return "\n".join(sentences)
