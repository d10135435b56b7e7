"""The rows of a file that an entry of the plan reads, and codes by their value labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

import pandas as pd

from ipt_outcomes.ingest.cells import MISSING, as_number
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.missing_codes import is_one_of
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.phrases import counted
from ipt_outcomes.plan.data_file import DataFile, same_word

Meaning = TypeVar("Meaning")


def chosen_rows(entry: DataFile, table: TextTable) -> TextTable:
    """The rows that hold, in each column of the entry's `rows`, one of its words or their labels.

    An exported event or repeated form is one such word.
    """
    cells = table.cells
    for column, words in entry.rows.items():
        if column in cells:
            labels = table.labels.get(column, {})
            codes = [code for code, label in labels.items() if label in words]
            cells = cells.loc[is_one_of(cells[column], (*words, *codes), table.decimal)]
    return replace(table, cells=cells)


def labelled(source_labels: tuple[str, ...], table: TextTable, findings: Findings) -> TextTable:
    """`table` with the value labels of these columns in place of their codes."""
    cells = table.cells
    for column in source_labels:
        if column not in cells:
            continue
        labels = table.labels.get(column, {})
        words = _matched(cells[column], {"": "", "NA": "NA"} | labels, table.decimal)
        findings.at(
            table.file,
            table.lines[words.isna()],
            column,
            "the plan reads this column's labels and the code has none",
            "Label the code in the file, or take the column out of `labels`.",
        )
        cells = cells.assign(**{column: words.fillna("").astype("str")})
    return replace(table, cells=cells)


def translated(
    cells: pd.Series, codes: Mapping[str, Meaning], table: TextTable, column: str
) -> pd.Series:
    """What the cells of `column` mean by `codes` (the file's word: ours), None where nothing.

    A cell is one of the words, or a number that one of them is (1.0 is `1`), or the code of a
    value label that is one of them.
    """
    by_label = {
        code: codes[label] for code, label in table.labels.get(column, {}).items() if label in codes
    }
    return _matched(cells, by_label | dict(codes), table.decimal)


def recoded(recode: Mapping[str, Meaning], table: TextTable, column: str) -> pd.Series:
    """What the cells of `column`, or their value labels, are by a plan's `recode`; None if nothing.

    Capitals, and spaces around a word, do not count.
    """
    labels = {code: same_word(label) for code, label in table.labels.get(column, {}).items()}
    of_column = replace(table, labels={column: labels})
    codes = {same_word(word): meaning for word, meaning in recode.items()}
    return translated(table.cells[column].map(same_word), codes, of_column, column)


def _matched(cells: pd.Series, codes: Mapping[str, Meaning], decimal: str) -> pd.Series:
    # As a person writes a number without thinking of types, so is a quoted one meant.
    numbers = {
        number: meaning
        for word, meaning in codes.items()
        if (number := as_number(word)) is not None
    }
    positions, distinct = pd.factorize(cells)
    found: list[Any] = []
    for cell in distinct:
        number = None if cell in codes or cell in MISSING else as_number(cell, decimal)
        found.append(codes.get(cell) if number is None else numbers.get(number))
    return pd.Series(found, dtype="object").take(positions).set_axis(cells.index)


def rows_passed_over(entry: DataFile, table: TextTable, chosen: TextTable) -> list[str]:
    """A note of how many rows the entry passes over; none where it reads them all."""
    passed = len(table.cells) - len(chosen.cells)
    by = " and ".join(entry.rows)
    said = f"{table.file}: {counted(passed, 'row')} passed over by the plan's `rows`: {by}"
    return [said] if passed else []
