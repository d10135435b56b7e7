"""What a forest plot shows, row by row, before it is drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from ipt_outcomes.plan.claim import Claim
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.chosen_rows import in_plan_order, without_endpoint
from ipt_outcomes.report.figures.text_fit import fitted
from ipt_outcomes.report.numbers import table_decimals, with_interval
from ipt_outcomes.report.status_words import few_mark
from ipt_outcomes.report.wording import (
    better_end,
    contrast_label,
    instrument_of,
    outcome_labels,
)
from ipt_outcomes.tables.status import NOT_ESTIMABLE, has_result

# In the column of names: its width in inches, the size of its text in points, and a further line's
# height in rows.
NAMES_WIDTH, TEXT_SIZE = 3.3, 9.5
_INSET = 0.15
_LINE = 0.56
_BEYOND = "endpoint not among the visits of the model"


@dataclass(frozen=True)
class ForestRow:
    """One line of the plot. A heading has a label; what has no result has a message.

    `y` counts down from the top. The effect, its limits and the margins are in standard deviations.
    """

    y: float
    label: str
    heading: bool = False
    effect: float = math.nan
    lower: float = math.nan
    upper: float = math.nan
    margins: tuple[float, ...] = ()
    standardised: str = ""
    points: str = ""
    message: str = ""


def forest_rows(plan: Plan, effects: pd.DataFrame) -> list[ForestRow]:
    """The endpoint contrasts under a heading for each outcome, in the plan's order.

    `effects` has one analysis an outcome. Where it has no endpoint the heading says so.
    """
    rows: list[ForestRow] = []
    y = 0.0
    ordered = in_plan_order(plan, effects[effects["endpoint"]])
    beyond = without_endpoint(plan, effects)
    for outcome, label in outcome_labels(plan).items():
        group = ordered[ordered["outcome"] == outcome]
        if group.empty and outcome not in beyond:
            continue
        title = _title(label, better_end(plan, outcome))
        message = _BEYOND if group.empty else ""
        # Its first line stands at its place, where there are more too.
        more = _LINE * title.count("\n")
        rows.append(ForestRow(y - more / 2, title, heading=True, message=message))
        y -= more
        for _, effect in group.iterrows():
            name = contrast_label(plan, effect["test"], effect["comparison"]) + few_mark(effect)
            fitted_name = fitted(name, NAMES_WIDTH - _INSET, TEXT_SIZE)
            more = _LINE * fitted_name.count("\n")
            y -= 1 + more / 2
            rows.append(_row(plan, effect, y, fitted_name))
            y -= more / 2
        y -= 1.3
    return rows


def _title(label: str, end: str) -> str:
    """An outcome's heading: its better end has a line of its own where both are more than one."""
    title = fitted(f"{label}: {end}", NAMES_WIDTH, TEXT_SIZE, bold=True)
    if "\n" not in title:
        return title
    return fitted(f"{label}:\n{end}", NAMES_WIDTH, TEXT_SIZE, bold=True)


def _margins(plan: Plan, effect: pd.Series) -> tuple[float, ...]:
    """The margins in standard deviations, as differences."""
    size = {"hypothesis": effect["hypothesis"], "margin": abs(float(effect["margin_effect_size"]))}
    return Claim.of(size, plan.direction_of(effect["outcome"])).margins


def _row(plan: Plan, effect: pd.Series, y: float, label: str) -> ForestRow:
    if not has_result(effect.to_frame().T).item():
        reason = "" if effect["status"] == NOT_ESTIMABLE else f" (model: {effect['status']})"
        return ForestRow(y, label, message=f"{NOT_ESTIMABLE}{reason}")
    scale = instrument_of(plan, effect["outcome"])
    return ForestRow(
        y,
        label,
        effect=effect["effect_size"],
        lower=effect["effect_size_lower"],
        upper=effect["effect_size_upper"],
        margins=_margins(plan, effect),
        standardised=with_interval(
            effect["effect_size"], effect["effect_size_lower"], effect["effect_size_upper"], 2
        ),
        points=with_interval(
            effect["estimate"], effect["ci_lower"], effect["ci_upper"], table_decimals(scale)
        ),
    )
