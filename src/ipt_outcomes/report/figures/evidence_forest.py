"""The forest plot of other studies, the trial placed among them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd
from matplotlib.figure import Figure
from plotnine import ggplot

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.canvas import Canvas, deep_of
from ipt_outcomes.report.figures.empty import empty_figure
from ipt_outcomes.report.figures.evidence_rows import Line, Panel, extent, panels
from ipt_outcomes.report.figures.labels import (
    caption_of_figure,
    height_of_words,
    subtitle_of_figure,
    title_of_figure,
)
from ipt_outcomes.report.figures.style import INK, MUTED, OKABE_ITO, SHADE, plain
from ipt_outcomes.report.figures.text_fit import fitted
from ipt_outcomes.report.numbers import confidence, plain_number
from ipt_outcomes.report.wording import marked

# All lengths in inches.
_WIDTH = 11.0
_EDGE = 0.2
_WORDS = _WIDTH - 2 * _EDGE
_LINE = 0.25
_PLOT = (4.35, 7.75)
_PEOPLE, _NUMBERS, _WEIGHT = 4.15, 9.65, 10.75
_LABEL = 2.9
_HEAD, _SIZE, _SMALL = 11, 10, 9
_TO_SIDES, _BELOW = 0.28, 0.26
_OWN, _STUDY = OKABE_ITO[1], OKABE_ITO[0]
_DASHED = (0, (3, 3))
_TITLE = "The trial among other studies"
_NOTHING = "Nothing to show: the plan names no other studies."


def plot_evidence(
    plan: Plan, evidence_studies: pd.DataFrame, evidence_pooled: pd.DataFrame
) -> Figure | ggplot:
    """A panel an entry of the plan's `evidence` and `indirect`; 11 inches wide.

    The arguments are the tables of these names. Squares are as large as a study's weight.
    """
    found = panels(plan, evidence_studies, evidence_pooled)
    if not found:
        return empty_figure(_TITLE, marked(plan, _NOTHING), _WIDTH)
    title = title_of_figure(_TITLE, _WORDS)
    below = subtitle_of_figure(
        plan, "Hedges' g, standard deviations; above zero favours the treatment named first", _WORDS
    )
    caption = caption_of_figure(_caption(plan, found), _WORDS)
    scale = _Scale(*extent(found))
    heights = [_height(panel, scale) for panel in found]
    height = 2 * _EDGE + height_of_words(title, below, caption) + 0.1 + sum(heights)
    canvas = Canvas(_WIDTH, height)
    y = canvas.words(_EDGE, height - _EDGE, title, bold=True, size=14)
    y = canvas.words(_EDGE, y, below, colour=MUTED, size=_HEAD) - 0.1
    heads = (confidence(plan.alpha), scale)
    for panel, deep in zip(found, heights, strict=True):
        _panel(canvas, panel, y, *heads)
        y -= deep
    canvas.words(_EDGE, y, caption, colour=MUTED, size=_SMALL)
    return canvas.figure


def _caption(plan: Plan, found: list[Panel]) -> str:
    level = confidence(plan.alpha)
    said = (
        f"Squares: effects of studies, as large as their weight; bars: {level} confidence "
        "intervals. Diamond and broken line: what the studies come to, by random effects, without "
        f"this trial. Bar with ends: where the true effect of a new study is expected ({level} "
        "prediction interval). This trial's effect (round) is made of its raw means and standard "
        "deviations at the endpoint, as theirs are."
    )
    if any(line.kind == "indirect" for panel in found for line in panel.lines):
        said += (
            " Hollow diamond: an indirect comparison, by way of what both treatments were compared "
            "with; nobody was randomised between them there."
        )
    return said


@dataclass(frozen=True)
class _Scale:
    """Effects as places on the figure; one beyond an end is at that end."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def __call__(self, effect: float) -> float:
        within = min(max(effect, self.low), self.high)
        left, right = _PLOT
        return left + (right - left) * (within - self.low) / (self.high - self.low)


def _sides(panel: Panel, scale: _Scale) -> tuple[str, str]:
    """Whom each side of zero favours, within the figure."""
    zero = scale(0.0)
    left = fitted(f"← {panel.left}", zero - 2 * _EDGE, _SMALL)
    return left, fitted(f"{panel.right} →", _WIDTH - zero - 2 * _EDGE, _SMALL)


def _label(line: Line) -> str:
    return fitted(line.label, _LABEL, _SIZE, bold=line.bold)


