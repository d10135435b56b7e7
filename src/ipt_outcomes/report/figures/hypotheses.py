"""The intervals of one outcome's contrasts against what each has to lie in to show its claim."""

from __future__ import annotations

from typing import Any

import pandas as pd
from plotnine import (
    aes,
    annotate,
    coord_cartesian,
    element_blank,
    element_text,
    geom_point,
    geom_rect,
    geom_segment,
    geom_text,
    ggplot,
    labs,
    scale_x_continuous,
    scale_y_continuous,
    theme,
)

from ipt_outcomes.plan.claim import Claim
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.analysis_words import title_of
from ipt_outcomes.report.chosen_rows import in_plan_order
from ipt_outcomes.report.figures.empty import empty_figure
from ipt_outcomes.report.figures.labels import (
    caption_of_figure,
    height_of_words,
    subtitle_of_figure,
    title_of_figure,
)
from ipt_outcomes.report.figures.style import INK, MUTED, OKABE_ITO, figure_theme
from ipt_outcomes.report.figures.text_fit import fitted
from ipt_outcomes.report.numbers import confidence, plain_number, table_decimals, with_interval
from ipt_outcomes.report.wording import (
    better_end,
    contrast_label,
    instrument_of,
    marked,
    outcome_labels,
    visit_labels,
)
from ipt_outcomes.tables.effect_sizes import ALONE
from ipt_outcomes.tables.status import has_result

_WIDTH = 8.6
_LABEL_WIDTH, _LABEL_SIZE = 2.9, 10
_INCHES_A_ROW = 0.78
_ZONE = "#DCEBDD"
_ONE_ARM = "There is no other arm, and no hypothesis of a difference."
_NOTHING = "Nothing to show: no contrast at the endpoint has a result."


def plot_hypotheses(plan: Plan, hypotheses: pd.DataFrame, outcome: str) -> ggplot:
    """The contrasts of one outcome at its endpoint, in points, each beside the zone of its claim.

    `hypotheses` is the table of that name. The claim is shown where the whole interval lies in the
    zone: on the better side of zero, on the better side of the margin, or between the margins.
    Raises KeyError when the plan has no such outcome.
    """
    label = outcome_labels(plan)[outcome]
    rows = hypotheses[(hypotheses["outcome"] == outcome) & has_result(hypotheses)]
    if rows.empty:
        said = _NOTHING if len(plan.arms) > 1 else _ONE_ARM
        return empty_figure(label, marked(plan, said), _WIDTH)
    rows = in_plan_order(plan, rows).reset_index(drop=True)
    low, high = _ends(plan, rows)
    drawn = _drawn(plan, rows, low, high)
    title = title_of_figure(f"What is shown: {label}", _WIDTH)
    endpoint = visit_labels(plan)[plan.outcome(outcome).endpoint]
    said = f"{endpoint}, {title_of(plan, plan.primary_of(outcome))}"
    below = subtitle_of_figure(plan, said, _WIDTH)
    caption = caption_of_figure(_caption(plan, outcome, rows), _WIDTH)
    height = 1.0 + _INCHES_A_ROW * len(drawn)
    return (
        ggplot(drawn)
        + geom_rect(
            aes(xmin="zone_from", xmax="zone_to", ymin="bottom", ymax="top"), fill=_ZONE, color=None
        )
        + annotate("segment", x=0, xend=0, y=-0.6, yend=len(drawn) - 0.4, color=MUTED, size=0.6)
        + _least(plan, outcome, len(drawn))
        + geom_segment(aes("ci_lower", "place", xend="ci_upper", yend="place"), color=INK, size=0.9)
        + geom_point(aes("estimate", "place"), color=OKABE_ITO[0], size=3, shape="s")
        + geom_text(aes("at", "over", label="said"), size=8.5, color=INK)
        + scale_y_continuous(
            breaks=list(drawn["place"]), labels=list(drawn["label"]), minor_breaks=[]
        )
        + scale_x_continuous(labels=lambda breaks: [plain_number(each) for each in breaks])
        + coord_cartesian(xlim=(low, high), ylim=(-0.6, len(drawn) - 0.4), expand=False)
        + labs(
            title=title,
            subtitle=below,
            caption=caption,
            x=f"Points: test − comparison ({better_end(plan, outcome)})",
            y="",
        )
        + figure_theme(_WIDTH, height + height_of_words(title, below, caption))
        + theme(
            panel_grid_major_y=element_blank(),
            axis_text_y=element_text(ha="right", ma="right", size=_LABEL_SIZE, color=INK),
        )
    )


