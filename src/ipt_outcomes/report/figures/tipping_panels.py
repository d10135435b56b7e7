"""One contrast with deltas added: a map where people of both arms are moved, or a curve."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.patheffects import withStroke

from ipt_outcomes.report.figures.style import FONT, INK, MUTED, OKABE_ITO, plain
from ipt_outcomes.report.figures.text_fit import fitted, fitted_lines, text_width
from ipt_outcomes.report.numbers import plain_number

# Diverging, told apart by colour-blind readers; white where the arms are alike.
COLOURS = "PuOr"
_HALO = [withStroke(linewidth=3, foreground="white")]
_SMALL = 9
_MOST_UNITS = 6
# Of an axis's label, beyond which it would lie upon what is next to it.
_MOST_LINES = 2

Labels = tuple[str, ...]
Size = tuple[float, float]
"""A panel's width and height, inches."""

# A region of the map smaller than this share of it has no room for words.
_ROOM_FOR_WORDS = 0.05


@dataclass(frozen=True, repr=False, eq=False)
class Panel:
    """What is drawn of a contrast.

    pairs   its rows of the table `tipping`
    margins  of the claim as differences in points, of a curve
    unit    points that a reader weighs others by
    labels  of the axes, by the arm whose people are moved: the longest first
    tips    where the conclusion changes with people of the test arm moved alone, points worse
    alone   the arm whose people are moved, of a curve
    """

    title: str
    pairs: pd.DataFrame
    margins: tuple[float, ...]
    unit: float
    labels: dict[str, Labels]
    tips: tuple[float, ...]
    alone: str | None

    @property
    def units(self) -> int:
        """How many whole units to either side have a thin line; none where they would hide what
        they are to measure.
        """
        farthest = float(self.pairs[["delta_test", "delta_comparison"]].to_numpy(float).max())
        count = int(farthest / self.unit)
        return count if 1 <= count <= _MOST_UNITS else 0


def draw_map(axes: Axes, panel: Panel, largest: float, size: Size) -> QuadMesh:
    """The heat map: the difference as colour, and lines where the conclusion changes."""
    across, up, difference = _grid(panel.pairs, "estimate")
    mesh = axes.pcolormesh(
        across, up, difference, cmap=COLOURS, vmin=-largest, vmax=largest, shading="nearest"
    )
    for limit in ("ci_lower", "ci_upper"):
        beyond = _grid(panel.pairs, limit)[2]
        if beyond.min() < 0 < beyond.max():
            axes.contour(across, up, beyond, levels=[0.0], colors=INK, linewidths=2.0)
    _unit_lines(axes, panel, both=True)
    axes.plot([0], [0], "s", color=INK, markersize=7, markeredgecolor="white")
    _say_conclusions(axes, panel, size[0])
    # Each cell whole, around its pair of deltas.
    for limits, places in ((axes.set_xlim, across), (axes.set_ylim, up)):
        half = float(places[1] - places[0]) / 2.0
        limits(float(places.min()) - half, float(places.max()) + half)
    _dress(axes, panel.labels["comparison"], panel.labels["test"], size)
    return mesh


def draw_curve(axes: Axes, panel: Panel, size: Size) -> None:
    """The difference with its interval over the points that people of one arm are moved by."""
    role = panel.alone or "test"
    rows = panel.pairs.sort_values(f"delta_{role}")
    delta = rows[f"delta_{role}"].to_numpy(float)
    lower, upper = rows["ci_lower"].to_numpy(float), rows["ci_upper"].to_numpy(float)
    axes.fill_between(delta, lower, upper, color=OKABE_ITO[0], alpha=0.2, linewidth=0)
    axes.plot(delta, rows["estimate"].to_numpy(float), color=OKABE_ITO[0], linewidth=2)
    axes.axhline(0, color=MUTED, linewidth=1)
    for margin in panel.margins:
        axes.axhline(margin, color=OKABE_ITO[1], linewidth=1.5, linestyle="dashed")
    start = rows.loc[rows[f"delta_{role}"] == 0.0, "estimate"]
    axes.plot([0], start, "s", color=INK, markersize=7, markeredgecolor="white")
    for points in panel.tips:
        axes.axvline(points, color=INK, linewidth=2)
    _unit_lines(axes, panel, both=False)
    axes.set_xlim(float(delta.min()), float(delta.max()))
    _say_stretches(axes, panel, delta, rows["conclusion"].to_numpy(object), size[0])
    _dress(axes, panel.labels[role], ("Difference, points, with its interval",), size)


def _grid(
    pairs: pd.DataFrame, column: str
) -> tuple[
    np.ndarray[tuple[int], np.dtype[np.float64]],
    np.ndarray[tuple[int], np.dtype[np.float64]],
    np.ndarray[tuple[int, int], np.dtype[np.float64]],
]:
    table = pairs.pivot_table(index="delta_test", columns="delta_comparison", values=column)
    return table.columns.to_numpy(float), table.index.to_numpy(float), table.to_numpy(float)


