"""Holding a frame against its table, and saying what is wrong without quoting anyone's values."""

from __future__ import annotations

from typing import Literal

import pandas as pd
import pandera.pandas as pa

from ipt_outcomes.errors import DataError, Problem
from ipt_outcomes.tables.estimates import AGREEMENT, EFFECTS, MEANS, MODELS
from ipt_outcomes.tables.sensitivity import MISSING_ITEMS
from ipt_outcomes.tables.study import ANALYSIS_SETS, FLOW, OUTCOMES, PARTICIPANTS, SCORES, SESSIONS

TableName = Literal[
    "participants",
    "sessions",
    "scores",
    "outcomes",
    "flow",
    "analysis_sets",
    "models",
    "means",
    "effects",
    "agreement",
    "missing_items",
]

TABLES: dict[TableName, pa.DataFrameSchema] = {
    "participants": PARTICIPANTS,
    "sessions": SESSIONS,
    "scores": SCORES,
    "outcomes": OUTCOMES,
    "flow": FLOW,
    "analysis_sets": ANALYSIS_SETS,
    "models": MODELS,
    "means": MEANS,
    "effects": EFFECTS,
    "agreement": AGREEMENT,
    "missing_items": MISSING_ITEMS,
}

_REMEDIES = {
    "not_nullable": ("a value is missing", "Fill it in, or leave the row out of the file."),
    "column_in_dataframe": ("the column is missing", "Map it in the plan."),
    "column_in_schema": ("the table has no such column", "Leave it out of the plan's mapping."),
}


def checked(name: TableName, frame: pd.DataFrame, *, source: str | None = None) -> pd.DataFrame:
    """`frame` with table `name`'s columns first and in its order; no value is changed.

    With a `source`, `frame.index` is the line of each row in that file. Raises DataError with every
    rule broken. pandera's own message is never shown: it quotes values.
    """
    schema = TABLES[name]
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        raise DataError(_problems(error.failure_cases, name, source)) from None
    known = [column for column in schema.columns if column in frame.columns]
    return frame[[*known, *(column for column in frame.columns if column not in known)]]


def _problems(cases: pd.DataFrame, name: TableName, source: str | None) -> list[Problem]:
    key = TABLES[name].unique or []
    found = set()
    for at, place, value, check in zip(
        cases["index"], cases["column"], cases["failure_case"], cases["check"], strict=True
    ):
        line = int(at) if source is not None and pd.notna(at) else None
        # Only for these two checks is the failure a column's name and not somebody's value.
        column = str(value if check in ("column_in_dataframe", "column_in_schema") else place)
        rule, remedy = _REMEDIES.get(
            str(check),
            (str(check), "Correct the file, or the plan's mapping of the column."),
        )
        if check == "multiple_fields_uniqueness":
            column = " and ".join(key)
            rule, remedy = (
                "the same row is there twice",
                f"Keep one row for each {' x '.join(key)}.",
            )
        found.add((source or f"table {name}", line, column, rule, remedy))
    return [
        Problem(*row) for row in sorted(found, key=lambda row: (row[0], row[1] or 0, str(row[2])))
    ]
