"""The flow diagram, after CONSORT: who was assessed, randomised, treated, lost and analysed."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.flow_counts import Box, flow_boxes
from ipt_outcomes.report.figures.style import FONT, INK, MUTED, SHADE, WARNING, plain
from ipt_outcomes.report.figures.text_fit import fitted_lines
from ipt_outcomes.report.wording import marked

# All lengths in inches: the axes cover the figure and have its size as limits.
_WIDTH = 12.0
_EDGE = 0.2
_WIDEST = 5.7
_GAP = 0.4
_BETWEEN = 0.3
_PAD = 0.12
_LINE = 0.21
_FONT_SIZE = 10.5
_MARK_SIZE = 9.0


def plot_flow(plan: Plan, flow: pd.DataFrame, clusters: pd.DataFrame | None = None) -> Figure:
    """The flow of participants as boxes and arrows, one column an arm; 12 inches wide.

    `flow` and `clusters` are the tables of these names. What they do not count is left out: people
    before randomisation, treatment received, withdrawals.
    """
    boxes = flow_boxes(plan, flow, clusters)
    arms = len(boxes.arms)
    column = min(_WIDEST, (_WIDTH - 2 * _EDGE - _BETWEEN * (arms - 1)) / arms)
    middle, wide = _WIDTH / 2, 3.6
    heights = [
        max(_height(each[row], column) for each in boxes.arms) for row in range(len(boxes.arms[0]))
    ]
    excluded = _height(boxes.excluded, wide)
    top = _height(boxes.assessed, wide) + max(_GAP, excluded + 0.3)
    room = (_WIDTH - wide) / 2 - 2 * _EDGE if boxes.assessed.heading else _WIDTH - 2 * _EDGE
    marks = fitted_lines(marked(plan, ""), room, _MARK_SIZE, indent="")
    if not boxes.assessed.heading:
        # What is marked stands above the box, which is as wide as the page's middle.
        top = max(_GAP, _LINE * len(marks)) if marks[0] else 0.0
    total = top + _height(boxes.randomised, wide) + sum(heights) + _GAP * (len(heights) + 1)
    height = total + 2 * _EDGE
    figure, axes = _canvas(height)
    corner = (_EDGE / _WIDTH, 1 - _EDGE / height)
    said = plain("\n".join(marks))
    figure.text(*corner, said, va="top", color=WARNING, fontsize=_MARK_SIZE, family=FONT)

    y = height - _EDGE
    if boxes.assessed.heading:
        y = _draw(axes, boxes.assessed, middle, y, wide)
        next_y = y - max(_GAP, excluded + 0.3)
        if boxes.excluded.heading:
            turn = (y + next_y) / 2
            beside = middle + 2.6
            _arrow(axes, (middle, turn), (beside - wide / 2 + 0.4, turn))
            _draw(axes, boxes.excluded, beside + 0.4, turn + excluded / 2, wide)
        _arrow(axes, (middle, y), (middle, next_y))
        y = next_y
    elif top:
        y -= top
    y = _draw(axes, boxes.randomised, middle, y, wide)
    centres = [middle + (i - (arms - 1) / 2) * (column + _BETWEEN) for i in range(arms)]
    branch = y - _GAP
    _line(axes, (middle, y), (middle, branch))
    _line(axes, (centres[0], branch), (centres[-1], branch))
    for centre, each in zip(centres, boxes.arms, strict=True):
        _column(axes, each, heights, (centre, branch), column)
    return figure


def _column(
    axes: Axes,
    boxes: tuple[Box, ...],
    heights: list[float],
    above: tuple[float, float],
    width: float,
) -> None:
    """One arm's boxes under the point `above`; an empty box is passed by.

    A row's boxes begin at one height in all arms.
    """
    centre, top = above
    start = top
    y = top - _GAP
    for box, height in zip(boxes, heights, strict=True):
        if box.heading:
            _arrow(axes, (centre, start), (centre, y))
            start = _draw(axes, box, centre, y, width)
        y -= height + _GAP


def _canvas(height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(_WIDTH, height), facecolor="white")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, _WIDTH)
    axes.set_ylim(0, height)
    axes.set_axis_off()
    return figure, axes


def _lines(box: Box, width: float) -> list[tuple[str, bool]]:
    """The box's text in lines that fit its width, and whether each is bold."""
    room = width - 2 * _PAD
    bold = [(line, True) for line in fitted_lines(box.heading, room, _FONT_SIZE, bold=True)]
    rest = [(line, False) for each in box.lines for line in fitted_lines(each, room, _FONT_SIZE)]
    return bold + rest


def _height(box: Box, width: float) -> float:
    return len(_lines(box, width)) * _LINE + 2 * _PAD if box.heading else 0.0


def _draw(axes: Axes, box: Box, centre: float, top: float, width: float) -> float:
    """Draw the box with its upper edge at `top`; returns its lower edge."""
    height = _height(box, width)
    axes.add_patch(
        FancyBboxPatch(
            (centre - width / 2, top - height),
            width,
            height,
            boxstyle="round,pad=0,rounding_size=0.06",
            facecolor=SHADE,
            edgecolor=MUTED,
            linewidth=1.0,
        )
    )
    for number, (line, bold) in enumerate(_lines(box, width)):
        axes.text(
            centre - width / 2 + _PAD,
            top - _PAD - (number + 0.5) * _LINE,
            plain(line),
            fontsize=_FONT_SIZE,
            fontweight="bold" if bold else "normal",
            family=FONT,
            color=INK,
            va="center",
        )
    return top - height


def _line(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    axes.plot([start[0], end[0]], [start[1], end[1]], color=MUTED, linewidth=1.2)


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    style = {"arrowstyle": "-|>", "color": MUTED, "linewidth": 1.2, "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", xy=end, xytext=start, arrowprops=style)
