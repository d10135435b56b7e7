"""How far the definitions of a standardised effect differ: one outcome's at the endpoint."""

from __future__ import annotations

import pandas as pd
from plotnine import (
    aes,
    geom_text,
    geom_vline,
    ggplot,
    labs,
)

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.analysis_words import title_of
from ipt_outcomes.report.chosen_rows import in_plan_order
from ipt_outcomes.report.figures.empty import empty_figure
from ipt_outcomes.report.figures.interval_rows import interval_rows
from ipt_outcomes.report.figures.labels import (
    caption_of_figure,
    height_of_words,
    subtitle_of_figure,
    title_of_figure,
)
from ipt_outcomes.report.figures.style import INK, MUTED, figure_theme
from ipt_outcomes.report.figures.text_fit import fitted
from ipt_outcomes.report.numbers import confidence, with_interval
from ipt_outcomes.report.wording import (
    better_end,
    contrast_label,
    marked,
    outcome_labels,
    visit_labels,
)
from ipt_outcomes.tables.status import has_result

_WIDTH = 8.6
_LABEL_WIDTH, _LABEL_SIZE, _PANEL_WIDTH = 2.7, 10, 5.3
_INCHES_A_ROW = 0.36
_NOTHING = "Nothing to show: no contrast at the endpoint has a result."


def plot_effect_sizes(plan: Plan, effect_sizes: pd.DataFrame, outcome: str) -> ggplot:
    """The standardised effects of one outcome at its endpoint: a panel a contrast, a row an SD.

    `effect_sizes` is the table of that name. Of each numerator and SD the one with Hedges'
    correction. Raises KeyError when the plan has no such outcome.
    """
    label = outcome_labels(plan)[outcome]
    rows = definitions(plan, effect_sizes, outcome)
    if rows.empty:
        return empty_figure(label, marked(plan, _NOTHING), _WIDTH)
    analysis = title_of(plan, plan.primary_of(outcome))
    title = title_of_figure(f"Effect sizes by definition: {label}", _WIDTH)
    endpoint = visit_labels(plan)[plan.outcome(outcome).endpoint]
    below = subtitle_of_figure(plan, f"{endpoint}, {analysis}", _WIDTH)
    caption = caption_of_figure(
        f"Bars: {confidence(plan.alpha)} confidence intervals. Square: the one in the report's "
        "tables. Adjusted differences of the primary analysis, divided by the standard deviation "
        "on the left; at the bottom the raw means of those who were assessed.",
        _WIDTH,
    )
    places = list(dict.fromkeys(rows["place"]))
    panels = list(dict.fromkeys(rows["panel"]))
    drawn = rows.assign(
        panel=pd.Categorical(rows["panel"], panels),
        place=pd.Categorical(rows["place"], places[::-1]),
        whose=rows["shown"].map({True: "shown", False: "other"}),
    )
    heads = sum(0.32 + 0.19 * len(panel.splitlines()) for panel in panels)
    height = 0.9 + heads + len(panels) * _INCHES_A_ROW * len(places)
    return (
        ggplot(drawn, aes("estimate", "place", color="whose"))
        + geom_vline(xintercept=0, color=MUTED, size=0.6)
        + interval_rows("shown")
        + geom_text(aes(label="said"), nudge_y=0.34, size=8, color=INK)
        + labs(
            title=title,
            subtitle=below,
            x=f"Standard deviations: test − comparison ({better_end(plan, outcome)})",
            y="",
            caption=caption,
        )
        + figure_theme(_WIDTH, height + height_of_words(title, below, caption))
    )


def definitions(plan: Plan, effect_sizes: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """The rows to compare: at the endpoint, with Hedges' exact correction, by the delta method.

    With the columns panel, place and said beside the table's own; empty where there is none.
    """
    primary = plan.primary_of(outcome)
    own = effect_sizes[
        (effect_sizes["outcome"] == outcome)
        & effect_sizes["endpoint"]
        & effect_sizes["analysis"].isin([primary, "observed"])
        & (effect_sizes["correction"] == "exact")
        & (effect_sizes["ci_method"] == "delta")
    ]
    own = own[has_result(own)]
    if own.empty:
        return own
    # The contrasts in the plan's order; within each the raw means last, the others as they stand.
    own = own.assign(raw=own["analysis"] == "observed")
    own = own.sort_values("raw", kind="stable").drop(columns="raw")
    own = in_plan_order(plan, own)
    return own.assign(
        panel=[
            fitted(
                contrast_label(plan, row["test"], row["comparison"]), _PANEL_WIDTH, 11, bold=True
            )
            for _, row in own.iterrows()
        ],
        place=[
            fitted(definition_in_words(row), _LABEL_WIDTH, _LABEL_SIZE) for _, row in own.iterrows()
        ],
        said=[
            with_interval(row["estimate"], row["ci_lower"], row["ci_upper"], 2)
            for _, row in own.iterrows()
        ],
    )


def definition_in_words(row: pd.Series) -> str:
    """`SD at baseline, pooled`; of another numerator than an adjusted difference, that too."""
    sd = f"SD: {row['standardiser']}"
    if row["numerator"] == "adjusted difference":
        return sd
    return f"{row['numerator']}, {sd}"
