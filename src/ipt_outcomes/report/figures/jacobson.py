"""The Jacobson plot: each person's score after treatment against the one before; internal."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from plotnine import ggplot

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.clinical_words import NOT_FOR_RELEASE, Limits, entries, entry_label, known
from ipt_outcomes.report.figures.empty import empty_figure
from ipt_outcomes.report.figures.labels import (
    caption_of_figure,
    height_of_words,
    subtitle_of_figure,
    title_of_figure,
)
from ipt_outcomes.report.figures.style import FONT, INK, MUTED, SHADE, WARNING
from ipt_outcomes.report.figures.text_fit import fitted, fitted_lines
from ipt_outcomes.report.figures.words_around import words_around
from ipt_outcomes.report.wording import (
    arm_labels,
    lower_is_better,
    marked,
    scale_in_words,
)

# All lengths in inches.
_WIDTH = 8.6
_EDGE, _LEFT, _GAP = 0.15, 0.62, 0.42
_HEAD, _LINE, _FOOT, _LEGEND, _ENTRY = 0.3, 0.19, 0.62, 0.3, 0.34
_MOST_COLUMNS = 3
# Colours and marks: better, within the band, worse.
_LOOKS = {
    "Better": ("#0072B2", "o"),
    "Within the band": ("#52606D", "s"),
    "Worse": ("#D55E00", "^"),
}
_NOTHING = "Nothing to show: the plan judges nobody, or nobody could be judged."


def plot_jacobson(plan: Plan, outcomes: pd.DataFrame, limits: pd.DataFrame) -> Figure | ggplot:
    """A panel an arm, for each entry of the plan's `clinical_change`; marked as internal.

    `outcomes` and `clinical_limits` are the tables of these names: the band is the reliable change
    to either side of the diagonal. People without one of the scores are not shown.
    """
    title = title_of_figure("Each person before and after", _WIDTH)
    shown = [
        (outcome, visit, rows, people)
        for outcome, visit, rows in entries(limits)
        if known(rows["reliable change"]) and len(people := _people(plan, outcomes, outcome, visit))
    ]
    if not shown:
        return empty_figure(title, marked(plan, _NOTHING), _WIDTH)
    below = subtitle_of_figure(plan, NOT_FOR_RELEASE, _WIDTH)
    caption = caption_of_figure(
        "One point a person with both scores; darker where several lie together. Line: no change. "
        "Band: change within measurement error. Dashed: the cutoff.",
        _WIDTH,
    )
    columns = min(_MOST_COLUMNS, len(plan.arms))
    panel = (_WIDTH - 2 * _EDGE - _LEFT - (columns - 1) * _GAP) / _MOST_COLUMNS
    if columns < _MOST_COLUMNS:
        panel = min(3.3, (_WIDTH - 2 * _EDGE - _LEFT - (columns - 1) * _GAP) / columns)
    lines = max(
        len(fitted_lines(label, panel, 10, bold=True)) for label in arm_labels(plan).values()
    )
    head = _HEAD + (lines - 1) * _LINE
    rows = math.ceil(len(plan.arms) / columns)
    top = height_of_words(title, below) + _LEGEND + 0.1
    bottom = height_of_words(caption=caption) + 0.05
    of_entry = _ENTRY + rows * (head + panel + _FOOT)
    height = 2 * _EDGE + top + bottom + len(shown) * of_entry
    figure = Figure(figsize=(_WIDTH, height), facecolor="white")
    words_around(figure, (title, below, caption), _EDGE)
    _legend(figure, height - _EDGE - height_of_words(title, below), height)
    y = height - _EDGE - top
    for outcome, visit, limit, people in shown:
        look: dict[str, Any] = {"fontsize": 11, "fontweight": "bold", "family": FONT}
        name = f"{entry_label(plan, outcome, visit)}; {scale_in_words(plan, outcome)}"
        label = fitted(name, _WIDTH - 2 * _EDGE, 11, bold=True)
        figure.text(_EDGE / _WIDTH, (y - 0.16) / height, label, va="center", color=INK, **look)
        for number, arm in enumerate(plan.arms):
            x = _EDGE + _LEFT + (number % columns) * (panel + _GAP)
            low = y - _ENTRY - (number // columns + 1) * (head + panel + _FOOT) + _FOOT
            axes = figure.add_axes((x / _WIDTH, low / height, panel / _WIDTH, panel / height))
            axes.set_title(
                fitted(arm.label, panel, 10, bold=True),
                fontsize=10, fontweight="bold", family=FONT, color=INK, loc="left",
            )  # fmt: skip
            _draw(axes, people[people["arm"] == arm.name], limit, lower_is_better(plan, outcome))
            _axes(plan, axes, people, outcome, first=number % columns == 0)
        y -= of_entry
    return figure


def _people(plan: Plan, outcomes: pd.DataFrame, outcome: str, visit: str) -> pd.DataFrame:
    """Who has both scores: arm, before and after."""
    own = outcomes[outcomes["outcome"] == outcome].set_index("participant")
    before, after = (own.loc[own["visit"] == at, "score"] for at in (plan.baseline.name, visit))
    arm = own.loc[own["visit"] == visit, "arm"].astype("str")
    both = pd.DataFrame({"arm": arm, "before": before, "after": after})
    return both.dropna()


def _draw(axes: Axes, people: pd.DataFrame, limits: Limits, lower: bool) -> None:
    change = float(limits["reliable change"]["value"])
    ends = np.array([-1e3, 1e3])
    axes.fill_between(ends, ends - change, ends + change, color=SHADE, linewidth=0, zorder=0)
    axes.plot(ends, ends, color=MUTED, linewidth=1.0, zorder=1)
    if "cutoff" in limits and known(limits["cutoff"]):
        cutoff = float(limits["cutoff"]["value"])
        for line in (axes.axhline, axes.axvline):
            line(cutoff, color=WARNING, linewidth=1.0, linestyle="--", zorder=1)
    gained = (people["before"] - people["after"]) * (1.0 if lower else -1.0)
    which = np.select([gained >= change, gained <= -change], ["Better", "Worse"], "Within the band")
    for name, (colour, mark) in _LOOKS.items():
        own = people[which == name]
        axes.scatter(
            own["before"], own["after"], s=26, c=colour, marker=mark, alpha=0.55, linewidths=0,
            zorder=2,
        )  # fmt: skip


def _axes(plan: Plan, axes: Axes, people: pd.DataFrame, outcome: str, *, first: bool) -> None:
    scores = people[["before", "after"]].to_numpy(dtype=float)
    low, high = float(scores.min()), float(scores.max())
    room = 0.04 * (high - low) or 1.0
    axes.set_xlim(low - room, high + room)
    axes.set_ylim(low - room, high + room)
    axes.set_xlabel("Before", fontsize=10, family=FONT, color=INK)
    if first:
        axes.set_ylabel("After", fontsize=10, family=FONT, color=INK)
    axes.tick_params(labelsize=9, labelfontfamily=FONT, labelcolor=INK, color=MUTED)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("bottom", "left"):
        axes.spines[side].set_color(MUTED)


def _legend(figure: Figure, y: float, height: float) -> None:
    figure.legend(
        handles=[
            Line2D([], [], color=colour, marker=mark, linestyle="", alpha=0.8, label=name)
            for name, (colour, mark) in _LOOKS.items()
        ],
        loc="upper left",
        bbox_to_anchor=(_EDGE / _WIDTH, y / height),
        ncols=len(_LOOKS),
        frameon=False,
        borderaxespad=0.3,
        handletextpad=0.2,
        prop={"family": FONT, "size": 10},
        labelcolor=INK,
    )
