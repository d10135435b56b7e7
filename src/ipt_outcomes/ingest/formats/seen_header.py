"""Which rows of a file are its header, judged by the rows alone: nobody has said yet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ipt_outcomes.ingest.formats.header import ONE_ROW, ROWS_LOOKED_AT, HeaderRows, offered_header

Rows = Sequence[Sequence[str]]

_NUMBER = re.compile(r"-?\d+([.,]\d+)?")
_LETTER = re.compile(r"[^\W\d_]")
# Other delimiters in a title mean that the file was read with a wrong one.
_DELIMITERS = re.compile(r"[;\t]")
# A title, or a word and what it says: `Exported on`, `4 May`.
_MOST_IN_A_TITLE = 2
_FEWEST_NAMES = 3


def seen_header(rows: Rows) -> HeaderRows:
    """The rows that are the header: the first one, unless the rows say otherwise.

    They do by Qualtrics' own row; by titles of a cell or two above the names; by merged cells over
    a row of names; by a row of questions under the names, which has words wherever all rows below
    have numbers.
    """
    marked = offered_header(rows, ())
    if marked is not None:
        return marked
    top = rows[:ROWS_LOOKED_AT]
    first = _after_titles(top)
    if _is_merged(top[first - 1 :]):
        return HeaderRows(first + 1, (first, first + 1))
    if first > 1:
        return HeaderRows(first, (first,))
    return HeaderRows(2, (1,)) if _is_questions(top) else ONE_ROW


def said_of_columns(rows: Rows, header: HeaderRows, names: Sequence[str]) -> dict[str, str]:
    """What the header's other rows say below the names, by column: the question on the form."""
    said: dict[str, str] = {}
    for row in rows[header.names[-1] : header.rows]:
        for name, cell in zip(names, row, strict=False):
            if cell.strip() and not cell.lstrip().startswith("{"):
                said.setdefault(name, cell.strip())
    return said


def _filled(row: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _is_number(cell: str) -> bool:
    return _NUMBER.fullmatch(cell.strip()) is not None


def _after_titles(rows: Rows) -> int:
    """The number of the row of names, from 1: what is above it are titles."""
    first = 0
    while (
        first < len(rows)
        and 0 < _filled(rows[first]) <= _MOST_IN_A_TITLE
        and not any(map(_DELIMITERS.search, rows[first]))
    ):
        first += 1
    if first in (0, len(rows)):
        return 1
    names = [cell.strip() for cell in rows[first] if cell.strip()]
    above = max(map(_filled, rows[:first]))
    are_names = not any(map(_is_number, names)) and _filled(rows[first]) > above
    return first + 1 if are_names and len(names) >= _FEWEST_NAMES else 1


def _is_merged(rows: Rows) -> bool:
    """Whether the first row has cells that reach over several names in the second."""
    if len(rows) < 3:
        return False
    upper, lower = rows[0], rows[1]
    width = max(len(upper), len(lower))
    over = [cell.strip() for cell in [*upper, *[""] * (width - len(upper))]]
    under = [cell.strip() for cell in [*lower, *[""] * (width - len(lower))]]
    reaches = any(before and not cell for before, cell in pairwise(over))
    named = all(under[place] for place in range(width) if not over[place])
    return (
        reaches
        and named
        and not any(map(_is_number, under))
        and bool(_columns_of_numbers(rows[2:], under))
    )


def _is_questions(rows: Rows) -> bool:
    """Whether the second row has words in every column of numbers, of which there are several."""
    if len(rows) < 4:
        return False
    every = _columns_of_numbers(rows[2:])
    words = _columns_of_numbers(rows[2:], rows[1])
    return len(words) > 1 and words == every


def _columns_of_numbers(rows: Rows, above: Sequence[str] | None = None) -> list[int]:
    """The places that hold numbers alone, two or more; with a word in `above` if that is given."""
    found = []
    for place in range(min(map(len, rows))):
        cells = [row[place].strip() for row in rows if row[place].strip() not in ("", "NA")]
        if len(cells) < 2 or not all(map(_is_number, cells)):
            continue
        if above is None or (place < len(above) and _LETTER.search(above[place])):
            found.append(place)
    return found
