"""The table of reliability: alpha and omega of each outcome's total, by visit."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.plan.locking.touched import OF_SCORES
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.cells import Cell, Count, Estimate, Number
from ipt_outcomes.report.numbers import NO_BREAK
from ipt_outcomes.report.reliability_words import TITLE, of_totals
from ipt_outcomes.report.shown_table import Column, Row, ShownTable
from ipt_outcomes.report.tables.columns import VISIT
from ipt_outcomes.report.wording import marked, outcome_labels, visit_labels

_OK = "ok"


def reliability_table(plan: Plan, reliability: pd.DataFrame) -> ShownTable:
    """A row an outcome and visit; `reliability` is the table of that name."""
    return ShownTable(
        name="reliability",
        title=TITLE,
        columns=(
            VISIT,
            Column("n", "Forms", "Forms with every item answered.", "count"),
            Column(
                "alpha",
                f"Cronbach\u2019s alpha (95%{NO_BREAK}CI)",
                "The internal consistency of the total, with its interval.",
                "estimate",
            ),
            Column("omega", "McDonald\u2019s omega", "The same, of one common factor.", "number"),
            Column(
                "least",
                "Least item\u2013rest correlation",
                "The item that agrees least with the others; below 0 it goes against them.",
                "number",
            ),
        ),
        rows=tuple(
            Row(
                {
                    "visit": visit_labels(plan)[row["visit"]],
                    "n": Count(row["n"]),
                    **_numbers(row),
                },
                group=outcome_labels(plan)[row["outcome"]],
            )
            for _, row in of_totals(reliability).iterrows()
        ),
        notes=(
            marked(plan, "All arms together, the forms that are used at the visit.", OF_SCORES),
            "Alpha: with the 95% interval of Feldt. At a baseline that "
            "people had to reach to take part, scores vary less, and alpha is lower.",
        ),
    )


def _numbers(row: pd.Series) -> dict[str, Cell]:
    if row["status"] != _OK:
        return {"alpha": str(row["status"]), "omega": None, "least": None}
    return {
        "alpha": Estimate(row["alpha"], row["alpha_lower"], row["alpha_upper"], 2),
        "omega": Number(row["omega"], 2),
        "least": Number(row["least_item_rest_correlation"], 2),
    }
