"""What following each personalized advantage index is worth, and which predictors it kept."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.advantage_in_words import (
    BEYOND,
    index_label,
    index_of,
    predictor_label,
)
from ipt_outcomes.report.figures.style import FONT, INK, MUTED, OKABE_ITO, WARNING, plain
from ipt_outcomes.report.figures.text_fit import fitted, fitted_lines
from ipt_outcomes.report.numbers import confidence, percent, table_decimals, with_interval
from ipt_outcomes.report.tables.advantage import PEOPLE, quantity_label
from ipt_outcomes.report.wording import instrument_of, marked

# Lengths in inches.
_WIDTH, _EDGE, _LABELS, _NUMBERS = 9.0, 0.2, 3.3, 0.2
_ROW, _LINE, _AXIS, _GAP = 0.46, 0.2, 0.55, 0.2
_SIZE, _TITLE = 10, 12
_NOTHING = "Nothing to show: no index of who does better in which arm has a result."


def plot_advantage(plan: Plan, benefits: pd.DataFrame, predictors: pd.DataFrame) -> Figure:
    """Two panels an index, one below the other: benefits against 0, and how often predictors stay.

    `benefits` and `predictors` are the tables `advantage_benefits` and `advantage_predictors`.
    """
    names = list(dict.fromkeys(benefits["index"]))
    if not names:
        return _empty(plan)
    panels = []
    for name in names:
        own = benefits[benefits["index"] == name].reset_index(drop=True)
        kept = predictors[predictors["index"] == name].sort_values("kept", kind="stable")
        title = fitted_lines(index_label(plan, own.iloc[0]), _WIDTH - 2 * _EDGE, _TITLE, bold=True)
        panels.append((title, own, kept))
    warning = fitted_lines(marked(plan, ""), _WIDTH - 2 * _EDGE, 9) if marked(plan, "") else []
    height = 2 * _EDGE + _LINE * len(warning)
    for title, own, kept in panels:
        height += len(title) * 0.24 + _ROW * (len(own) + len(kept)) + 2 * (_AXIS + _GAP)
    figure = Figure(figsize=(_WIDTH, height), facecolor="white")
    top = height - _EDGE
    if warning:
        _write(figure, "\n".join(warning), top, 9, height, color=WARNING)
        top -= _LINE * len(warning)
    for title, own, kept in panels:
        _write(figure, "\n".join(title), top, _TITLE, height, weight="bold")
        top -= len(title) * 0.24 + _GAP / 2
        axes = _panel(figure, top, _ROW * len(own), height)
        _benefits(axes, plan, own)
        top -= _ROW * len(own) + _AXIS + _GAP
        axes = _panel(figure, top, _ROW * len(kept), height)
        _kept(axes, plan, kept)
        top -= _ROW * len(kept) + _AXIS + _GAP / 2
    return figure


def _benefits(axes: Axes, plan: Plan, own: pd.DataFrame) -> None:
    decimals = table_decimals(instrument_of(plan, own["outcome"].iloc[0]))
    axes.axvline(0.0, color=MUTED, linewidth=1.0)
    labels = []
    for place, (_, row) in enumerate(own.iterrows()):
        first = row["quantity"] == BEYOND
        colour = OKABE_ITO[0] if first else MUTED
        axes.plot([row["ci_lower"], row["ci_upper"]], [place, place], color=colour, linewidth=1.6)
        axes.plot(
            row["estimate"],
            place,
            "s" if first else "o",
            color=colour,
            markersize=7 if first else 5,
        )
        said = with_interval(row["estimate"], row["ci_lower"], row["ci_upper"], decimals)
        axes.annotate(
            said,
            ((row["ci_lower"] + row["ci_upper"]) / 2, place),
            (0, 6),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=8,
            color=INK,
            family=FONT,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5},
        )
        label = f"{PEOPLE[row['people']]}: against {quantity_label(plan, row)}"
        labels.append(fitted(label, _LABELS - 0.25, 9))
    ends = min(0.0, own["ci_lower"].min()), max(0.0, own["ci_upper"].max())
    # Half of a number's width, so that none is cut off at the panel's edge.
    room = 0.16 * (ends[1] - ends[0]) or 1.0
    axes.set_xlim(ends[0] - room, ends[1] + room)
    _rows(axes, labels)
    axes.set_xlabel(
        f"Benefit of following the index, points, {confidence(plan.alpha)} intervals "
        "(right of 0: it helps)",
        fontsize=9,
        color=INK,
        family=FONT,
    )


def _kept(axes: Axes, plan: Plan, kept: pd.DataFrame) -> None:
    rows = kept[::-1]
    labels = []
    for place, (_, row) in enumerate(rows.iterrows()):
        axes.barh(place, 100 * row["kept"], height=0.5, color=OKABE_ITO[0])
        axes.annotate(
            percent(row["kept"]),
            (100 * row["kept"], place),
            (4, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
            color=INK,
            family=FONT,
        )
        label = predictor_label(plan, index_of(plan, row["index"]), row["predictor"])
        labels.append(fitted(label, _LABELS - 0.25, 9))
    axes.set_xlim(0, 112)
    axes.set_xticks(range(0, 101, 25))
    _rows(axes, labels)
    axes.set_xlabel(
        "Training sets in which the predictor was kept, %", fontsize=9, color=INK, family=FONT
    )


def _rows(axes: Axes, labels: list[str]) -> None:
    axes.set_yticks(range(len(labels)), labels, fontsize=9, color=INK, family=FONT)
    axes.set_ylim(len(labels) - 0.5, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labelsize=9, labelcolor=INK)
    for label in axes.get_xticklabels():
        label.set_fontfamily(FONT)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(MUTED)


def _panel(figure: Figure, top: float, tall: float, height: float) -> Axes:
    wide = _WIDTH - _LABELS - _NUMBERS - _EDGE
    return figure.add_axes((_LABELS / _WIDTH, (top - tall) / height, wide / _WIDTH, tall / height))


def _write(figure: Figure, text: str, top: float, size: float, height: float, **look: str) -> None:
    written = figure.text(_EDGE / _WIDTH, top / height, plain(text), va="top", color=INK)
    written.set(fontsize=size, family=FONT, **look)


def _empty(plan: Plan) -> Figure:
    figure = Figure(figsize=(_WIDTH, 1.6), facecolor="white")
    said = fitted_lines(marked(plan, _NOTHING), _WIDTH - 2 * _EDGE, _SIZE)
    _write(figure, "\n".join(said), 1.6 - _EDGE, _SIZE, 1.6, color=MUTED)
    return figure
