"""What a file's columns look like, as far as a guess needs it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ipt_outcomes.errors import Problem
from ipt_outcomes.ingest.cells import MISSING
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.proposal.reading import opened
from ipt_outcomes.ingest.text_table import TextTable

# ASSUME: a column of arms or visits has at most so many different words.
MOST_CODES = 20
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{8}")


@dataclass(frozen=True)
class ColumnFacts:
    """One column: `low` and `high` are None unless every filled cell is a number.

    `distinct` counts different filled cells. `codes` holds them in the file's order, with their
    number of rows, where a column has few and every one of them stands for several people; only an
    arm's or a visit's may be written anywhere.
    """

    name: str
    filled: int
    distinct: int
    whole: bool
    low: float | None
    high: float | None
    codes: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class FileFacts:
    """One file: its name in the plan, its cells, its columns in the file's order.

    `options`: what the plan must say for it to be read, as the plan's key and value.
    """

    file: str
    table: TextTable
    columns: tuple[ColumnFacts, ...]
    options: dict[str, str]

    @property
    def rows(self) -> int:
        """Rows after the header."""
        return len(self.table.cells)

    def column(self, name: str) -> ColumnFacts:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)


def look_at(path: Path, file: str, findings: Findings) -> FileFacts | None:
    """The facts of the file at `path`, called `file`; None, and a finding, where it is not read."""
    if not path.is_file():
        findings.add(Problem(file, None, None, "the file is not there", "Check its name."))
        return None
    try:
        found = opened(path, file, findings)
    except OSError:
        rule = "the file cannot be opened"
        findings.add(Problem(file, None, None, rule, "Check that you may read it."))
        return None
    if found is None:
        return None
    table = found.table
    columns = tuple(_facts(table, name) for name in dict.fromkeys(table.header))
    if _no_header(table, columns):
        rule = "the first line looks like a participant's row, not like the columns' names"
        findings.add(Problem(file, 1, None, rule, "Give the file a first line of names."))
        return None
    return FileFacts(file, table, columns, found.options)


def as_numbers(table: TextTable, column: str) -> pd.Series:
    """A column's cells as float64, NaN where one is not a number."""
    cells = table.cells[column]
    if table.decimal != ".":
        cells = cells.str.replace(table.decimal, ".", regex=False)
    return pd.to_numeric(cells, errors="coerce").astype("float64")


def _facts(table: TextTable, name: str) -> ColumnFacts:
    cells = table.cells[name]
    filled = cells[~cells.isin(MISSING)]
    counts = filled.groupby(filled, sort=False).size()
    numbers = as_numbers(table, name).reindex(filled.index)
    numeric = len(filled) > 0 and bool(numbers.notna().all())
    few = 0 < len(counts) <= MOST_CODES and bool((counts > 1).all())
    # The dates of people's assessments are theirs, however few they are.
    few = few and not any(_DATE.search(str(code)) for code in counts.index)
    return ColumnFacts(
        name=name,
        filled=len(filled),
        distinct=len(counts),
        whole=numeric and bool((numbers % 1 == 0).all()),
        low=float(numbers.min()) if numeric else None,
        high=float(numbers.max()) if numeric else None,
        codes=tuple((str(code), int(n)) for code, n in counts.items()) if few else (),
    )


def _no_header(table: TextTable, columns: tuple[ColumnFacts, ...]) -> bool:
    """Whether the first line is data: a number over numbers, or a word of its own column."""
    for column in columns:
        number = bool(pd.notna(pd.to_numeric(column.name, errors="coerce")))
        if (number and column.low is not None) or (table.cells[column.name] == column.name).any():
            return True
    return False
