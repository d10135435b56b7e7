"""A file's mapped columns as a study table's columns, each of its declared type."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.errors import DataError
from ipt_outcomes.ingest.cells import FILL_IN, Kind, converted
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.tables import TABLES, checked

_KINDS: dict[str, Kind] = {
    "string": "text",
    "str": "text",
    "float64": "number",
    "Int64": "whole",
    "boolean": "flag",
}


def typed_table(
    name: str,
    table: TextTable,
    mapping: dict[str, str],
    findings: Findings,
    *,
    fill_in: str = FILL_IN,
) -> pd.DataFrame:
    """The columns of `mapping` (ours: the file's) that the file has, typed as table `name` says.

    `fill_in` is the remedy where a value is missing that must be there.
    """
    columns = {}
    for ours, column in mapping.items():
        if column in table.header:
            declared = TABLES[name].columns[ours]
            kind = _KINDS[str(declared.dtype).split("[")[0]]
            required = not declared.nullable
            columns[ours] = converted(
                table, column, kind, findings, required=required, fill_in=fill_in
            )
    return pd.DataFrame(columns, index=table.lines)


def report_limits(
    name: str, frame: pd.DataFrame, file: str, mapping: dict[str, str], findings: Findings
) -> None:
    """Find what else table `name` does not allow (limits, words), in the file's own columns.

    Rows with a missing value where one is required, and repeated rows, are left out: what is wrong
    with them is found, with a better message, elsewhere.
    """
    schema = TABLES[name]
    required = [ours for ours, column in schema.columns.items() if column.required]
    if not set(required) <= set(frame.columns):
        return
    whole = frame.dropna(subset=[ours for ours in required if not schema.columns[ours].nullable])
    try:
        checked(name, whole.drop_duplicates(subset=schema.unique), source=file)
    except DataError as error:
        places: dict[tuple[str, str, str], list[int]] = {}
        for problem in error.problems:
            ours = str(problem.column)
            key = (mapping.get(ours, ours), problem.rule, problem.remedy)
            places.setdefault(key, []).append(problem.line or 1)
        for (column, rule, remedy), lines in places.items():
            findings.at(file, lines, column, rule, remedy)
