"""The codes that stand for a missing value, as the plan declares them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pandas as pd

from ipt_outcomes.errors import Problem
from ipt_outcomes.ingest.cells import MISSING, as_number
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.plan.data_file import EVERY_COLUMN, Code
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.sources import Source


def without_missing_codes(
    plan: Plan, source: Source, table: TextTable, findings: Findings
) -> TextTable:
    """`table` with an empty cell for each declared code; a note counts them by column.

    A code declared for a column that the plan does not map is a rule of the plan broken.
    """
    cells, notes = table.cells, list(table.notes)
    for column in source.missing:
        if column != EVERY_COLUMN and column not in table.header:
            _report_unmapped(plan, source, column, findings)
    for column in map(str, table.cells):
        codes = source.missing_codes(column)
        if not codes:
            continue
        coded = is_one_of(cells[column], codes, table.decimal)
        if coded.any():
            cells = cells.assign(**{column: cells[column].mask(coded, "")})
            notes.append(f"{table.file}: {column}: {int(coded.sum())} cells hold a missing code")
    return replace(table, cells=cells, notes=tuple(notes))


def is_one_of(cells: pd.Series, codes: Collection[Code], decimal: str = ".") -> pd.Series:
    """Which cells hold one of the codes: a number in any writing (-99, -99.0), a word exactly."""
    words = {code for code in codes if isinstance(code, str)}
    numbers = {float(code) for code in codes if not isinstance(code, str)}
    # As a person writes a number without thinking of types, so is a quoted one meant.
    numbers |= {number for word in words if (number := as_number(word)) is not None}
    positions, distinct = pd.factorize(cells)
    found = [
        cell in words or (cell not in MISSING and as_number(cell, decimal) in numbers)
        for cell in distinct
    ]
    return pd.Series(pd.array(found, dtype="bool").take(positions), index=cells.index)


def _report_unmapped(plan: Plan, source: Source, column: str, findings: Findings) -> None:
    findings.add(
        Problem(
            plan.file,
            plan.line(*source.where, "missing", column),
            f"{'.'.join(map(str, source.where))}.missing.{column}",
            f"missing codes are declared for a column that {source.name} does not have",
            "Correct the column's name.",
            "key",
        )
    )
