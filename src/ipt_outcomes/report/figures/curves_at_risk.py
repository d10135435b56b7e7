"""Curves of people still free of an event, with the numbers at risk beneath, panel by panel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ipt_outcomes.report.figures.labels import height_of_words
from ipt_outcomes.report.figures.style import FONT, INK, MUTED
from ipt_outcomes.report.figures.text_fit import fitted
from ipt_outcomes.report.figures.words_around import words_around
from ipt_outcomes.report.numbers import count, plain_number

# All lengths in inches.
WIDTH = 8.2
_EDGE, _LEFT, _RIGHT = 0.15, 2.15, 0.25
_CHART, _AXIS, _AT_RISK, _LINE, _ROW, _HEAD, _BETWEEN = 2.7, 0.62, 0.28, 0.18, 0.07, 0.34, 0.25
_SMALL, _SAMPLE = 9, 0.34
MOST_BANDS = 3
"""With more curves, bands would hide one another."""


@dataclass(frozen=True, repr=False, eq=False)
class Curve:
    """A group: its label, colour and line; `rows` has week, at_risk, free, ci_lower, ci_upper."""

    label: str
    colour: str
    style: Any
    rows: pd.DataFrame


@dataclass(frozen=True, repr=False, eq=False)
class Panel:
    """Curves of one chart. `ticks` are the weeks of assessments, under which people are counted."""

    heading: str
    curves: Sequence[Curve]
    ticks: Sequence[float]
    x: str
    y: str


def plot_curves_at_risk(panels: Sequence[Panel], words: tuple[str, str, str]) -> Figure:
    """The panels from the top down. `words` are title, subtitle and caption, in their lines."""
    title, below, caption = words
    heights = [_height(panel) for panel in panels]
    top, bottom = height_of_words(title, below) + 0.12, height_of_words(caption=caption) + 0.1
    height = 2 * _EDGE + top + bottom + sum(heights) + _BETWEEN * (len(panels) - 1)
    figure = Figure(figsize=(WIDTH, height), facecolor="white")
    words_around(figure, words, _EDGE)
    y = height - _EDGE - top
    for panel, high in zip(panels, heights, strict=True):
        _panel(figure, panel, y, height)
        y -= high + _BETWEEN
    return figure


def _heading(panel: Panel) -> str:
    return fitted(panel.heading, WIDTH - 2 * _EDGE, 11, bold=True)


def _names(panel: Panel) -> list[str]:
    room = _LEFT - _SAMPLE - 0.3
    return [fitted(curve.label, room, _SMALL) for curve in panel.curves]


def _height(panel: Panel) -> float:
    lines = sum(name.count("\n") + 1 for name in _names(panel))
    head = _HEAD + (_heading(panel).count("\n") * _LINE) if panel.heading else 0.0
    return head + _CHART + _AXIS + _AT_RISK + lines * _LINE + len(panel.curves) * _ROW


def _panel(figure: Figure, panel: Panel, top: float, height: float) -> None:
    look: dict[str, Any] = {"family": FONT, "color": INK}
    if panel.heading:
        said = _heading(panel)
        at = (_EDGE / WIDTH, top / height)
        figure.text(*at, said, va="top", fontsize=11, fontweight="bold", **look)
        top -= _HEAD + said.count("\n") * _LINE
    wide = WIDTH - 2 * _EDGE - _LEFT - _RIGHT
    low = top - _CHART
    place = ((_EDGE + _LEFT) / WIDTH, low / height, wide / WIDTH, _CHART / height)
    axes = figure.add_axes(place)
    _chart(axes, panel)
    last = _last(panel)
    y = low - _AXIS
    figure.text(_EDGE / WIDTH, y / height, "At risk", va="top", fontsize=_SMALL, **look)
    y -= _AT_RISK
    for curve, name in zip(panel.curves, _names(panel), strict=True):
        deep = (name.count("\n") + 1) * _LINE
        middle = (y - deep / 2) / height
        start = _EDGE / WIDTH
        figure.add_artist(_sample(curve, start, middle))
        left = start + (_SAMPLE + 0.08) / WIDTH
        figure.text(left, middle, name, va="center", fontsize=_SMALL, linespacing=1.3, **look)
        for week, people in _at_risk(curve, panel.ticks):
            x = (_EDGE + _LEFT + _share(week, last) * wide) / WIDTH
            figure.text(x, middle, count(people), ha="center", va="center", fontsize=_SMALL, **look)
        y -= deep + _ROW


def _share(week: float, last: float) -> float:
    """Where a week lies on the axis, of one."""
    return (week + 0.02 * last) / (1.04 * last)


def _sample(curve: Curve, x: float, y: float) -> Any:
    from matplotlib.lines import Line2D

    ends = [x, x + _SAMPLE / WIDTH]
    return Line2D(ends, [y, y], color=curve.colour, lw=2, linestyle=curve.style)


def _last(panel: Panel) -> float:
    """The last week that is shown: people are assessed after a visit's target too."""
    ends = [float(each.rows["week"].max()) for each in panel.curves if len(each.rows)]
    return max(*panel.ticks, *ends)


def _chart(axes: Axes, panel: Panel) -> None:
    last = _last(panel)
    for curve in panel.curves:
        rows = curve.rows
        if rows.empty:
            continue
        if rows["week"].iloc[-1] >= last:
            # What comes after the last visit is seen as a short level piece.
            rows = pd.concat([rows, rows.tail(1).assign(week=1.02 * last)])
        axes.step(
            rows["week"], 100 * rows["free"], where="post", color=curve.colour, lw=1.8,
            linestyle=curve.style, zorder=3,
        )  # fmt: skip
        if len(panel.curves) <= MOST_BANDS:
            axes.fill_between(
                rows["week"], 100 * rows["ci_lower"], 100 * rows["ci_upper"], step="post",
                color=curve.colour, alpha=0.12, linewidth=0, zorder=1,
            )  # fmt: skip
    axes.set_xlim(-0.02 * last, 1.02 * last)
    axes.set_ylim(0, 103)
    axes.set_xticks(list(panel.ticks), [plain_number(round(each, 1)) for each in panel.ticks])
    axes.set_yticks([0, 25, 50, 75, 100])
    axes.set_xlabel(panel.x, fontsize=10, family=FONT, color=INK)
    axes.set_ylabel(fitted(panel.y, _CHART, 10), fontsize=10, family=FONT, color=INK)
    axes.tick_params(labelsize=_SMALL, labelfontfamily=FONT, labelcolor=INK, color=MUTED)
    axes.grid(axis="y", color="#D9E2EC", linewidth=0.5)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(MUTED)


def _at_risk(curve: Curve, ticks: Sequence[float]) -> list[tuple[float, int]]:
    """How many are at risk just before each of these weeks."""
    known = curve.rows.set_index("week")["at_risk"]
    found = []
    for week in ticks:
        later = known[known.index >= week - 1e-9]
        found.append((float(week), int(later.iloc[0]) if len(later) else 0))
    return found


def readable_ticks(weeks: Sequence[float]) -> list[float]:
    """Of the visits' weeks, those that stand far enough apart for a number under each."""
    last = max(weeks)
    room = 0.42 / (WIDTH - 2 * _EDGE - _LEFT - _RIGHT) * last
    kept: list[float] = []
    for week in sorted(weeks):
        if not kept or week - kept[-1] >= room:
            kept.append(float(week))
    return kept
