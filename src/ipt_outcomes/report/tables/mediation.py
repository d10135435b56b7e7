"""The table of mediators: what goes before what, and what goes through it."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.cells import Cell, Estimate, Number
from ipt_outcomes.report.mediation_in_words import (
    MODELS,
    NO_CHANGE_SCORES,
    mediation_label,
    quantity_label,
)
from ipt_outcomes.report.numbers import confidence, table_decimals
from ipt_outcomes.report.shown_table import Column, Row, ShownTable
from ipt_outcomes.report.status_words import status_in_words
from ipt_outcomes.report.tables.columns import STATUS, interval_heading
from ipt_outcomes.report.wording import instrument_of, marked

_UNDONE = (
    "How strongly something unmeasured must correlate the mediator's deviation at a visit with the "
    "outcome's at the next, "
)


def mediation_table(plan: Plan, mediation: pd.DataFrame) -> ShownTable:
    """The quantities of each mediation, under each assumption.

    `mediation` is the table of that name.
    """
    return ShownTable(
        name="mediation",
        title="By what way: mediation",
        columns=(
            Column("model", "Assumed", "What stays the same of a person.", roomy=True),
            Column("quantity", "Quantity", "Effects at the last visit, and paths.", roomy=True),
            Column(
                "estimate",
                f"Estimate {interval_heading(plan)}",
                "Points of the outcome, or standard deviations within people.",
                "estimate",
            ),
            Column("unit", "In", "What it is counted in."),
            Column("limit", "ρ, interval", f"{_UNDONE}for the interval to reach zero.", "number"),
            Column("zero", "ρ, effect", f"{_UNDONE}for the effect to be zero.", "number"),
            STATUS,
        ),
        rows=tuple(
            Row(_cells(plan, row), group=mediation_label(plan, row))
            for _, row in mediation.iterrows()
        ),
        notes=(
            marked(
                plan,
                "Effects: test arm minus comparison arm at the last visit. Paths: by how many "
                "standard deviations within people the second scale is higher at a visit where the "
                "first was one higher at the visit before.",
            ),
            f"{confidence(plan.alpha)} confidence intervals by the bootstrap. The difference "
            "between arms is that of this model, not the one that the plan's conclusions rest on.",
            "ρ: 0 where the interval includes zero already; a dash where none was found up to 0.9.",
            NO_CHANGE_SCORES,
        ),
    )


def _cells(plan: Plan, row: pd.Series) -> dict[str, Cell]:
    points = row["unit"] == "points"
    decimals = table_decimals(instrument_of(plan, row["outcome"])) if points else 2
    indirect = row["quantity"] == "indirect"
    by_plan = " (the plan)" if row["planned"] else ""
    return {
        "model": f"{MODELS[row['model']]}{by_plan}",
        "quantity": quantity_label(plan, row),
        "estimate": Estimate(row["estimate"], row["ci_lower"], row["ci_upper"], decimals),
        "unit": str(row["unit"]),
        "limit": Number(row["correlation_at_limit"], 2) if indirect else None,
        "zero": Number(row["correlation_at_zero"], 2) if indirect else None,
        "status": status_in_words(row),
    }
