"""Who recovered, improved, stayed and got worse in each arm: stacked bars."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from plotnine import ggplot

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.clinical_words import CATEGORIES, SOURCES, entry_label
from ipt_outcomes.report.figures.empty import empty_figure
from ipt_outcomes.report.figures.labels import (
    caption_of_figure,
    height_of_words,
    subtitle_of_figure,
    title_of_figure,
)
from ipt_outcomes.report.figures.style import FONT, INK, MUTED
from ipt_outcomes.report.figures.text_fit import fitted, text_width
from ipt_outcomes.report.figures.words_around import words_around
from ipt_outcomes.report.wording import arm_labels, marked

# All lengths in inches.
_WIDTH = 8.6
_EDGE, _LABELS = 0.15, 2.05
_BAR, _BETWEEN, _BETWEEN_ARMS, _LINE = 0.27, 0.06, 0.16, 0.22
_HEAD, _FOOT, _LEGEND = 0.36, 0.6, 0.34
_SMALL = 9
_ROOM = _WIDTH - 2 * _EDGE
# From the best to the worst; told apart without colour by their order and their numbers.
COLOURS = {
    "recovered": "#0072B2",
    "improved": "#8EC6E8",
    "unchanged": "#DDE3EA",
    "deteriorated": "#F2B27A",
    "harmed": "#D55E00",
}
_LIGHT = {"recovered", "harmed"}
_NOTHING = "Nothing to show: the plan judges nobody, or nobody could be judged."


def plot_clinical_change(plan: Plan, counts: pd.DataFrame) -> Figure | ggplot:
    """Two bars an arm, those observed and everyone, a panel an entry of the plan's
    `clinical_change`.

    `counts` is the table `clinical_counts`.
    """
    title = title_of_figure("Clinically significant change", _WIDTH)
    if counts.empty:
        return empty_figure(title, marked(plan, _NOTHING), _WIDTH)
    below = subtitle_of_figure(plan, "Percent of people, by Jacobson and Truax", _WIDTH)
    of_all = (
        f"{SOURCES['imputed']}: everyone, missing scores imputed under missing at random. "
        if "imputed" in _sources(counts)
        else ""
    )
    caption = caption_of_figure(
        f"{SOURCES['observed']}: people with a score before and after. {of_all}Rounded percent; "
        "none where the piece is too narrow.",
        _WIDTH,
    )
    panels = [
        (entry_label(plan, str(outcome), str(visit)), of)
        for (outcome, visit), of in counts.groupby(["outcome", "visit"], sort=False)
    ]
    heights = [_height(plan, of) for _, of in panels]
    top = height_of_words(title, below) + _LEGEND + 0.1
    bottom = height_of_words(caption=caption) + 0.05
    height = 2 * _EDGE + top + bottom + sum(heights) + len(panels) * (_HEAD + _FOOT)
    figure = Figure(figsize=(_WIDTH, height), facecolor="white")
    words_around(figure, (title, below, caption), _EDGE)
    _legend(figure, counts, height - _EDGE - height_of_words(title, below), height)
    y = height - _EDGE - top
    wide = _WIDTH - _LABELS - 2 * _EDGE
    for (label, of), high in zip(panels, heights, strict=True):
        y -= _HEAD + high
        place = ((_EDGE + _LABELS) / _WIDTH, y / height, wide / _WIDTH, high / height)
        axes = figure.add_axes(place)
        at = (_EDGE / _WIDTH, (y + high + 0.1) / height)
        look: dict[str, Any] = {"fontsize": 11, "fontweight": "bold", "family": FONT}
        figure.text(*at, fitted(label, _WIDTH - 2 * _EDGE, 11, bold=True), color=INK, **look)
        _bars(plan, axes, of, wide, high)
        y -= _FOOT
    return figure


def _sources(of: pd.DataFrame) -> list[str]:
    return [source for source in SOURCES if (of["source"] == source).any()]


def _names(plan: Plan) -> dict[str, str]:
    """Each arm's label in lines as wide as the figure."""
    return {arm: fitted(label, _ROOM, 10, bold=True) for arm, label in arm_labels(plan).items()}


def _height(plan: Plan, of: pd.DataFrame) -> float:
    bars = len(_sources(of)) * (_BAR + _BETWEEN)
    lines = sum(name.count("\n") + 1 for name in _names(plan).values())
    return len(plan.arms) * (bars + _BETWEEN_ARMS) + lines * _LINE


def _legend(figure: Figure, counts: pd.DataFrame, y: float, height: float) -> None:
    shown = [name for name in CATEGORIES if (counts["category"] == name).any()]
    figure.legend(
        handles=[Patch(facecolor=COLOURS[name], label=name.capitalize()) for name in shown],
        loc="upper left",
        bbox_to_anchor=(_EDGE / _WIDTH, y / height),
        ncols=len(shown),
        frameon=False,
        borderaxespad=0.3,
        handlelength=1.2,
        columnspacing=1.4,
        prop={"family": FONT, "size": 10},
        labelcolor=INK,
    )


def _bars(plan: Plan, axes: Axes, of: pd.DataFrame, wide: float, high: float) -> None:
    """Bars from the top down, in inches: each arm's name, then its bars."""
    y = 0.0
    for arm, name in _names(plan).items():
        y += _BETWEEN_ARMS
        axes.text(
            -_LABELS * 100 / wide, y, name, ha="left", va="top", fontsize=10, fontweight="bold",
            family=FONT, color=INK,
        )  # fmt: skip
        y += (name.count("\n") + 1) * _LINE
        for source in _sources(of):
            own = of[(of["arm"] == arm) & (of["source"] == source)].set_index("category")
            _bar(axes, own, y + _BAR / 2, wide)
            n, few = own["n"].iloc[0], " (few)" if own["few"].any() else ""
            axes.text(
                -0.08 * 100 / wide, y + _BAR / 2, f"{SOURCES[source]}, n = {n:,}{few}",
                ha="right", va="center_baseline", fontsize=_SMALL, family=FONT, color=MUTED,
            )  # fmt: skip
            y += _BAR + _BETWEEN
    axes.set_xlim(0, 100)
    axes.set_ylim(high, 0)
    axes.set_yticks([])
    axes.set_xlabel("Percent of people", fontsize=10, family=FONT, color=INK)
    axes.tick_params(labelsize=_SMALL, labelfontfamily=FONT, labelcolor=INK, color=MUTED)
    for side in ("top", "left", "right"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(MUTED)


def _bar(axes: Axes, own: pd.DataFrame, y: float, wide: float) -> None:
    left = 0.0
    shares = own["share"].fillna(0.0).to_dict()
    for name in CATEGORIES:
        percent = 100 * float(shares.get(name, 0.0))
        if not percent:
            continue
        axes.barh(y, percent, _BAR, left=left, color=COLOURS[name], edgecolor="white")
        said = f"{percent:.0f}"
        if text_width(said, _SMALL, False) + 0.06 <= percent / 100 * wide:
            axes.text(
                left + percent / 2, y, said, ha="center", va="center_baseline", fontsize=_SMALL,
                family=FONT, color="white" if name in _LIGHT else INK,
            )  # fmt: skip
        left += percent
