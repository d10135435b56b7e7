"""The table of tipping points: what would turn each conclusion."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.cells import Cell, Number, Share
from ipt_outcomes.report.chosen_rows import primary_first
from ipt_outcomes.report.numbers import sentence_decimals, table_decimals
from ipt_outcomes.report.shown_table import Column, Row, ShownTable
from ipt_outcomes.report.status_words import exploratory_mark
from ipt_outcomes.report.tables.columns import CONCLUSION, STATUS, contrast
from ipt_outcomes.report.tipping_in_words import unit_in_words
from ipt_outcomes.report.wording import (
    arm_labels,
    contrast_label,
    instrument_of,
    marked,
    outcome_labels,
)


def tipping_table(plan: Plan, points: pd.DataFrame) -> ShownTable:
    """Where conclusions change, a row a contrast and arm, of the table `tipping_points`."""
    points = primary_first(plan, points)
    return ShownTable(
        name="tipping",
        title="How much worse those who left must have done for the conclusion to change",
        columns=(
            contrast(plan),
            CONCLUSION,
            Column("moved", "Whose", "The arm whose people are moved, and no others.", roomy=True),
            Column(
                "left",
                "Left",
                "How many of the arm have no score at the visit, and none later that the arms "
                "could be compared by.",
                "count",
            ),
            _points("worse", "Worse"),
            _points("better", "Better"),
            Column("baseline", "Began at", "Mean baseline score of those who left.", "number"),
            Column("imputed", "Imputed", "Their mean score, missing at random.", "number"),
            Column("observed", "Assessed", "Mean score of those who were assessed.", "number"),
            STATUS,
        ),
        rows=tuple(
            Row(_cells(plan, row), group=f"{outcome_labels(plan)[row['outcome']]}, {row['role']}")
            for _, row in points.iterrows()
        ),
        notes=_notes(plan, points),
    )


def _points(key: str, heading: str) -> Column:
    meaning = (
        f"By how many points they must have done {key} than people of the same arm with the same "
        "earlier scores, and what is concluded then."
    )
    return Column(key, f"{heading} by, points", meaning, roomy=True)


def _cells(plan: Plan, row: pd.Series) -> dict[str, Cell]:
    scale = instrument_of(plan, row["outcome"])
    few = sentence_decimals(scale)
    counted = pd.notna(row["left"])
    return {
        "contrast": contrast_label(plan, row["test"], row["comparison"]),
        "conclusion": None if pd.isna(row["conclusion"]) else str(row["conclusion"]),
        "moved": arm_labels(plan)[row[row["moved"]]],
        "left": Share(row["left"], row["people"]) if counted else None,
        "worse": _then(row, "worse", table_decimals(scale) - 1),
        "better": _then(row, "better", table_decimals(scale) - 1),
        "baseline": Number(row["baseline_of_left"], few),
        "imputed": Number(row["imputed_of_left"], few),
        "observed": Number(row["observed_of_stayed"], few),
        "status": f"{row['status']}{exploratory_mark(row)}",
    }


def _then(row: pd.Series, name: str, decimals: int) -> Cell:
    if pd.isna(row[f"{name}_by"]):
        if pd.isna(row["farthest"]):
            return None
        return f"none up to {Number(row['farthest'], decimals)}"
    return f"{Number(row[f'{name}_by'], decimals)}: {row[f'{name}_then']}"


def _notes(plan: Plan, points: pd.DataFrame) -> tuple[str, ...]:
    units = dict.fromkeys(
        f"{outcome_labels(plan)[row['outcome']]}: points may be weighed by {unit_in_words(row)}."
        for _, row in points.iterrows()
        if pd.notna(row["unit"])
    )
    said = (
        "Scores are imputed under missing at random by the plan's model; then points are added to "
        "those of people who left. Means of fewer than five people are not shown."
    )
    return marked(plan, said), *units
