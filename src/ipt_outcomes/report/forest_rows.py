"""What a forest plot shows, row by row, before it is drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.numbers import table_decimals, with_interval
from ipt_outcomes.report.style import plain, wrapped
from ipt_outcomes.report.wording import (
    arm_labels,
    better_end,
    has_result,
    in_plan_order,
    instrument_of,
    outcome_labels,
)

LABEL_CHARACTERS = 38
_LINE = 0.5


@dataclass(frozen=True)
class ForestRow:
    """One line of the plot. A heading has a label only; a contrast without a result has a message.

    `y` counts down from the top. The effect, its limits and the margin are in Hedges' g.
    """

    y: float
    label: str
    heading: bool = False
    effect: float = math.nan
    lower: float = math.nan
    upper: float = math.nan
    margin: float = math.nan
    standardised: str = ""
    points: str = ""
    message: str = ""


def forest_rows(plan: Plan, effects: pd.DataFrame) -> list[ForestRow]:
    """The endpoint contrasts of one model under a heading for each outcome, in the plan's order."""
    rows: list[ForestRow] = []
    y = 0.0
    for outcome, group in in_plan_order(plan, effects).groupby("outcome", sort=False):
        title = f"{outcome_labels(plan)[str(outcome)]}: {better_end(plan, str(outcome))}"
        rows.append(ForestRow(y, plain(title), heading=True))
        for _, effect in group.iterrows():
            label = wrapped(_contrast(plan, effect), LABEL_CHARACTERS)
            lines = label.count("\n") + 1
            y -= 1 + _LINE * (lines - 1) / 2
            rows.append(_row(plan, effect, y, label))
            y -= _LINE * (lines - 1) / 2
        y -= 1.3
    return rows


def margin_in_g(effect: pd.Series, lower_is_better: bool) -> float:
    """The non-inferiority margin in Hedges' g, on the side where the test arm is worse.

    margin / sd times Hedges' exact J on `sd_df` degrees of freedom (Hedges 1981), as the effect
    sizes are; NaN for a contrast without a margin or without an SD.
    """
    margin, sd, df = float(effect["margin"]), float(effect["sd"]), float(effect["sd_df"])
    if not (margin > 0 and sd > 0 and df > 1):
        return math.nan
    correction = math.exp(math.lgamma(df / 2) - math.lgamma((df - 1) / 2)) / math.sqrt(df / 2)
    return (1 if lower_is_better else -1) * correction * margin / sd


def _contrast(plan: Plan, effect: pd.Series) -> str:
    arms = arm_labels(plan)
    return f"{arms[effect['test']]} − {arms[effect['comparison']]}"


def _row(plan: Plan, effect: pd.Series, y: float, label: str) -> ForestRow:
    if not has_result(effect.to_frame().T).item():
        reason = "" if effect["status"] == "not estimable" else f" (model: {effect['status']})"
        return ForestRow(y, label, message=f"not estimable{reason}")
    scale = instrument_of(plan, effect["outcome"])
    return ForestRow(
        y,
        label,
        effect=effect["effect_size"],
        lower=effect["effect_size_lower"],
        upper=effect["effect_size_upper"],
        margin=margin_in_g(effect, scale.direction == "higher_is_worse"),
        standardised=with_interval(
            effect["effect_size"], effect["effect_size_lower"], effect["effect_size_upper"], 2
        ),
        points=with_interval(
            effect["estimate"], effect["ci_lower"], effect["ci_upper"], table_decimals(scale)
        ),
    )
