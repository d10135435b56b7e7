"""How much worse people who left must have done: a heat map over both arms, or a curve."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.figure import Figure
from plotnine import ggplot

from ipt_outcomes.plan.claim import Claim
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.empty import empty_figure
from ipt_outcomes.report.figures.labels import (
    caption_of_figure,
    height_of_words,
    subtitle_of_figure,
    title_of_figure,
)
from ipt_outcomes.report.figures.style import FONT, INK, MUTED
from ipt_outcomes.report.figures.text_fit import fitted, fitted_lines
from ipt_outcomes.report.figures.tipping_panels import Panel, draw_curve, draw_map
from ipt_outcomes.report.figures.words_around import words_around
from ipt_outcomes.report.numbers import confidence
from ipt_outcomes.report.tipping_in_words import unit_in_words
from ipt_outcomes.report.wording import (
    arm_labels,
    better_end,
    contrast_label,
    marked,
    outcome_labels,
    visit_labels,
)

# All lengths in inches.
_WIDTH = 8.6
_EDGE = 0.15
_LEFT, _GAP = 0.95, 1.05
_PANEL, _HEAD, _FOOT = 3.05, 0.4, 0.7
# Of one panel alone.
_ALONE, _HIGH = 2 * _PANEL + _GAP, 3.6
_BAR = 0.75
_PLAIN = "Nothing to show: no score is missing at the endpoint, or none of the outcome is imputed."


def plot_tipping(
    plan: Plan, tipping: pd.DataFrame, points: pd.DataFrame, outcome: str
) -> Figure | ggplot:
    """A panel a contrast of one outcome: the difference with points added for who left.

    `tipping` and `points` are the tables `tipping` and `tipping_points`. A map where people of both
    arms are moved; a curve where those of one arm are, as where there is a margin. Where nothing
    could be imputed the figure says so. Raises KeyError when the plan has no such outcome.
    """
    label = outcome_labels(plan)[outcome]
    rows, points = (each[each["outcome"] == outcome] for each in (tipping, points))
    panels = _panels(plan, rows, points)
    if not panels:
        reasons = list(dict.fromkeys(points["reason"].dropna()))
        said = " ".join(reasons) or _PLAIN
        return empty_figure(label, marked(plan, said), _WIDTH)
    title = title_of_figure(f"What if those who left did worse? {label}", _WIDTH)
    endpoint = visit_labels(plan)[plan.outcome(outcome).endpoint]
    what = f"{endpoint}: test − comparison ({better_end(plan, outcome)})"
    below = subtitle_of_figure(plan, what, _WIDTH)
    maps = any(panel.alone is None for panel in panels)
    caption = caption_of_figure(_caption(plan, points, panels), _WIDTH)
    return _drawn(panels, (title, below, caption), maps)


def _panels(plan: Plan, rows: pd.DataFrame, points: pd.DataFrame) -> list[Panel]:
    arms = arm_labels(plan)
    found = []
    for (test, comparison), of in rows.groupby(["test", "comparison"], sort=False):
        own = points[(points["test"] == test) & (points["comparison"] == comparison)]
        moved = list(own["moved"])
        first = own.iloc[0]
        claim = Claim.of(first, plan.direction_of(first["outcome"]))
        pair = {"test": str(test), "comparison": str(comparison)}
        found.append(
            Panel(
                title=contrast_label(plan, str(test), str(comparison)),
                pairs=of,
                margins=claim.margins,
                unit=float(first["unit"]),
                labels={
                    role: tuple(
                        f"Who left {who}: points worse" for who in (arms[arm], f"the {role} arm")
                    )
                    for role, arm in pair.items()
                },
                tips=tuple(
                    sign * float(first[name])
                    for name, sign in (("worse_by", 1), ("better_by", -1))
                    if not math.isnan(first[name])
                ),
                alone=moved[0] if len(moved) == 1 else None,
            )
        )
    return found


def _caption(plan: Plan, points: pd.DataFrame, panels: list[Panel]) -> str:
    maps = any(panel.alone is None for panel in panels)
    worse = "To the right and up" if maps else "To the right"
    said = [
        "Thick line: where the conclusion changes."
        if any(panel.pairs["changed"].any() for panel in panels)
        else "The conclusion is the same everywhere."
    ]
    if any(panel.units for panel in panels):
        said.append(f"Dotted: steps of {unit_in_words(points.iloc[0])}.")
    lines = [
        f"Square: missing at random. {worse}: people who left did worse than people of the same "
        "arm with the same earlier scores; negative: better.",
        " ".join(said),
    ]
    if any(panel.alone is not None for panel in panels):
        dashed = " Dashed: the margin." if any(panel.margins for panel in panels) else ""
        lines.append(f"Band: {confidence(plan.alpha)} confidence interval.{dashed}")
    return "\n".join(lines)


def _drawn(panels: list[Panel], words: tuple[str, str, str], maps: bool) -> Figure:
    title, below, caption = words
    panel = _PANEL if len(panels) > 1 else _HIGH
    widths = [_PANEL if len(panels) > 1 else _ALONE] * len(panels)
    if len(panels) % 2 and panels[-1].alone is not None:
        widths[-1] = _ALONE
    rows = math.ceil(len(panels) / 2)
    heads = [
        _HEAD + 0.2 * (len(fitted_lines(each.title, wide, 11, bold=True)) - 1)
        for each, wide in zip(panels, widths, strict=True)
    ]
    head = max(heads)
    top = height_of_words(title, below) + 0.15
    bottom = height_of_words(caption=caption) + 0.1 + (_BAR if maps else 0.0)
    height = 2 * _EDGE + top + rows * (head + panel + _FOOT) + bottom
    figure = Figure(figsize=(_WIDTH, height), facecolor="white")
    words_around(figure, words, _EDGE)
    largest = max(float(each.pairs["estimate"].abs().max()) for each in panels)
    mesh = None
    for number, (each, wide) in enumerate(zip(panels, widths, strict=True)):
        x = _LEFT + (number % 2) * (_PANEL + _GAP)
        y = height - _EDGE - top - (number // 2 + 1) * (head + panel + _FOOT) + _FOOT
        axes = figure.add_axes((x / _WIDTH, y / height, wide / _WIDTH, panel / height))
        axes.set_title(
            fitted(each.title, wide, 11, bold=True),
            fontsize=11, fontweight="bold", family=FONT, color=INK, loc="left",
        )  # fmt: skip
        if each.alone is None:
            mesh = draw_map(axes, each, largest, (wide, panel))
        else:
            draw_curve(axes, each, (wide, panel))
    if mesh is not None:
        y = _EDGE + bottom - 0.3
        place = (_LEFT / _WIDTH, y / height, (2 * _PANEL + _GAP) / _WIDTH, 0.14 / height)
        bar = figure.colorbar(mesh, cax=figure.add_axes(place), orientation="horizontal")
        bar.set_label("Difference, points", fontsize=10, family=FONT, color=INK)
        bar.ax.tick_params(labelsize=9, labelfontfamily=FONT, labelcolor=INK, color=MUTED)
        estimates = pd.concat([each.pairs["estimate"] for each in panels if each.alone is None])
        bar.ax.set_xlim(float(estimates.min()), float(estimates.max()))
        bar.outline.set_visible(False)
    return figure
