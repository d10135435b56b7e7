"""The table of the short and the long term."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.analysis_words import title_of
from ipt_outcomes.report.cells import Cell, Estimate, Number, PValue
from ipt_outcomes.report.chosen_rows import primary_first
from ipt_outcomes.report.numbers import confidence, table_decimals
from ipt_outcomes.report.shown_table import Column, Row, ShownTable
from ipt_outcomes.report.status_words import status_in_words
from ipt_outcomes.report.tables.columns import DF, P_VALUE, STATUS, contrast, interval_heading
from ipt_outcomes.report.tables.notes import caution_notes, directions
from ipt_outcomes.report.wording import (
    contrast_label,
    instrument_of,
    marked,
    outcome_labels,
    visit_labels,
)
from ipt_outcomes.tables.status import NOT_ESTIMABLE, has_result

_AREA = "area under the curve"


def over_time_table(plan: Plan, over_time: pd.DataFrame, analysis: str) -> ShownTable:
    """The averages over time of one analysis, and what happens after treatment.

    `over_time` is the table of that name; its areas, which are the averages times their length, are
    left to the file.
    """
    rows = over_time[(over_time["analysis"] == analysis) & (over_time["quantity"] != _AREA)]
    rows = primary_first(plan, rows).reset_index(drop=True)
    return ShownTable(
        name=f"over-time-{analysis}",
        title=f"{title_of(plan, analysis)}: short and long term",
        columns=(
            contrast(plan),
            Column("quantity", "What", "The quantity.", roomy=True),
            Column("span", "From, to", "The visits between which it is taken.", roomy=True),
            Column(
                "estimate",
                f"Difference, points {interval_heading(plan)}",
                "Test arm minus comparison arm, with its interval.",
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
                "Time average: the mean difference over the time between the visits, by straight "
                "lines, with none at the baseline. Change after treatment: the difference at the "
                f"later visit minus that at the end of treatment. {directions(plan, rows)}",
            ),
            f"{confidence(plan.alpha)} confidence intervals and two-sided p-values of no "
            "difference, not adjusted for multiplicity. Areas under the curve are in the file "
            "estimate/over_time.csv.",
            *caution_notes(rows),
        ),
    )


def _cells(plan: Plan, row: pd.Series, there: bool) -> dict[str, Cell]:
    decimals = table_decimals(instrument_of(plan, row["outcome"]))
    visits = visit_labels(plan)
    cells: dict[str, Cell] = {
        "contrast": contrast_label(plan, row["test"], row["comparison"]),
        "quantity": str(row["quantity"]),
        "span": f"{visits[row['first']]} to {visits[row['last']]}",
        "estimate": Estimate(row["estimate"], row["ci_lower"], row["ci_upper"], decimals),
        "df": Number(row["df"], 1),
        "p": PValue(row["p_value"]),
        "status": status_in_words(row),
    }
    if not there:
        cells |= dict.fromkeys(("df", "p")) | {"estimate": NOT_ESTIMABLE}
    return cells
