"""What a file's columns look like, as far as a guess needs it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from ipt_outcomes.errors import Problem
from ipt_outcomes.ingest.cells import MISSING
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.gate.cells import tells_of_somebody
from ipt_outcomes.ingest.gate.rules import identifier_rules
from ipt_outcomes.ingest.proposal.reading import opened
from ipt_outcomes.ingest.proposal.words import KNOWN_NAMES
from ipt_outcomes.ingest.strange_cells import strange
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.plain_words import plain

# ASSUME: a column of arms or visits has at most so many different words.
MOST_CODES = 20
# REDCap's columns whose words are the project's own, and never a participant's.
EVENT, FORM = "redcap_event_name", "redcap_repeat_instrument"
INSTANCE = "redcap_repeat_instance"
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

    `options`: what the plan must say for it to be read, as the plan's key and value; `asked`: what
    there is to decide about some of these, by key. `chosen`: the words of the rows that these are
    the facts of, by column; all rows where there is none.
    `record`: the column that is known to be the participants'; `marked` where its project marks it
    as an identifier. `remark` is to be said beside the file. `said`: what the file or its project
    says of a column, by its name: a label, the question on the form. `answers`: the words of the
    columns of answers in words, whose facts are as if they were numbers.
    """

    file: str
    table: TextTable
    columns: tuple[ColumnFacts, ...]
    options: dict[str, Any]
    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    record: str | None = None
    marked: bool = False
    remark: str = ""
    said: dict[str, str] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    answers: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Rows after the header."""
        return len(self.table.cells)

    def column(self, name: str) -> ColumnFacts:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)

    @cached_property
    def _filled(self) -> pd.DataFrame:
        """Which cells say something."""
        cells = self.table.cells
        return pd.DataFrame({name: ~cells[name].isin(MISSING) for name in cells})

    def part(self, column: str, words: Sequence[str]) -> FileFacts:
        """The rows that hold one of the words in `column`, and the columns that say something."""
        rows = self.table.cells[column].isin(words)
        said = self._filled.loc[rows].any()
        table = replace(self.table, cells=self.table.cells.loc[rows, said.index[said]])
        columns = [facts_of(table, c.name) for c in self.columns if c.name in table.cells]
        return replace(
            self,
            table=table,
            columns=tuple(columns),
            chosen={**self.chosen, column: tuple(words)},
        )


def look_at(
    path: Path, file: str, findings: Findings, *, sheet: str | None = None
) -> FileFacts | None:
    """The facts of the file at `path`, called `file`; None, and a finding, where it is not read."""
    if path.is_dir():
        rule = "this is a folder"
        findings.add(Problem(file, None, None, rule, "Name the files in it one by one."))
        return None
    if not path.is_file():
        findings.add(Problem(file, None, None, "the file is not there", "Check its name."))
        return None
    try:
        found = opened(path, file, findings, sheet=sheet)
    except OSError:
        rule = "the file cannot be opened"
        findings.add(Problem(file, None, None, rule, "Check that you may read it."))
        return None
    if found is None:
        return None
    table = found.table
    columns = tuple(facts_of(table, name) for name in dict.fromkeys(table.header))
    if _no_header(table, columns):
        rule = "the first line looks like a participant's row, not like the columns' names"
        findings.add(Problem(file, 1, None, rule, "Give the file a first line of names."))
        return None
    return FileFacts(file, table, columns, found.options, said=table.said, asked=found.asked)


def as_numbers(table: TextTable, column: str) -> pd.Series:
    """A column's cells as float64, NaN where one is not a number."""
    cells = table.cells[column]
    if table.decimal != ".":
        cells = cells.str.replace(table.decimal, ".", regex=False)
    return pd.to_numeric(cells, errors="coerce").astype("float64")


def facts_of(table: TextTable, name: str) -> ColumnFacts:
    """The facts of the column of that name."""
    cells = table.cells[name]
    filled = cells[~cells.isin(MISSING)]
    counts = filled.groupby(filled, sort=False).size()
    numbers = as_numbers(table, name).reindex(filled.index)
    numeric = len(filled) > 0 and bool(numbers.notna().all())
    few = 0 < len(counts) <= MOST_CODES and bool((counts > 1).all())
    few = few or name in (EVENT, FORM)
    # The dates of people's assessments are theirs, however few they are.
    words = list(map(str, counts.index)) if few else []
    few = few and not any(map(strange, words))
    few = few and not any(map(_DATE.search, words))
    few = few and not tells_of_somebody(words, identifier_rules())
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
    """Whether the first line is data: numbers over numbers, or words of their own columns.

    A column `treatment` may hold that word: a line with a name that files use is one of names.
    """
    like_data = 0
    for column in columns:
        number = bool(pd.notna(pd.to_numeric(column.name, errors="coerce")))
        own_word = bool((table.cells[column.name] == column.name).any())
        like_data += (number and column.low is not None) or own_word
    names = any(plain(column.name) in KNOWN_NAMES for column in columns)
    return like_data > 0 and (not names or 2 * like_data >= len(columns))