def _deep(line: Line) -> float:
    return _LINE * len(_label(line).splitlines())


def _heading(panel: Panel) -> str:
    return fitted(panel.heading, _WIDTH - 2 * _EDGE, _HEAD, bold=True)


def _height(panel: Panel, scale: _Scale) -> float:
    sides = max(deep_of(side, _SMALL) for side in _sides(panel, scale))
    lines = sum(_deep(line) for line in panel.lines)
    return deep_of(_heading(panel), _HEAD) + 1.2 * _LINE + lines + _TO_SIDES + sides + _BELOW


def _panel(canvas: Canvas, panel: Panel, top: float, level: str, scale: _Scale) -> None:
    y = canvas.words(_EDGE, top, _heading(panel), bold=True, size=_HEAD) - 0.6 * _LINE
    canvas.text(_EDGE, y, plain(panel.about), colour=MUTED)
    heads = ((_PEOPLE, "people"), (_NUMBERS, f"g ({level} interval)"), (_WEIGHT, "weight"))
    for x, word in heads:
        canvas.text(x, y, word, align="right", colour=MUTED)
    y -= 0.6 * _LINE
    bottom = y - sum(_deep(line) for line in panel.lines)
    canvas.line((scale(0.0), y), (scale(0.0), bottom), width=0.9)
    if math.isfinite(panel.centre):
        x = scale(panel.centre)
        canvas.line((x, y), (x, bottom), width=0.9, style=_DASHED)
    for line in panel.lines:
        deep = _deep(line)
        if line.kind == "trial":
            canvas.box((_EDGE / 2, y - deep), _WIDTH - _EDGE, deep, SHADE)
        _texts(canvas, line, y - deep / 2)
        if math.isfinite(line.estimate):
            _drawn(canvas, line, y - deep / 2, scale)
        y -= deep
    _axis(canvas, panel, y, scale)


def _texts(canvas: Canvas, line: Line, y: float) -> None:
    canvas.text(_EDGE, y, _label(line), bold=line.bold)
    canvas.text(_PEOPLE, y, line.people, align="right", colour=MUTED)
    canvas.text(_NUMBERS, y, line.said, align="right", bold=line.bold)
    canvas.text(_WEIGHT, y, line.weight, align="right", colour=MUTED)


def _drawn(canvas: Canvas, line: Line, y: float, scale: _Scale) -> None:
    if line.kind in ("pooled", "indirect"):
        tops = ((line.lower, 0.0), (line.estimate, 0.09), (line.upper, 0.0), (line.estimate, -0.09))
        face = "white" if line.kind == "indirect" else INK
        canvas.polygon([(scale(x), y + up) for x, up in tops], face=face, edge=INK)
        return
    colour = {"trial": _OWN, "prediction": INK}.get(line.kind, _STUDY)
    width = 2.2 if line.kind == "prediction" else 1.3
    left, right = scale(line.lower), scale(line.upper)
    canvas.line((left, y), (right, y), colour=colour, width=width)
    for x, beyond, marker in (
        (left, line.lower < scale.low, "<"),
        (right, line.upper > scale.high, ">"),
    ):
        if beyond:
            canvas.mark(x, y, marker, colour=colour, size=5)
        elif line.kind == "prediction":
            canvas.line((x, y - 0.06), (x, y + 0.06), colour=colour, width=width)
    if line.kind == "trial":
        canvas.mark(scale(line.estimate), y, "o", colour=colour, size=7)
    elif line.kind == "study":
        size = 3.0 + 12.0 * math.sqrt(line.share) if line.share < 0.5 else 11.5
        canvas.mark(scale(line.estimate), y, "s", colour=colour, size=size)


def _axis(canvas: Canvas, panel: Panel, y: float, scale: _Scale) -> None:
    canvas.line((_PLOT[0], y), (_PLOT[1], y))
    for tick in scale.ticks:
        x = scale(tick)
        canvas.line((x, y), (x, y - 0.05))
        number = plain_number(round(tick, 2))
        canvas.text(x, y - 0.16, number, align="center", size=_SMALL)
    left, right = _sides(panel, scale)
    zero, top = scale(0.0), y - _TO_SIDES
    canvas.words(zero - 0.08, top, left, align="right", colour=MUTED, size=_SMALL)
    canvas.words(zero + 0.08, top, right, colour=MUTED, size=_SMALL)
