"""The tables of the report: contrasts with effect sizes, and adjusted means."""

from __future__ import annotations

from typing import Literal

import pandas as pd
from great_tables import GT

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.numbers import (
    NO_NUMBER,
    confidence,
    interval,
    number,
    p_value,
    table_decimals,
    with_interval,
)
from ipt_outcomes.report.table_notes import effects_notes, means_notes
from ipt_outcomes.report.table_style import finished
from ipt_outcomes.report.wording import (
    arm_labels,
    has_result,
    in_plan_order,
    instrument_of,
    outcome_labels,
    visit_labels,
)


def effects_table(
    plan: Plan,
    effects: pd.DataFrame,
    models: pd.DataFrame,
    model: str | None = None,
    visits: Literal["endpoint", "all"] = "endpoint",
) -> GT:
    """The plan's contrasts, grouped by outcome: at the endpoint, or at all visits, endpoint bold.

    `effects` and `models` are the tables of those names; `model` None means the plan's first. The
    notes say the sign, the SD, the correction and the level. A row without a result keeps its
    counts and its status. The HTML's id comes from the arguments, so that it is the same twice.
    """
    model = model or plan.model_names[0]
    rows = effects[effects["model"] == model]
    if visits == "endpoint":
        rows = rows[rows["endpoint"]]
    rows = in_plan_order(plan, rows).reset_index(drop=True)
    shown = _effect_cells(plan, rows)
    level = confidence(plan.alpha)
    table = GT(shown, groupname_col="outcome", id=f"effects-{model}-{visits}").cols_label(
        contrast="Test − comparison",
        visit="Visit",
        estimate=f"Difference, points ({level} CI)",
        se="SE",
        df="df",
        p="p",
        g=f"Hedges' g ({level} CI)",
        n="n test / comparison",
        favours="Favours",
        conclusion="Conclusion",
        status="Status",
    )
    bold = [] if visits == "endpoint" else [i for i, end in enumerate(rows["endpoint"]) if end]
    return finished(table, list(shown.columns[1:]), bold, effects_notes(plan, rows, models, model))


def means_table(plan: Plan, means: pd.DataFrame, model: str | None = None) -> GT:
    """Adjusted means by outcome, visit and arm, in scale points; `model` None means the first."""
    model = model or plan.model_names[0]
    rows = in_plan_order(plan, means[means["model"] == model]).reset_index(drop=True)
    arms, visits, outcomes = arm_labels(plan), visit_labels(plan), outcome_labels(plan)
    cells = []
    for (_, row), there in zip(rows.iterrows(), has_result(rows), strict=True):
        decimals = table_decimals(instrument_of(plan, row["outcome"]))
        cells.append(
            {
                "outcome": outcomes[row["outcome"]],
                "visit": visits[row["visit"]],
                "arm": arms[row["arm"]],
                "estimate": number(row["estimate"], decimals) if there else NO_NUMBER,
                "se": number(row["se"], decimals) if there else NO_NUMBER,
                "df": number(row["df"], 1) if there else NO_NUMBER,
                "ci": interval(row["ci_lower"], row["ci_upper"], decimals) if there else NO_NUMBER,
                "n": f"{row['n']:,}",
                "status": row["status"],
            }
        )
    columns = ["outcome", "visit", "arm", "estimate", "se", "df", "ci", "n", "status"]
    shown = pd.DataFrame(cells, columns=columns)
    table = GT(shown, groupname_col="outcome", id=f"means-{model}").cols_label(
        visit="Visit",
        arm="Arm",
        estimate="Mean, points",
        se="SE",
        df="df",
        ci=f"{confidence(plan.alpha)} CI",
        n="n",
        status="Status",
    )
    endpoint = {outcome.name: outcome.endpoint for outcome in plan.outcomes}
    bold = [
        i
        for i, (outcome, visit) in enumerate(zip(rows["outcome"], rows["visit"], strict=True))
        if endpoint[outcome] == visit
    ]
    return finished(table, columns[1:], bold, means_notes(plan, model))


def _effect_cells(plan: Plan, rows: pd.DataFrame) -> pd.DataFrame:
    arms, visits, outcomes = arm_labels(plan), visit_labels(plan), outcome_labels(plan)
    cells = []
    for (_, row), there in zip(rows.iterrows(), has_result(rows), strict=True):
        decimals = table_decimals(instrument_of(plan, row["outcome"]))
        cell = {
            "outcome": f"{outcomes[row['outcome']]}, {row['role']}",
            "contrast": f"{arms[row['test']]} − {arms[row['comparison']]}",
            "visit": visits[row["visit"]],
            "estimate": with_interval(row["estimate"], row["ci_lower"], row["ci_upper"], decimals),
            "se": number(row["se"], decimals),
            "df": number(row["df"], 1),
            "p": p_value(row["p_value"]),
            "g": with_interval(
                row["effect_size"], row["effect_size_lower"], row["effect_size_upper"], 2
            ),
            "n": f"{row['n_test']:,} / {row['n_comparison']:,}",
            "favours": arms.get(row["favours"], NO_NUMBER),
            "conclusion": NO_NUMBER if pd.isna(row["conclusion"]) else row["conclusion"],
            "status": row["status"],
        }
        if not there:
            cell |= dict.fromkeys(("se", "df", "p", "g", "favours", "conclusion"), NO_NUMBER)
            cell["estimate"] = "not estimable"
        if pd.notna(row["margin"]):
            cell["contrast"] += f" (margin {row['margin']:g})"
        cells.append(cell)
    columns = ["outcome", "contrast", "visit", "estimate", "se", "df", "p", "g", "n"]
    return pd.DataFrame(cells, columns=[*columns, "favours", "conclusion", "status"])
