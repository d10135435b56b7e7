"""What stands for a missing value among numbers: words such as `n/a`, and numbers such as -99."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from ipt_outcomes.ingest.cells import MISSING, as_number
from ipt_outcomes.ingest.proposal.words import DAY, MONTH, PARTICIPANT, TIME, VISIT, WEEK
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.plain_words import plain

# Words that nobody means as an answer, in small letters.
_WORDS = frozenset({
    ".", "..", "-", "--", "n/a", "n.a.", "na", "nan", "null", "none", "missing", "miss", "#n/a",
    "k.a.", "k. a.", "keine angabe", "fehlt", "fehlend", "manquant", "n.b.", "onbekend", "sin dato",
    "unknown", "not available", "not applicable", "not done", "nd",
})  # fmt: skip
# Numbers that stand for no value where all others are 0 or more.
_NUMBERS = frozenset({-1.0, -7.0, -8.0, -9.0, -77.0, -88.0, -99.0, -777.0, -888.0, -999.0, -9999.0})
# A day before randomisation is one.
_WHO_AND_WHEN = frozenset({*PARTICIPANT, *DAY, *WEEK, *MONTH, *TIME, *VISIT})
# ASSUME: of a column of numbers at least this share of the filled cells is one.
_SHARE = 0.5


def without_missing(table: TextTable) -> tuple[TextTable, list[Any]]:
    """The table with empty cells for what stands for a missing value among numbers, and what did.

    Words are looked for in columns of numbers alone, numbers in those without other negative ones.
    """
    found: dict[Any, None] = {}
    for column in table.cells:
        cells = table.cells[column]
        distinct = [cell for cell in cells.unique() if cell not in MISSING]
        numbers = {cell: as_number(cell, table.decimal) for cell in distinct}
        words = [cell for cell, number in numbers.items() if number is None]
        if all(word.strip().lower() in _WORDS for word in words):
            given = cells[~cells.isin([*MISSING, *words])]
            if len(given) and len(given) >= _SHARE * (~cells.isin(MISSING)).sum():
                found |= dict.fromkeys(words)
                if plain(str(column)) not in _WHO_AND_WHEN:
                    found |= dict.fromkeys(_codes([n for n in numbers.values() if n is not None]))
    if not found:
        return table, []
    gone = pd.DataFrame({str(name): _gone(table, str(name), list(found)) for name in table.cells})
    return replace(table, cells=table.cells.mask(gone, "")), list(found)


def _gone(table: TextTable, column: str, found: list[Any]) -> pd.Series:
    """Which cells of the column stand for a missing value; a number does of a score alone."""
    cells = table.cells[column]
    numbers = [] if plain(column) in _WHO_AND_WHEN else [n for n in found if not isinstance(n, str)]
    codes = [cell for cell in cells.unique() if as_number(cell, table.decimal) in numbers]
    return cells.isin([*(word for word in found if isinstance(word, str)), *codes])


def _codes(numbers: list[float]) -> list[int]:
    negative = sorted({number for number in numbers if number < 0})
    return [int(number) for number in negative] if set(negative) <= _NUMBERS else []
