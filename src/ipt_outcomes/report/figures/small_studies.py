"""The small-study (funnel) plot: effects against their standard errors, with contours.

The contours are about no effect: where a study would be significant (Peters et al. 2008, J Clin
Epidemiol 61:991-996). Studies that are lacking where none is significant are another thing than
studies that are lacking elsewhere.
"""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from plotnine import ggplot

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.evidence_words import LEAST_FOR_TEST, OTHERS, title_of_entry
from ipt_outcomes.report.figures.canvas import Canvas
from ipt_outcomes.report.figures.empty import empty_figure
from ipt_outcomes.report.figures.labels import (
    caption_of_figure,
    height_of_words,
    subtitle_of_figure,
    title_of_figure,
)
from ipt_outcomes.report.figures.style import FONT, INK, MUTED, OKABE_ITO
from ipt_outcomes.report.figures.text_fit import fitted
from ipt_outcomes.report.numbers import plain_number
from ipt_outcomes.report.wording import marked

# All lengths in inches.
_WIDTH, _EDGE, _GAP = 10.0, 0.2, 0.3
_WORDS = _WIDTH - 2 * _EDGE
_CHART, _LEFT, _UNDER, _LEGEND = 3.2, 0.65, 0.62, 0.4
_SIZE = 10
_OWN, _STUDY = OKABE_ITO[1], OKABE_ITO[0]
# From the outside in: the p-value at whose contour a shade begins; darker, less significant.
_SHADES = ((0.01, "#EEF2F6"), (0.05, "#D5DEE8"), (0.1, "#B8C6D4"))
_NAMES = ("p < .01", ".01 to .05", ".05 to .10", "p > .10")
_TITLE = "Do small studies show other effects?"
_NOTHING = f"Nothing to show: fewer than {LEAST_FOR_TEST} studies."
_CAPTION = (
    "Each point is an effect: the higher, the more precise. Broken line: what the other studies "
    "come to. Shades: the p-value that a study there has by itself, against no effect. Where small "
    "studies lie further out on one side, and none in the dark, some may have stayed unpublished; "
    "small studies may also have had other people, or closer care."
)


def plot_small_studies(
    plan: Plan, evidence_studies: pd.DataFrame, evidence_pooled: pd.DataFrame
) -> Figure | ggplot:
    """A panel an entry of the plan's `evidence` with ten studies or more; 10 inches wide.

    The arguments are the tables of these names.
    """
    shown = evidence_pooled[
        (evidence_pooled["pooled_of"] == OTHERS) & (evidence_pooled["studies"] >= LEAST_FOR_TEST)
    ]
    if shown.empty:
        return empty_figure(_TITLE, marked(plan, _NOTHING), _WIDTH)
    title = title_of_figure(_TITLE, _WORDS)
    below = subtitle_of_figure(plan, "Effects against their standard errors", _WORDS)
    caption = caption_of_figure(_CAPTION, _WORDS)
    columns = min(2, len(shown))
    lines = math.ceil(len(shown) / columns)
    width = (_WORDS - _GAP * (columns - 1)) / columns
    heads = [fitted(title_of_entry(plan, row), width, 11, bold=True) for _, row in shown.iterrows()]
    head = max(len(each.splitlines()) for each in heads) * 0.22 + 0.08
    deep = head + _CHART + _UNDER
    height = 2 * _EDGE + height_of_words(title, below, caption) + 0.2 + _LEGEND + lines * deep
    canvas = Canvas(_WIDTH, height)
    y = canvas.words(_EDGE, height - _EDGE, title, bold=True, size=14)
    y = canvas.words(_EDGE, y, below, colour=MUTED, size=11) - 0.1
    for place, ((_, row), words) in enumerate(zip(shown.iterrows(), heads, strict=True)):
        left = _EDGE + (place % columns) * (width + _GAP)
        top = y - (place // columns) * deep
        canvas.words(left, top, words, bold=True, size=11)
        corner = (left + _LEFT) / _WIDTH, (top - head - _CHART) / height
        axes = canvas.figure.add_axes((*corner, (width - _LEFT) / _WIDTH, _CHART / height))
        own = evidence_studies[evidence_studies["evidence"] == row["evidence"]]
        _draw(axes, own, float(row["estimate"]))
    y -= lines * deep
    _legend(canvas, y / height)
    canvas.words(_EDGE, y - _LEGEND, caption, colour=MUTED, size=9)
    return canvas.figure


def _draw(axes: Axes, rows: pd.DataFrame, centre: float) -> None:
    points = rows[rows["row"].isin(["study", "trial"])]
    top = 1.08 * float(points["se"].max())
    reach = [*points["estimate"], centre, 0.0]
    pad = 0.12 * (max(reach) - min(reach)) + 0.1
    low, high = min(reach) - pad, max(reach) + pad
    se = np.array([0.0, top])
    for p, shade in _SHADES:
        edge = NormalDist().inv_cdf(1.0 - p / 2.0) * se
        axes.fill_betweenx(se, -edge, edge, color=shade, lw=0, zorder=0)
    axes.plot([centre, centre], [0.0, top], color=INK, lw=1.2, linestyle=(0, (4, 3)), zorder=1)
    for kind, marker, colour, size in (("study", "s", _STUDY, 5.5), ("trial", "o", _OWN, 8)):
        own = points[points["row"] == kind]
        axes.plot(
            own["estimate"], own["se"], linestyle="none", marker=marker, color=colour, ms=size,
            markeredgecolor="white", markeredgewidth=0.7, zorder=3,
        )  # fmt: skip
    axes.set_xlim(low, high)
    axes.set_ylim(top, 0.0)
    # Ticks within the chart alone: labels of others would be placed outside the page.
    axes.set_xticks([tick for tick in axes.get_xticks() if low <= tick <= high])
    axes.set_yticks([tick for tick in axes.get_yticks() if 0.0 <= tick <= top])
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(MUTED)
    axes.tick_params(colors=INK, labelsize=9, labelfontfamily=FONT)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(_tick)
    axes.set_xlabel("Hedges' g", fontsize=_SIZE, color=INK, family=FONT)
    axes.set_ylabel("standard error", fontsize=_SIZE, color=INK, family=FONT)


def _tick(value: float, _: float) -> str:
    return plain_number(round(value, 3))


def _legend(canvas: Canvas, y: float) -> None:
    marks = [
        Line2D([], [], linestyle="none", marker="s", color=_STUDY, label="other studies"),
        Line2D([], [], linestyle="none", marker="o", color=_OWN, ms=8, label="this trial"),
    ]
    shades = ("#FFFFFF", *(shade for _, shade in _SHADES))
    areas = [
        Patch(facecolor=shade, edgecolor=MUTED, linewidth=0.5, label=name)
        for shade, name in zip(shades, _NAMES, strict=True)
    ]
    canvas.figure.legend(
        handles=[*marks, *areas], loc="upper left", bbox_to_anchor=(_EDGE / _WIDTH, y), ncols=6,
        frameon=False, prop={"family": FONT, "size": 9}, borderaxespad=0, handletextpad=0.4,
        columnspacing=1.4, labelcolor=INK,
    )  # fmt: skip
