"""The table of slopes: by how much the arms differ in their change a unit of time."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.analysis_words import title_of
from ipt_outcomes.report.cells import Cell, Estimate, Number, PValue
from ipt_outcomes.report.numbers import confidence, table_decimals
from ipt_outcomes.report.shown_table import Column, Row, ShownTable
from ipt_outcomes.report.status_words import status_in_words
from ipt_outcomes.report.tables.columns import ARM, DF, P_VALUE, STATUS, contrast, interval_heading
from ipt_outcomes.report.tables.notes import caution_notes, directions
from ipt_outcomes.report.wording import (
    arm_labels,
    contrast_label,
    instrument_of,
    marked,
    outcome_labels,
    visit_labels,
)
from ipt_outcomes.tables.status import has_result


def slopes_table(plan: Plan, slopes: pd.DataFrame, analysis: str) -> ShownTable:
    """The slopes of one analysis, grouped by outcome; `slopes` is the table of that name."""
    rows = slopes[slopes["analysis"] == analysis].reset_index(drop=True)
    unit = str(rows["unit"].iloc[0]) if len(rows) else "week"
    one_arm = len(plan.arms) == 1
    return ShownTable(
        name=f"slopes-{analysis}",
        title=f"{title_of(plan, analysis)}: change a {unit}",
        columns=(
            replace(ARM, key="contrast") if one_arm else contrast(plan),
            Column("stretch", "Between", "The visits between which the change is taken."),
            Column(
                "estimate",
                f"{'Change' if one_arm else 'Difference in change'}, points a {unit} "
                + interval_heading(plan),
                "The mean change, with its interval."
                if one_arm
                else "The mean change of the test arm minus that of the other, with its interval.",
                "estimate",
            ),
            DF,
            P_VALUE,
            STATUS,
        ),
        rows=tuple(
            Row(_cells(plan, row, there), group=outcome_labels(plan)[row["outcome"]])
            for (_, row), there in zip(rows.iterrows(), has_result(rows), strict=True)
        ),
        notes=(
            marked(
                plan,
                f"Mean change a {unit} between two visits, in points of the scale"
                + ("" if one_arm else "; test arm minus comparison arm")
                + f". {directions(plan, rows)}",
            ),
            f"{confidence(plan.alpha)} confidence intervals and two-sided p-values of no "
            f"{'change' if one_arm else 'difference'}, not adjusted for multiplicity.",
            *caution_notes(rows),
        ),
    )


def _cells(plan: Plan, row: pd.Series, there: bool) -> dict[str, Cell]:
    decimals = table_decimals(instrument_of(plan, row["outcome"])) + 1
    visits, labels = visit_labels(plan), arm_labels(plan)
    cells: dict[str, Cell] = {
        "contrast": labels[row["test"]]
        if len(labels) == 1
        else contrast_label(plan, row["test"], row["comparison"]),
        "stretch": f"{visits[row['first']]} and {visits[row['last']]}",
        "estimate": Estimate(row["estimate"], row["ci_lower"], row["ci_upper"], decimals),
        "df": Number(row["df"], 1),
        "p": PValue(row["p_value"]),
        "status": status_in_words(row),
    }
    return cells if there else cells | dict.fromkeys(("estimate", "df", "p"))
