"""Holding a frame against its table, and saying what is wrong without quoting anyone's values."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from ipt_outcomes.errors import DataError, Problem
from ipt_outcomes.tables import (
    advantage,
    attrition,
    clinical,
    clusters,
    effect_sizes,
    estimates,
    evidence,
    harms,
    joint,
    mediation,
    moderators,
    people,
    received,
    relapse,
    scenarios,
    session_scores,
    study,
    therapy,
    tipping,
    treatment,
)
from ipt_outcomes.tables.columns import STANDING, standing
from ipt_outcomes.tables.place import path_of, place_of

# Which entry of the plan a result is of.
_OF_RESULTS = frozenset({"outcome", "joint"})
# What comes before there is a result.
_BEFORE = frozenset({"ingest", "prepare", "models", "describe"})


def _with_standing(schema: pa.DataFrameSchema) -> pa.DataFrameSchema:
    """With the column of what its rows are to the locked plan, if it is a table of results."""
    result = schema.metadata and place_of(schema).stage not in _BEFORE
    return (
        schema.add_columns({STANDING: standing()})
        if result and _OF_RESULTS.intersection(schema.columns)
        else schema
    )


_SCHEMAS = (
    study,
    therapy,
    advantage,
    attrition,
    clinical,
    clusters,
    estimates,
    effect_sizes,
    evidence,
    harms,
    joint,
    mediation,
    moderators,
    people,
    received,
    relapse,
    scenarios,
    session_scores,
    tipping,
    treatment,
)
# Every schema of these files, by its title.
TABLES: dict[str, pa.DataFrameSchema] = {
    str(schema.title): _with_standing(schema)
    for module in _SCHEMAS
    for schema in vars(module).values()
    if isinstance(schema, pa.DataFrameSchema)
}


def tables_of(stage: str) -> dict[str, str]:
    """The tables that a stage writes: each one's file, with wildcards in braces, by its name."""
    return {
        name: path_of(schema)
        for name, schema in TABLES.items()
        if schema.metadata and place_of(schema).stage == stage
    }


_REMEDIES = {
    "not_nullable": ("a value is missing", "Fill it in, or leave the row out of the file."),
    "column_in_dataframe": ("the column is missing", "Map it in the plan."),
    "column_in_schema": ("the table has no such column", "Leave it out of the plan's mapping."),
}


def typed(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    """`rows` with the columns of table `name`, in its order and types; no row is a table too.

    Raises KeyError for a column that `rows` has not, where it has any row. The column of what rows
    are to the locked plan is left to who knows the plan.
    """
    types = {
        column: "str" if str(spec.dtype).startswith("string") else str(spec.dtype)
        for column, spec in TABLES[name].columns.items()
        if column != STANDING
    }
    found = rows[list(types)] if len(rows) else pd.DataFrame(columns=list(types))
    return found.astype(types)


def checked(name: str, frame: pd.DataFrame, *, source: str | None = None) -> pd.DataFrame:
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


def _problems(cases: pd.DataFrame, name: str, source: str | None) -> list[Problem]:
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
