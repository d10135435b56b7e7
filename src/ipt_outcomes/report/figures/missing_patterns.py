"""At which visits people have a score: a panel an arm, a row a pattern."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure
from plotnine import ggplot

from ipt_outcomes.plan.locking.touched import OF_SCORES
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.canvas import Canvas
from ipt_outcomes.report.figures.empty import empty_figure
from ipt_outcomes.report.figures.labels import (
    caption_of_figure,
    height_of_words,
    subtitle_of_figure,
    title_of_figure,
)
from ipt_outcomes.report.figures.style import INK, MUTED, OKABE_ITO
from ipt_outcomes.report.figures.text_fit import fitted, fitted_lines, text_width
from ipt_outcomes.report.figures.words_around import words_around
from ipt_outcomes.report.numbers import count, plain_number
from ipt_outcomes.report.wording import arm_labels, marked, outcome_labels, visit_labels

# All lengths in inches.
_WIDTH, _EDGE = 8.2, 0.15
_ROW, _SQUARE, _ROOM, _WIDEST = 0.27, 0.19, 4.6, 0.78
_BAR, _SAID = 1.7, 1.2
_LINE, _SMALL = 0.18, 9
MOST_PATTERNS = 8
KINDS = {
    "complete": ("Complete", OKABE_ITO[0]),
    "left": ("Up to a visit, none after", OKABE_ITO[1]),
    "gaps": ("With gaps", OKABE_ITO[2]),
    "none": ("None at all", MUTED),
}
_NOTHING = "Nothing to show: there are no people."


def plot_missing_patterns(plan: Plan, patterns: pd.DataFrame) -> Figure | ggplot:
    """The patterns of the first primary outcome; `patterns` is the table `missing_patterns`."""
    outcome = plan.first_primary.name
    own = patterns[patterns["outcome"] == outcome]
    label = outcome_labels(plan)[outcome]
    title = title_of_figure(f"Who has a score when: {label}", _WIDTH)
    if own.empty:
        return empty_figure(title, marked(plan, _NOTHING, OF_SCORES), _WIDTH)
    below = subtitle_of_figure(plan, "Patterns of scores by arm", _WIDTH, OF_SCORES)
    step = min(_WIDEST, _ROOM / len(plan.visits))
    names = _visit_names(plan, step)
    columns = "Columns: weeks. " if names == _weeks(plan) else ""
    caption = caption_of_figure(
        f"{columns}Filled: a score at the visit. Empty: none. A dot: nobody of the arm has one. "
        f"Bars: people with the pattern, of the arm's. The {MOST_PATTERNS} most frequent patterns "
        "of each arm.",
        _WIDTH,
    )
    panels = [(arm, own[own["arm"] == arm]) for arm in arm_labels(plan)]
    head = max(name.count("\n") + 1 for name in names) * _LINE + 0.08
    top = height_of_words(title, below) + 0.42
    bottom = height_of_words(caption=caption) + 0.1
    heights = [_heading_lines(plan, arm, rows) * 0.2 + head + _rows(rows) * _ROW + 0.22
               for arm, rows in panels]  # fmt: skip
    height = 2 * _EDGE + top + bottom + sum(heights)
    canvas = Canvas(_WIDTH, height)
    words_around(canvas.figure, (title, below, caption), _EDGE)
    _legend(canvas, own, height - _EDGE - height_of_words(title, below) - 0.14)
    y = height - _EDGE - top
    for (arm, rows), high in zip(panels, heights, strict=True):
        below_heading = canvas.words(_EDGE, y, _heading(plan, arm, rows), bold=True)
        _panel(canvas, rows, below_heading, step, names)
        y -= high
    return canvas.figure


def _visit_names(plan: Plan, step: float) -> list[str]:
    """The visits' labels where each has room, else their weeks."""
    lines = [fitted_lines(name, step - 0.06, 8, indent="") for name in visit_labels(plan).values()]
    words = [word for name in visit_labels(plan).values() for word in name.split()]
    broken = any(word not in " ".join(map(" ".join, lines)).split() for word in words)
    if broken or max(map(len, lines)) > 3:
        return _weeks(plan)
    return ["\n".join(each) for each in lines]


def _weeks(plan: Plan) -> list[str]:
    return [plain_number(visit.week) for visit in plan.visits]


def _heading(plan: Plan, arm: str, rows: pd.DataFrame) -> str:
    n = int(rows["n"].iloc[0]) if len(rows) else 0
    return fitted(f"{arm_labels(plan)[arm]}, n = {count(n)}", _WIDTH - 2 * _EDGE, 10, bold=True)


def _heading_lines(plan: Plan, arm: str, rows: pd.DataFrame) -> int:
    return _heading(plan, arm, rows).count("\n") + 1


def _rows(rows: pd.DataFrame) -> int:
    return min(len(rows), MOST_PATTERNS + 1)


def _legend(canvas: Canvas, own: pd.DataFrame, y: float) -> None:
    x = _EDGE + 0.1
    for kind, (label, colour) in KINDS.items():
        if (own["kind"] == kind).any():
            _square(canvas, x, y, colour, filled=kind != "none")
            canvas.text(x + 0.17, y, label, size=_SMALL)
            x += 0.5 + text_width(label, _SMALL, False)


def _square(canvas: Canvas, x: float, y: float, colour: str, *, filled: bool) -> None:
    half = _SQUARE / 2
    corners = [
        (x - half, y - half),
        (x + half, y - half),
        (x + half, y + half),
        (x - half, y + half),
    ]
    canvas.polygon(corners, face=colour if filled else "white", edge=colour)


def _panel(canvas: Canvas, rows: pd.DataFrame, top: float, step: float, names: list[str]) -> None:
    """The rows of an arm, from `top` down; `step` is between two visits."""
    y = top
    lines = max(name.count("\n") + 1 for name in names)
    for place, name in enumerate(names):
        x = _EDGE + (place + 0.5) * step
        canvas.text(x, y - lines * _LINE / 2, name, align="center", size=8, colour=MUTED)
    y -= lines * _LINE + 0.08
    shown = rows.iloc[:MOST_PATTERNS]
    left = _EDGE + len(names) * step + 0.2
    for _, row in shown.iterrows():
        middle = y - _ROW / 2
        colour = KINDS[row["kind"]][1]
        for place, sign in enumerate(row["pattern"]):
            x = _EDGE + (place + 0.5) * step
            if sign == ".":
                canvas.mark(x, middle, ".", colour=MUTED, size=3)
            else:
                _square(canvas, x, middle, colour, filled=sign == "x")
        _bar(canvas, (left, middle), float(row["share"]), int(row["people"]), colour)
        y -= _ROW
    rest = rows.iloc[MOST_PATTERNS:]
    if len(rest):
        people, share = int(rest["people"].sum()), float(rest["share"].sum())
        several = "pattern" if len(rest) == 1 else "patterns"
        canvas.text(_EDGE + 0.1, y - _ROW / 2, f"{len(rest)} other {several}", size=_SMALL)
        _bar(canvas, (left, y - _ROW / 2), share, people, "#B8C2CC")


def _bar(canvas: Canvas, at: tuple[float, float], share: float, people: int, colour: str) -> None:
    left, y = at
    canvas.box((left, y - _SQUARE / 2), max(0.01, share * _BAR), _SQUARE, colour)
    said = f"{count(people)} ({100 * share:.0f}%)"
    canvas.text(left + share * _BAR + 0.07, y, said, size=_SMALL, colour=INK)