def _unit(plan: Plan, outcome: str) -> float | None:
    return plan.entry_of(plan.outcome(outcome).scale).least_important_points


def _ends(plan: Plan, rows: pd.DataFrame) -> tuple[float, float]:
    """The axis' ends: every interval and margin is inside, and zero, with room on both sides."""
    outcome = str(rows["outcome"].iloc[0])
    borders = [border for claim in _claims(plan, rows) for border in claim.borders]
    unit = _unit(plan, outcome) or 0.0
    known = [0.0, *borders, unit, -unit, *rows["ci_lower"], *rows["ci_upper"]]
    low, high = min(known), max(known)
    room = 0.08 * (high - low)
    return low - room, high + room


def _claims(plan: Plan, rows: pd.DataFrame) -> list[Claim]:
    return [Claim.of(row, plan.direction_of(row["outcome"])) for _, row in rows.iterrows()]


def _drawn(plan: Plan, rows: pd.DataFrame, low: float, high: float) -> pd.DataFrame:
    outcome = str(rows["outcome"].iloc[0])
    decimals = table_decimals(instrument_of(plan, outcome))
    found = []
    for position, (claim, (_, row)) in enumerate(
        zip(_claims(plan, rows), rows.iterrows(), strict=True)
    ):
        place = float(len(rows) - 1 - position)
        numbers = with_interval(row["estimate"], row["ci_lower"], row["ci_upper"], decimals)
        room = 0.24 * (high - low)
        found.append(
            {
                "place": place,
                "top": place + 0.42,
                "bottom": place - 0.42,
                "over": place + 0.25,
                "at": min(max(row["estimate"], low + room), high - room),
                "zone_from": max(claim.zone[0], low),
                "zone_to": min(claim.zone[1], high),
                "label": fitted(_label(plan, row), _LABEL_WIDTH, _LABEL_SIZE),
                "said": f"{numbers}: {_concluded(row)}",
                "estimate": row["estimate"],
                "ci_lower": row["ci_lower"],
                "ci_upper": row["ci_upper"],
            }
        )
    return pd.DataFrame(found)


def _concluded(row: pd.Series) -> str:
    """What the interval says; that it does not hold among the hypotheses of its family, too."""
    lost = row["holds"] == ALONE
    return f"{row['conclusion']}{' alone, not within its family' if lost else ''}"


def _label(plan: Plan, row: pd.Series) -> str:
    claim = str(row["hypothesis"])
    if pd.notna(row["margin"]):
        claim += f", margin {plain_number(row['margin'])}"
    return f"{contrast_label(plan, row['test'], row['comparison'])}\n{claim}"


def _least(plan: Plan, outcome: str, rows: int) -> list[Any]:
    """The least difference that patients notice, on both sides of zero."""
    unit = _unit(plan, outcome)
    if unit is None:
        return []
    return [
        annotate(
            "segment", x=x, xend=x, y=-0.6, yend=rows - 0.4,
            color=OKABE_ITO[1], linetype="dotted", size=0.7,
        )
        for x in (unit, -unit)
    ]  # fmt: skip


def _caption(plan: Plan, outcome: str, rows: pd.DataFrame) -> str:
    said = [
        f"Bars: {confidence(plan.alpha)} confidence intervals. Shaded: where the whole bar must "
        "lie for the claim of that row to be shown."
    ]
    unit = _unit(plan, outcome)
    if unit is not None:
        said.append(
            f"Dotted: the least difference that patients notice ({plain_number(unit)} "
            f"{'point' if unit == 1 else 'points'})."
        )
    return " ".join(said)
