"""Adverse events: the share of each arm to whom they happened, and the differences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from plotnine import ggplot

from ipt_outcomes.plan.locking.touched import OF_CONTRASTS
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.empty import empty_figure
from ipt_outcomes.report.figures.labels import (
    caption_of_figure,
    height_of_words,
    subtitle_of_figure,
    title_of_figure,
)
from ipt_outcomes.report.figures.style import FONT, INK, MUTED, arm_colours, arm_shapes
from ipt_outcomes.report.figures.text_fit import fitted, text_width
from ipt_outcomes.report.figures.words_around import words_around
from ipt_outcomes.report.harms_words import kind_label
from ipt_outcomes.report.numbers import confidence
from ipt_outcomes.report.wording import arm_labels, contrast_label, marked

# All lengths in inches.
WIDTH = 8.6
_EDGE, _LABELS, _GAP = 0.15, 2.35, 0.3
_ROW, _LINE, _HEAD, _FOOT, _BETWEEN = 0.3, 0.17, 0.36, 0.55, 0.16
_SMALL, _LEGEND = 9, 0.3
MOST_CATEGORIES = 8
_NOTHING = "Nothing to show: the trial has no table of adverse events."
_NONE_HAPPENED = "No adverse event was recorded in the trial's table of them."


def plot_harms(plan: Plan, harms: pd.DataFrame, compared: pd.DataFrame) -> Figure | ggplot:
    """A panel a pair of arms: their shares, and the difference with its interval.

    `harms` and `compared` are the tables `harms` and `harms_comparisons`. Without a pair there is
    one panel, of the shares alone.
    """
    title = title_of_figure("Adverse events", WIDTH)
    if harms.empty or not harms["people"].sum():
        said = _NONE_HAPPENED if len(harms) else _NOTHING
        return empty_figure(title, marked(plan, said, OF_CONTRASTS), WIDTH)
    kinds, left_out = _kinds(harms)
    pairs = list(compared[["test", "comparison"]].drop_duplicates().itertuples(index=False))
    panels: list[tuple[str, Sequence[str], pd.DataFrame | None]] = [
        (
            contrast_label(plan, test, base),
            (test, base),
            compared[(compared["test"] == test) & (compared["comparison"] == base)],
        )
        for test, base in pairs
    ] or [("", [arm.name for arm in plan.arms], None)]
    below = subtitle_of_figure(plan, "People with at least one", WIDTH, OF_CONTRASTS)
    caption = caption_of_figure(_caption(plan, bool(pairs), left_out), WIDTH)
    names = [fitted(kind_label(row), _LABELS - 0.2, _SMALL) for row in kinds]
    deep = [max(_ROW, 0.08 + _LINE * (name.count("\n") + 1)) for name in names]
    heads = [_HEAD + 0.19 * _heading(label).count("\n") if label else 0.1 for label, _, _ in panels]
    legend = _legend_rows(plan)
    top = height_of_words(title, below) + _LEGEND * len(legend) + 0.1
    bottom = height_of_words(caption=caption) + 0.05
    charts = len(panels) * (sum(deep) + _FOOT + _BETWEEN) + sum(heads)
    height = 2 * _EDGE + top + bottom + charts
    figure = Figure(figsize=(WIDTH, height), facecolor="white")
    words_around(figure, (title, below, caption), _EDGE)
    _legend(plan, figure, legend, height - _EDGE - height_of_words(title, below), height)
    most = 100 * float(harms["share"].max())
    ends = _ends(compared)
    y = height - _EDGE - top
    for (label, arms, differences), head in zip(panels, heads, strict=True):
        if label:
            look: dict[str, Any] = {"fontsize": 11, "fontweight": "bold", "family": FONT}
            figure.text(_EDGE / WIDTH, y / height, _heading(label), va="top", color=INK, **look)
        y -= head + sum(deep)
        axes = _axes(figure, y, sum(deep), differences is not None)
        _name_rows(axes[0], names, deep)
        shares = [_shares_of(harms, differences, kind) for kind in kinds]
        _shares(plan, axes[0], shares, arms, _middles(deep))
        axes[0].set_xlim(0, max(5.0, 1.08 * most))
        if differences is not None:
            _differences(axes[1], differences, kinds, deep, ends)
        y -= _FOOT + _BETWEEN
    return figure


def _kinds(harms: pd.DataFrame) -> tuple[list[dict[str, Any]], int]:
    """The kinds shown, and how many categories are not."""
    first = harms.drop_duplicates(["kind", "event"])[["kind", "event"]]
    categories = first[first["kind"] == "category"]
    shown = pd.concat([first[first["kind"] != "category"], categories.head(MOST_CATEGORIES)])
    return [dict(row) for _, row in shown.iterrows()], max(0, len(categories) - MOST_CATEGORIES)


def _caption(plan: Plan, pairs: bool, left_out: int) -> str:
    said = ["Left: percent of all people of the arm."]
    if pairs:
        said = ["Left: percent of all people of the arm, in the time for which both are followed."]
        said.append(
            "Right: the difference in percentage points, test arm minus comparison arm, with its "
            f"{confidence(plan.alpha)} confidence interval; right of zero there were more in the "
            "test arm."
        )
    if left_out:
        said.append(f"The {MOST_CATEGORIES} most frequent categories; {left_out} more are rarer.")
    return " ".join(said)


def _heading(label: str) -> str:
    return fitted(label, WIDTH - 2 * _EDGE, 11, bold=True)


def _legend_rows(plan: Plan) -> list[list[tuple[str, str]]]:
    """The arms that stand side by side in each row of the legend."""
    rows: list[list[tuple[str, str]]] = [[]]
    used = 0.0
    for arm, label in arm_labels(plan).items():
        wide = text_width(label, 10, False) + 0.5
        if rows[-1] and used + wide > WIDTH - 2 * _EDGE:
            rows.append([])
            used = 0.0
        rows[-1].append((arm, label))
        used += wide
    return rows


def _legend(
    plan: Plan, figure: Figure, rows: list[list[tuple[str, str]]], top: float, height: float
) -> None:
    for number, row in enumerate(rows):
        x, y = _EDGE + 0.1, top - _LEGEND * (number + 0.5)
        for arm, label in row:
            figure.add_artist(
                Line2D(
                    [x / WIDTH], [y / height], marker=arm_shapes(plan)[arm], markersize=7,
                    color=arm_colours(plan)[arm], linestyle="",
                )
            )  # fmt: skip
            said = fitted(label, WIDTH - 2 * _EDGE - 0.3, 10)
            look: dict[str, Any] = {"fontsize": 10, "family": FONT, "color": INK}
            figure.text((x + 0.13) / WIDTH, y / height, said, va="center", **look)
            x += text_width(label, 10, False) + 0.5


def _axes(figure: Figure, low: float, high: float, two: bool) -> list[Axes]:
    height = figure.get_size_inches()[1]
    room = WIDTH - 2 * _EDGE - _LABELS - 0.1
    wide = (room - _GAP) / 2 if two else room
    left = _EDGE + _LABELS
    found = []
    for place in range(2 if two else 1):
        x = left + place * (wide + _GAP)
        axes = figure.add_axes((x / WIDTH, low / height, wide / WIDTH, high / height))
        axes.set_ylim(high, 0)
        axes.set_yticks([])
        axes.tick_params(labelsize=_SMALL, labelfontfamily=FONT, labelcolor=INK, color=MUTED)
        axes.grid(axis="x", color="#D9E2EC", linewidth=0.5)
        axes.set_axisbelow(True)
        for side in ("top", "left", "right"):
            axes.spines[side].set_visible(False)
        axes.spines["bottom"].set_color(MUTED)
        found.append(axes)
    return found


def _middles(deep: Sequence[float]) -> list[float]:
    return [sum(deep[:place]) + each / 2 for place, each in enumerate(deep)]


def _of(frame: pd.DataFrame, kind: dict[str, Any]) -> pd.DataFrame:
    own: pd.DataFrame = frame[frame["kind"] == kind["kind"]]
    return own[own["event"] == kind["event"]] if isinstance(kind["event"], str) else own


def _name_rows(axes: Axes, names: Sequence[str], deep: Sequence[float]) -> None:
    for middle, name in zip(_middles(deep), names, strict=True):
        axes.axhline(middle, color="#D9E2EC", linewidth=0.8, zorder=0)
        axes.annotate(
            name, (0, middle), xycoords=axes.get_yaxis_transform(), xytext=(-8, 0),
            textcoords="offset points", ha="right", va="center", fontsize=_SMALL, family=FONT,
            color=INK, linespacing=1.2, annotation_clip=False,
        )  # fmt: skip


def _shares_of(
    harms: pd.DataFrame, compared: pd.DataFrame | None, kind: dict[str, Any]
) -> dict[str, float]:
    """The share of people by arm; of a pair, in the time for which both arms are followed."""
    if compared is None:
        return dict(_of(harms, kind).set_index("arm")["share"])
    row = _of(compared, kind).iloc[0]
    return {
        row[which]: row[f"people_{which}"] / row[f"n_{which}"]
        if row[f"n_{which}"]
        else float("nan")
        for which in ("test", "comparison")
    }


def _shares(
    plan: Plan, axes: Axes, shown: Sequence[dict[str, float]], arms: Sequence[str], middles: Any
) -> None:
    """Of each kind in `shown`, the share by arm."""
    colours, shapes = arm_colours(plan), arm_shapes(plan)
    for share, middle in zip(shown, middles, strict=True):
        for place, arm in enumerate(arms):
            # Arms with the same share would hide one another.
            apart = (place - (len(arms) - 1) / 2) * min(0.1, 0.2 / len(arms))
            axes.plot(
                100 * share[arm], middle + apart, shapes[arm], color=colours[arm], ms=6, zorder=3,
                clip_on=False,
            )  # fmt: skip
    axes.set_xlabel("Percent of people", fontsize=_SMALL, family=FONT, color=INK)


def _ends(compared: pd.DataFrame) -> tuple[float, float]:
    if compared.empty:
        return -1.0, 1.0
    low, high = 100 * compared["ci_lower"].min(), 100 * compared["ci_upper"].max()
    room = 0.06 * (high - low)
    return float(min(low - room, 0)), float(max(high + room, 0))


def _differences(
    axes: Axes, rows: pd.DataFrame, kinds: Any, deep: Any, ends: tuple[float, float]
) -> None:
    axes.axvline(0, color=MUTED, linewidth=1.0, zorder=1)
    for kind, middle in zip(kinds, _middles(deep), strict=True):
        axes.axhline(middle, color="#D9E2EC", linewidth=0.8, zorder=0)
        row = _of(rows, kind).iloc[0]
        limits = [100 * row["ci_lower"], 100 * row["ci_upper"]]
        axes.plot(limits, [middle, middle], color=INK, linewidth=1.4, zorder=2)
        axes.plot(100 * row["estimate"], middle, "s", color=INK, ms=5, zorder=3)
    axes.set_xlim(*ends)
    said = "Difference, percentage points"
    axes.set_xlabel(said, fontsize=_SMALL, family=FONT, color=INK)
