"""One outcome's mediators: the difference between arms in parts, and the paths both ways."""

from __future__ import annotations

import pandas as pd
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
    scale_y_continuous,
    theme,
)

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.empty import empty_figure
from ipt_outcomes.report.figures.labels import (
    caption_of_figure,
    height_of_words,
    subtitle_of_figure,
    title_of_figure,
)
from ipt_outcomes.report.figures.style import INK, MUTED, OKABE_ITO, figure_theme
from ipt_outcomes.report.figures.text_fit import fitted
from ipt_outcomes.report.mediation_in_words import MODELS, NOT_PROTECTED, quantity_label
from ipt_outcomes.report.numbers import confidence, plain_number, with_interval
from ipt_outcomes.report.wording import (
    at_visit,
    better_end,
    contrast_label,
    marked,
    outcome_labels,
)
from ipt_outcomes.tables.status import has_result

_WIDTH = 8.6
_LABEL_WIDTH, _LABEL_SIZE, _PANEL_WIDTH = 2.4, 10, 5.6
_INCHES_A_ROW, _INCHES_A_LINE = 0.62, 0.19
_APART = 0.22
_NOTHING = "Nothing to show: the plan names no mediator of this outcome, or none has a result."


def plot_mediation(plan: Plan, mediation: pd.DataFrame, outcome: str) -> ggplot:
    """Effects and paths of one outcome's mediators, under each assumption about people.

    `mediation` is the table of that name. Raises KeyError when the plan has no such outcome.
    """
    label = outcome_labels(plan)[outcome]
    own = mediation[mediation["outcome"] == outcome]
    own = own[has_result(own)]
    if own.empty:
        return empty_figure(label, marked(plan, _NOTHING), _WIDTH)
    drawn, panels, labels, heights = _drawn(plan, own)
    title = title_of_figure(f"By what way: {label}", _WIDTH)
    below = subtitle_of_figure(plan, f"Effects and paths, {better_end(plan, outcome)}", _WIDTH)
    caption = caption_of_figure(
        f"Bars: {confidence(plan.alpha)} bootstrap confidence intervals. Squares: what the plan "
        "takes to stay the same of people; circles: the other assumption."
        + (f" {NOT_PROTECTED}" if plan.randomised else ""),
        _WIDTH,
    )
    heads = sum(0.55 + _INCHES_A_LINE * len(panel.splitlines()) for panel in panels)
    height = 0.6 + heads + _INCHES_A_ROW * len(heights)
    models = [each for each in MODELS.values() if each in set(drawn["whose"])]
    planned = drawn.loc[drawn["planned"], "whose"].iloc[0]
    return (
        ggplot(drawn, aes("estimate", "height", color="whose", group="whose"))
        + geom_vline(xintercept=0, color=MUTED, size=0.6)
        + geom_label(
            aes(label="said"),
            nudge_y=0.2,
            size=8,
            color=INK,
            fill="white",
            label_size=0,
            label_padding=0.08,
            show_legend=False,
        )
        + geom_errorbarh(aes(xmin="ci_lower", xmax="ci_upper"), height=0.16, size=0.8)
        + geom_point(aes(shape="whose"), size=3)
        + facet_wrap("panel", ncol=1, scales="free")
        + scale_x_continuous(
            labels=lambda breaks: [plain_number(each) for each in breaks], expand=(0.1, 0)
        )
        + scale_y_continuous(breaks=heights, labels=labels, expand=(0, 0.45))
        + scale_color_manual(
            values={each: OKABE_ITO[0] if each == planned else MUTED for each in models}, name=""
        )
        + scale_shape_manual(
            values={each: "s" if each == planned else "o" for each in models}, name=""
        )
        + labs(title=title, subtitle=below, x="", y="", caption=caption)
        + figure_theme(_WIDTH, height + height_of_words(title, below, caption))
        + theme(legend_position="bottom", axis_ticks_major_y=element_blank())
    )


def _drawn(plan: Plan, own: pd.DataFrame) -> tuple[pd.DataFrame, list[str], list[str], list[int]]:
    """The rows with the columns panel, height, whose and said; the panels' titles; of each place
    on the y axis its label and its height, the first the highest.
    """
    panel = [_panel(plan, row) for _, row in own.iterrows()]
    panels = list(dict.fromkeys(panel))
    keys = list(zip(own["name"], own["quantity"], strict=True))
    order = list(dict.fromkeys(keys))
    heights = {key: len(order) - at for at, key in enumerate(order)}
    first = own.drop_duplicates(["name", "quantity"])
    labels = [
        fitted(quantity_label(plan, row), _LABEL_WIDTH, _LABEL_SIZE) for _, row in first.iterrows()
    ]
    drawn = own.assign(
        panel=pd.Categorical(panel, panels),
        height=[
            heights[key] + (_APART if planned else -_APART)
            for key, planned in zip(keys, own["planned"], strict=True)
        ],
        whose=own["model"].map(MODELS),
        said=[
            with_interval(row["estimate"], row["ci_lower"], row["ci_upper"], 2)
            for _, row in own.iterrows()
        ],
    )
    return drawn, panels, labels, list(heights.values())


def _panel(plan: Plan, row: pd.Series) -> str:
    """What the panel counts, and of which mediator and arms."""
    mediator = outcome_labels(plan)[row["mediator"]]
    contrast = contrast_label(plan, row["test"], row["comparison"])
    what = (
        f"Difference {at_visit(plan, row['visit'])}, points"
        if row["unit"] == "points"
        else "Paths, standard deviations within people"
    )
    return fitted(f"{what}: {mediator}; {contrast}", _PANEL_WIDTH, 11, bold=True)
