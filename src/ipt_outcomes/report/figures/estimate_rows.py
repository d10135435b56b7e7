"""Rows of estimates with their intervals and their numbers, in panels, a colour a kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from plotnine import (
    aes,
    element_blank,
    element_text,
    facet_wrap,
    geom_label,
    geom_point,
    geom_segment,
    geom_vline,
    ggplot,
    labs,
    scale_color_manual,
    scale_shape_manual,
    scale_x_continuous,
    scale_y_continuous,
    theme,
)

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.labels import (
    caption_of_figure,
    height_of_words,
    subtitle_of_figure,
    title_of_figure,
)
from ipt_outcomes.report.figures.style import INK, MUTED, WARNING, figure_theme
from ipt_outcomes.report.figures.text_fit import fitted
from ipt_outcomes.report.numbers import plain_number, with_interval

WIDTH = 8.6
_LABEL_WIDTH, _LABEL_SIZE = 2.6, 10
_PANEL_WIDTH = 5.4
_INCHES_A_LINE = 0.19


@dataclass(frozen=True)
class Words:
    """The title, what stands below it, the caption and the x axis's title."""

    title: str
    below: str
    caption: str
    x: str = ""


def plot_rows(
    plan: Plan,
    rows: pd.DataFrame,
    words: Words,
    looks: Mapping[str, tuple[str, str]],
    *,
    numbers: int | None,
    row_height: float = 0.5,
    shared_x: bool = False,
    warns: bool = False,
) -> ggplot:
    """A panel below another, and in each its rows from the top down, in the order of `rows`.

    `rows` has panel, label, kind, estimate, ci_lower and ci_upper, and is not empty; `looks` gives
    the colour and the shape of each kind. `numbers` are the decimals with which an estimate stands
    above its row; None: none does. With `shared_x` all panels have one axis. `warns`: what stands
    below the title is a warning.
    """
    panels = list(dict.fromkeys(rows["panel"]))
    drawn = rows.reset_index(drop=True)
    drawn["place"] = [float(len(drawn) - at) for at in range(len(drawn))]
    titles = [fitted(panel, _PANEL_WIDTH, 11, bold=True) for panel in panels]
    names = dict(zip(panels, titles, strict=True))
    drawn["panel"] = pd.Categorical(drawn["panel"].map(names), titles)
    labels = [fitted(label, _LABEL_WIDTH, _LABEL_SIZE) for label in drawn["label"]]
    lines = sum(max(row_height, 0.06 + _INCHES_A_LINE * (1 + each.count("\n"))) for each in labels)
    heads = sum(0.5 + _INCHES_A_LINE * (1 + each.count("\n")) for each in titles)
    # Panels are alike in height: the one with the most rows says how high.
    most = drawn["panel"].value_counts().max() * len(panels) / len(drawn)
    title = title_of_figure(words.title, WIDTH)
    below = subtitle_of_figure(plan, words.below, WIDTH, bold=warns)
    caption = caption_of_figure(words.caption, WIDTH)
    height = 0.7 + heads + lines * float(most) + height_of_words(title, below, caption)
    return (
        ggplot(drawn, aes("estimate", "place", color="kind"))
        + geom_vline(xintercept=0, color=MUTED, size=0.6)
        + geom_segment(
            aes(x="ci_lower", xend="ci_upper", y="place", yend="place", group="kind"),
            data=drawn.dropna(subset=["ci_lower", "ci_upper"]),
            size=0.8,
        )
        + geom_point(aes(shape="kind", group="kind"), size=3)
        + _said(drawn, numbers)
        + facet_wrap("panel", ncol=1, scales="free_y" if shared_x else "free")
        + scale_x_continuous(
            labels=lambda breaks: [plain_number(each) for each in breaks], expand=(0.08, 0)
        )
        + scale_y_continuous(breaks=list(drawn["place"]), labels=labels, expand=(0, 0.6))
        + scale_color_manual(values={kind: look[0] for kind, look in looks.items()}, guide=None)
        + scale_shape_manual(values={kind: look[1] for kind, look in looks.items()}, guide=None)
        + labs(title=title, subtitle=below, x=words.x, y="", caption=caption)
        + figure_theme(WIDTH, height)
        + theme(axis_ticks_major_y=element_blank())
        + ([theme(plot_subtitle=element_text(color=WARNING, weight="bold", ha="left"))] * warns)
    )


def _said(drawn: pd.DataFrame, decimals: int | None) -> Sequence[object]:
    if decimals is None:
        return []
    said = [
        with_interval(row["estimate"], row["ci_lower"], row["ci_upper"], decimals)
        for _, row in drawn.iterrows()
    ]
    return [
        geom_label(
            aes(label="said"),
            data=drawn.assign(said=said),
            nudge_y=0.34,
            size=8,
            color=INK,
            fill="white",
            label_size=0,
            label_padding=0.06,
            show_legend=False,
        )
    ]
