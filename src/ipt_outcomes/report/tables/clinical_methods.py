"""The table of methods of clinically significant change, side by side."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.cells import Cell, Count
from ipt_outcomes.report.clinical_words import CATEGORIES, METHODS, entry_label
from ipt_outcomes.report.numbers import number, percent
from ipt_outcomes.report.shown_table import Column, Row, ShownTable
from ipt_outcomes.report.tables.columns import ARM
from ipt_outcomes.report.wording import arm_labels, marked


def clinical_methods_table(plan: Plan, methods: pd.DataFrame) -> ShownTable:
    """The categories of the people observed by each method, of the table `clinical_methods`."""
    failed = methods[methods["status"] != "ok"].drop_duplicates(["method", "reason"])
    shown = methods[methods["status"] == "ok"]
    few = shown["few"].any()
    return ShownTable(
        name="clinical-methods",
        title="The methods side by side",
        columns=(
            Column("method", "Method", "How change is judged.", one_line=True),
            ARM,
            Column("n", "n", "People with a score before and after.", "count"),
            *(
                Column(name, name.capitalize(), "How many, and of a hundred.", one_line=True)
                for name in CATEGORIES
            ),
            Column(
                "agreement",
                "As Jacobson–Truax",
                "The share of people with the same category by both.",
            ),
        ),
        rows=tuple(
            Row(
                _of_method(plan, row),
                group=entry_label(plan, row["outcome"], row["visit"]),
                bold=row["method"] == "jacobson-truax",
            )
            for _, row in shown.iterrows()
        ),
        notes=(
            marked(plan, "People observed; the results above rest on Jacobson and Truax (bold)."),
            *(
                f"{METHODS[row['method']]} is not there: {row['reason']}."
                for _, row in failed.iterrows()
            ),
            *((f"Few: fewer than {plan.few} people of the arm.",) if few else ()),
        ),
    )


def _of_method(plan: Plan, row: pd.Series) -> dict[str, Cell]:
    return {
        "method": METHODS[row["method"]],
        "arm": arm_labels(plan)[row["arm"]] + (" (few)" if row["few"] else ""),
        "n": Count(row["n"]),
        **{name: _count(row, name) for name in CATEGORIES},
        "agreement": percent(row["agreement"]) if pd.notna(row["agreement"]) else None,
    }


def _count(row: pd.Series, name: str) -> Cell:
    if pd.isna(row[name]) or not row["n"]:
        return None
    return f"{row[name]} ({number(100 * row[name] / row['n'], 0)}%)"
