"""The table of limits: every number that people are judged by, with its source."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.cells import Cell
from ipt_outcomes.report.clinical_words import entry_label
from ipt_outcomes.report.numbers import plain_number
from ipt_outcomes.report.shown_table import Column, Row, ShownTable
from ipt_outcomes.report.wording import instrument_of, marked

_UNITS = {
    "share": "",
    "points of change": " points",
    "points": " points",
    "percent of baseline": "% of baseline",
}


def clinical_limits_table(plan: Plan, limits: pd.DataFrame) -> ShownTable:
    """Every number that people are judged by with its source, of the table `clinical_limits`."""
    rows = limits[limits["limit"] != "missing scores"]
    return ShownTable(
        name="clinical-limits",
        title="What people are judged by",
        columns=(
            Column("limit", "What", "A reliability, a population, a limit.", one_line=True),
            Column("value", "Number", "Its value.", one_line=True),
            Column("words", "Which", "What the number is.", roomy=True),
            Column("source", "Source", "Where it comes from.", roomy=True),
        ),
        rows=tuple(
            Row(
                {
                    "limit": str(row["limit"]).capitalize().replace(" sd", " SD"),
                    "value": _value(plan, row),
                    "words": _text(row["words"]),
                    "source": _text(row["source"]) or _text(row["reason"]),
                },
                group=entry_label(plan, row["outcome"], row["visit"]),
            )
            for _, row in rows.iterrows()
        ),
        notes=(marked(plan, "What the plan leaves out is taken from the scale’s entry."),),
    )


def _value(plan: Plan, row: pd.Series) -> Cell:
    if pd.isna(row["value"]):
        return None
    decimals = instrument_of(plan, row["outcome"]).decimals + 2
    unit = "" if pd.isna(row["unit"]) else _UNITS[row["unit"]]
    return plain_number(round(float(row["value"]), decimals)) + unit


def _text(value: Any) -> str | None:
    return None if pd.isna(value) else str(value)
