"""One outcome's contrasts at the endpoint under each rule for unanswered items."""

from __future__ import annotations

import pandas as pd
from plotnine import (
    aes,
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
)

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.empty_figure import empty_figure
from ipt_outcomes.report.missing_items import rule_in_words
from ipt_outcomes.report.numbers import confidence, plain_number, table_decimals, with_interval
from ipt_outcomes.report.style import INK, MUTED, OKABE_ITO, figure_theme, plain, wrapped
from ipt_outcomes.report.wording import (
    MODEL_TITLES,
    arm_labels,
    better_end,
    has_result,
    instrument_of,
    lower_is_better,
    marked,
    outcome_labels,
    visit_labels,
)

_WIDTH = 8.6
_CAPTION = 118


def plot_missing_items(plan: Plan, missing_items: pd.DataFrame, outcome: str) -> ggplot:
    """Each contrast's difference with its interval, scale points: a panel a contrast, a row a rule.

    `missing_items` is the table of that name. Where there is nothing to compare the figure says so.
    Raises KeyError when the plan has no such outcome.
    """
    title = outcome_labels(plan)[outcome]
    rows = missing_items[missing_items["outcome"] == outcome]
    rows = rows[has_result(rows)]
    if rows.empty:
        message = "No form with answers to its items, or no model that gave a result."
        return empty_figure(title, message, _WIDTH)
    arms = arm_labels(plan)
    panels = [
        plain(f"{arms[test]} − {arms[comparison]}")
        for test, comparison in zip(rows["test"], rows["comparison"], strict=True)
    ]
    rules = [rule_in_words(row) for _, row in rows.iterrows()]
    decimals = table_decimals(instrument_of(plan, outcome))
    shown = rows.assign(
        panel=pd.Categorical(panels, list(dict.fromkeys(panels))),
        # The first rule, the plan's, stands on top.
        rule=pd.Categorical(rules, list(dict.fromkeys(rules))[::-1]),
        said=[
            with_interval(row["estimate"], row["ci_lower"], row["ci_upper"], decimals)
            for _, row in rows.iterrows()
        ],
        whose=["plan" if planned else "other" for planned in rows["planned"]],
    )
    count = len(shown["panel"].cat.categories)
    margins = _margins(plan, outcome, list(shown["panel"].cat.categories))
    margin_lines = [
        geom_vline(aes(xintercept="margin"), margins, color=OKABE_ITO[1], linetype="dashed")
    ] * bool(len(margins))
    dashed = " Dashed: the non-inferiority margin." if len(margins) else ""
    return (
        ggplot(shown, aes("estimate", "rule", color="whose"))
        + geom_vline(xintercept=0, color=MUTED, size=0.6)
        + margin_lines
        + geom_errorbarh(aes(xmin="ci_lower", xmax="ci_upper"), height=0.25, size=0.8)
        + geom_point(aes(shape="whose"), size=3)
        + geom_label(
            aes(label="said"), nudge_y=0.36, size=8.5, color=INK, fill="white", label_size=0
        )
        + facet_wrap("panel", ncol=1)
        + scale_x_continuous(labels=lambda breaks: [plain_number(each) for each in breaks])
        + scale_color_manual(values={"plan": OKABE_ITO[0], "other": MUTED}, guide=None)
        + scale_shape_manual(values={"plan": "s", "other": "o"}, guide=None)
        + labs(
            title=wrapped(f"Unanswered items: {title}", 70),
            subtitle=marked(plan, f"{_visit(plan, outcome)}, {MODEL_TITLES[plan.model_names[0]]}"),
            x=f"Difference, points: test − comparison ({better_end(plan, outcome)})",
            y="",
            caption=wrapped(
                f"Bars: {confidence(plan.alpha)} confidence intervals. Made up for: the mean of "
                f"a form's answered items stands in for the others.{dashed}",
                _CAPTION,
            ),
        )
        + figure_theme(_WIDTH, 1.8 + count * (0.5 + 0.5 * len(set(rules))))
    )


def _margins(plan: Plan, outcome: str, panels: list[str]) -> pd.DataFrame:
    """The margins of this outcome's contrasts as differences in points, by panel."""
    arms = arm_labels(plan)
    worse = 1 if lower_is_better(plan, outcome) else -1
    found = [
        (plain(f"{arms[asked.test]} − {arms[asked.comparison]}"), worse * asked.margin)
        for asked in plan.contrasts_of(outcome)
        if asked.margin is not None
    ]
    frame = pd.DataFrame([each for each in found if each[0] in panels], columns=["panel", "margin"])
    return frame.assign(panel=pd.Categorical(frame["panel"], panels))


def _visit(plan: Plan, outcome: str) -> str:
    return visit_labels(plan)[plan.outcome(outcome).endpoint]
