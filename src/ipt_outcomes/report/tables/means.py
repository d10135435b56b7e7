"""The table of adjusted means."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.analysis_words import title_of
from ipt_outcomes.report.cells import Cell, Count, Interval, Number
from ipt_outcomes.report.chosen_rows import in_plan_order, of_analysis
from ipt_outcomes.report.numbers import confidence, table_decimals
from ipt_outcomes.report.shown_table import Column, Row, ShownTable
from ipt_outcomes.report.status_words import status_in_words
from ipt_outcomes.report.tables.columns import ARM, STATUS, VISIT
from ipt_outcomes.report.tables.notes import means_notes
from ipt_outcomes.report.wording import arm_labels, instrument_of, outcome_labels, visit_labels
from ipt_outcomes.tables.status import has_result

_OF_A_RESULT = ("estimate", "se", "df", "ci")


def means_table(plan: Plan, means: pd.DataFrame, analysis: str | None = None) -> ShownTable:
    """Adjusted means by outcome, visit and arm, in scale points, the endpoint bold among others.

    `means` is the table of that name; `analysis` None means each outcome's primary one. Raises
    KeyError for an analysis that the plan does not ask for.
    """
    rows = in_plan_order(plan, of_analysis(plan, means, analysis)).reset_index(drop=True)
    title, course = "Adjusted means", rows["visit"].nunique() > 1
    return ShownTable(
        name="means" if analysis is None else f"means-{analysis}",
        title=title if analysis is None else f"{title_of(plan, analysis)}: {title.lower()}",
        columns=_columns(confidence(plan.alpha)),
        rows=tuple(
            Row(
                _cells(plan, row, there),
                group=outcome_labels(plan)[row["outcome"]],
                bold=row["visit"] == plan.outcome(row["outcome"]).endpoint and course,
            )
            for (_, row), there in zip(rows.iterrows(), has_result(rows), strict=True)
        ),
        notes=means_notes(plan, rows),
    )


def _columns(level: str) -> tuple[Column, ...]:
    return (
        VISIT,
        ARM,
        Column("estimate", "Mean, points", "The adjusted mean.", "number"),
        Column("se", "SE", "The standard error of the mean, in points.", "number"),
        Column("df", "df", "The degrees of freedom of the mean.", "number"),
        Column("ci", f"{level} CI", "The confidence interval of the mean.", "estimate"),
        Column(
            "n",
            "n",
            "People of the arm with a score at the visit who are in the model.",
            "count",
        ),
        STATUS,
    )


def _cells(plan: Plan, row: pd.Series, there: bool) -> dict[str, Cell]:
    decimals = table_decimals(instrument_of(plan, row["outcome"]))
    cells: dict[str, Cell] = {
        "visit": visit_labels(plan)[row["visit"]],
        "arm": arm_labels(plan)[row["arm"]],
        "estimate": Number(row["estimate"], decimals),
        "se": Number(row["se"], decimals),
        "df": Number(row["df"], 1),
        "ci": Interval(row["ci_lower"], row["ci_upper"], decimals),
        "n": Count(row["n"]),
        "status": status_in_words(row),
    }
    return cells if there else cells | dict.fromkeys(_OF_A_RESULT)