def _unit_lines(axes: Axes, panel: Panel, *, both: bool) -> None:
    """Thin lines at whole units."""
    style: dict[str, Any] = {"color": MUTED, "linewidth": 0.6, "linestyle": "dotted"}
    for place in range(-panel.units, panel.units + 1) if panel.units else ():
        axes.axvline(place * panel.unit, **style)
        if both:
            axes.axhline(place * panel.unit, **style)


def _say_conclusions(axes: Axes, panel: Panel, inches: float) -> None:
    """Each conclusion's words where they are farthest from other conclusions' pairs."""
    names = ["delta_comparison", "delta_test"]
    farthest = float(panel.pairs[names].abs().to_numpy(float).max())
    inner = panel.pairs[(panel.pairs[names].abs() <= 0.75 * farthest).all(axis=1)]
    # Not over the mark of the plan's assumption, which lies at zero.
    inner = inner[(inner["delta_test"].abs() > 0.12 * farthest)]
    for words, rows in panel.pairs.groupby("conclusion", sort=False):
        own = inner.loc[inner["conclusion"] == words, names].to_numpy(float)
        if len(rows) < _ROOM_FOR_WORDS * len(panel.pairs) or not len(own):
            continue
        others = panel.pairs.loc[panel.pairs["conclusion"] != words, names].to_numpy(float)
        away = np.full(len(own), farthest)
        if len(others):
            gaps = np.square(own[:, None, :] - others[None, :, :]).sum(axis=2)
            away = np.minimum(np.sqrt(gaps.min(axis=1)), 0.75 * farthest)
        # Where several are as far, the one nearest to the middle of the region.
        middle = np.square(own - rows[names].to_numpy(float).mean(axis=0)).sum(axis=1)
        x, y = own[int(np.lexsort((middle, -away))[0])]
        said = _in_lines(str(words), inches / 2.4)
        widest = max(text_width(line, _SMALL, True) for line in said.splitlines())
        edge = farthest * (1 - (widest + 0.1) / inches)
        x = min(max(x, -edge), edge)
        axes.text(x, y, said, **_WORDS)


def _say_stretches(
    axes: Axes,
    panel: Panel,
    delta: np.ndarray[tuple[int], np.dtype[np.float64]],
    said: np.ndarray[tuple[int], np.dtype[np.object_]],
    inches: float,
) -> None:
    """Each conclusion's words above the stretch in which it holds."""
    low, high = axes.get_ylim()
    room = 0.3 * (high - low)
    axes.set_ylim(low, high + room)
    edges = [float(delta[0]), *sorted(panel.tips), float(delta[-1])]
    whole = edges[-1] - edges[0]
    for start, end in pairwise(edges):
        within = said[(delta >= start) & (delta <= end)]
        share = (end - start) / whole
        if not len(within) or share < 0.12:
            continue
        words = _in_lines(str(within[len(within) // 2]), inches * share - 0.1)
        axes.text((start + end) / 2, high + room / 2, words, **_WORDS)


def _in_lines(words: str, inches: float) -> str:
    """Bold words in lines of that width, which break at spaces and hyphens, and nowhere else."""
    lines = [""]
    for part in re.split(r"(?<=[ -])", words):
        longer = lines[-1] + part
        if text_width(longer.rstrip(), _SMALL, True) <= inches or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(part)
    return plain("\n".join(line.rstrip() for line in lines))


_WORDS: dict[str, Any] = {
    "fontsize": _SMALL,
    "fontweight": "bold",
    "family": FONT,
    "color": INK,
    "ha": "center",
    "va": "center",
    "path_effects": _HALO,
}


def _dress(axes: Axes, across: Labels, up: Labels, size: Size) -> None:
    text: dict[str, Any] = {"fontsize": 10, "family": FONT, "color": INK}
    wide, high = size
    axes.set_xlabel(_axis_label(across, wide + 0.4), **text)
    axes.set_ylabel(_axis_label(up, high + 0.2), **text)
    axes.tick_params(labelsize=_SMALL, labelfontfamily=FONT, labelcolor=INK, color=MUTED)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda value, _: plain(plain_number(round(value, 6))))
    for side, spine in axes.spines.items():
        spine.set_visible(side in {"left", "bottom"})
        spine.set_color(MUTED)


def _axis_label(wanted: Labels, inches: float) -> str:
    """The first that has room, else the last."""
    short = (each for each in wanted if len(fitted_lines(each, inches, 10)) <= _MOST_LINES)
    return fitted(next(short, wanted[-1]), inches, 10)
