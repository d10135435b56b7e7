"""One outcome's contrasts within levels of moderators: a forest of subgroups."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.ticker import MaxNLocator
from plotnine import (
    aes,
    element_blank,
    facet_wrap,
    geom_errorbarh,
    geom_label,
    geom_point,
    geom_vline,
    ggplot,
    labs,
    scale_color_manual,
    scale_shape_manual,
    scale_x_continuous,
    scale_y_discrete,
    theme,
)

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.analysis_words import title_of
from ipt_outcomes.report.figures.empty import empty_figure
from ipt_outcomes.report.figures.labels import (
    caption_of_figure,
    height_of_words,
    subtitle_of_figure,
    title_of_figure,
)
from ipt_outcomes.report.figures.moderator_rows import (
    EVERYBODY,
    PANEL_WIDTH,
    ModeratorRowsShown,
    moderator_rows_shown,
)
from ipt_outcomes.report.figures.style import INK, MUTED, OKABE_ITO, figure_theme
from ipt_outcomes.report.figures.text_fit import text_width
from ipt_outcomes.report.moderators_in_words import EXPLORATORY, how_many_tests
from ipt_outcomes.report.numbers import confidence, plain_number
from ipt_outcomes.report.wording import better_end, marked, outcome_labels, visit_labels
from ipt_outcomes.tables.status import has_result

_WIDTH = 8.6
_INCHES_A_LINE, _BETWEEN_ROWS = 0.17, 0.1
# The numbers stand to the right of the bars.
_NUMBERS_SIZE, _GAP = 8.5, 0.15
_NOTHING = "Nothing to show: the plan names no moderator of this outcome, or none has a result."
_COLOURS = {EVERYBODY: INK, "pre-specified": OKABE_ITO[0], EXPLORATORY: MUTED}
_SHAPES = {EVERYBODY: "D", "pre-specified": "s", EXPLORATORY: "o"}


def plot_moderators(
    plan: Plan, levels: pd.DataFrame, tests: pd.DataFrame, effects: pd.DataFrame, outcome: str
) -> ggplot:
    """Each contrast at the endpoint within levels of every moderator: a panel a contrast.

    `levels`, `tests` and `effects` are the tables `moderator_levels`, `moderator_tests` and
    `effects`. Beside each moderator stands the p-value of its interaction. Raises KeyError when the
    plan has no such outcome.
    """
    label = outcome_labels(plan)[outcome]
    own = levels[levels["outcome"] == outcome]
    if not has_result(own).any():
        return empty_figure(label, marked(plan, _NOTHING), _WIDTH)
    shown = moderator_rows_shown(plan, levels, tests, effects, outcome)
    title = title_of_figure(f"For whom: {label}", _WIDTH)
    endpoint = visit_labels(plan)[plan.outcome(outcome).endpoint]
    analysis = title_of(plan, plan.primary_of(outcome))
    below = subtitle_of_figure(plan, f"{endpoint}, {analysis}", _WIDTH)
    caption = caption_of_figure(
        f"Bars: {confidence(plan.alpha)} confidence intervals. Squares: moderators named "
        "beforehand; circles: exploratory ones. n: test arm / comparison arm. Of a number, the "
        f"difference at its mean and one SD to either side. {how_many_tests(plan, tests)}",
        _WIDTH,
    )
    heads = [0.34 + 0.19 * len(panel.splitlines()) for panel in shown.panels]
    a_row = _INCHES_A_LINE * shown.most_lines + _BETWEEN_ROWS
    height = 0.8 + sum(heads) + len(heads) * a_row * len(shown.places)
    low, high = shown.ends
    # As much of the axis as the numbers are wide.
    beside = _numbers_width(shown) + 2 * _GAP
    room = (high - low) * beside / (PANEL_WIDTH - beside)
    breaks = [each for each in MaxNLocator(6).tick_values(low, high) if low <= each <= high]
    overall = shown.drawn[shown.drawn["whose"] == EVERYBODY]
    return (
        ggplot(shown.drawn, aes("estimate", "place", color="whose"))
        + geom_vline(xintercept=0, color=MUTED, size=0.6)
        + geom_vline(aes(xintercept="estimate"), overall, color=INK, linetype="dashed", size=0.4)
        # plotnine draws a group at a time, and every place would be one.
        + geom_errorbarh(
            aes(xmin="ci_lower", xmax="ci_upper", group="whose"), height=0.25, size=0.8
        )
        + geom_point(aes(shape="whose"), size=3)
        + _words(shown, room * _GAP / beside)
        + facet_wrap("panel", ncol=1)
        + scale_x_continuous(
            limits=(low, high + room),
            breaks=breaks,
            labels=[plain_number(each) for each in breaks],
            expand=(0.02, 0),
        )
        + scale_y_discrete(
            limits=list(shown.places)[::-1], labels=list(shown.places.values())[::-1]
        )
        + scale_color_manual(values=_COLOURS, guide=None)
        + scale_shape_manual(values=_SHAPES, guide=None)
        + labs(
            title=title,
            subtitle=below,
            x=f"Difference, points: test − comparison ({better_end(plan, outcome)})",
            y="",
            caption=caption,
        )
        + figure_theme(_WIDTH, height + height_of_words(title, below, caption))
        + theme(axis_ticks_major_y=element_blank())
    )


def _numbers_width(shown: ModeratorRowsShown) -> float:
    """The width in inches of the widest numbers."""
    said = [*shown.drawn["said"], *shown.lost["said"]]
    return max(text_width(words, _NUMBERS_SIZE, bold=False) for words in said)


def _words(shown: ModeratorRowsShown, gap: float) -> list[Any]:
    """The moderators' headings, and beside the bars the numbers, or that there are none."""
    low, high = shown.ends
    # On white: no line runs through the words.
    look = {"fill": "white", "label_size": 0, "ha": "left", "inherit_aes": False, "color": INK}
    numbers = look | {"size": _NUMBERS_SIZE}
    layers: list[Any] = []
    for frame, at, style in (
        (shown.drawn, high + gap, numbers),
        (shown.lost, high + gap, numbers | {"color": MUTED, "fontstyle": "italic"}),
        (shown.headings, low, look | {"size": 9, "fontweight": "bold"}),
    ):
        if len(frame):
            text = aes("at", "place", label="said")
            layers.append(geom_label(text, frame.assign(at=at), label_padding=0.1, **style))
    return layers
