"""A sheet's XML, read strictly and written anew so that it can be understood in one way only.

The parser of workbooks takes XML as it comes: of two rows with one number it keeps the last, of a
number with a comment in it the beginning, and an error or a formula without a saved result is an
empty cell to it. What it is given holds none of that.
"""

from __future__ import annotations

import re
from functools import cache
from io import BytesIO
from xml.parsers import expat
from xml.sax.saxutils import escape

from ipt_outcomes.ingest.formats.error_cells import NO_RESULT
from ipt_outcomes.ingest.formats.excel_archive import NotAWorkbookError

# The rectangle that holds every cell; the parser lays it out whole.
MOST_CELLS = 4_000_000
# ECMA-376, part 1: the last row and column; 18.18.11, the types of cells.
MOST_ROWS, MOST_COLUMNS, MOST_CHARACTERS = 1_048_576, 16_384, 32_767
_KINDS = frozenset({"n", "s", "str", "inlineStr", "b", "d", "e"})
_FLAGS = {"0": "0", "1": "1", "false": "0", "true": "1"}

_PLACE = re.compile("([A-Za-z]{1,3})([0-9]{1,7})")
_WHOLE = re.compile("[0-9]{1,9}")
_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,9})?")
_LETTERS = 26
_ANEW = "Open it in a spreadsheet program and save it as .xlsx again."


def plain_sheet(content: bytes) -> bytes:
    """The sheet's cells alone, each with its place, type and style.

    An error, and a formula without a saved result, is a text (`error_cells`); so is what is no
    number in a cell of numbers. Raises NotAWorkbookError where it is not well-formed, where a row
    or a cell is there twice or not in its order, or where the cells are too many.
    """
    sheet = _Sheet()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = sheet.start
    parser.EndElementHandler = sheet.end
    parser.CharacterDataHandler = sheet.characters
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError):
        raise NotAWorkbookError("the workbook's sheet cannot be read", _ANEW) from None
    return sheet.written()


class _Sheet:
    """One pass over one sheet."""

    def __init__(self) -> None:
        self._out = BytesIO()
        self._out.write(b"<worksheet><sheetData>")
        self._tables = 0
        self._in_table = self._in_row = self._in_cell = self._phonetic = False
        # What the sheet calls its elements: names may have a prefix.
        self._name_of_cell = self._name_of_value = ""
        self._row = self._last_row = self._column = self._last_column = self._cells = 0
        self._of_row: list[str] = []
        self._place = ""
        self._said: dict[str, str] = {}
        self._value: str | None = None
        self._inline: str | None = None
        self._formula = False
        # The characters of the part of a cell that is open, None where none is.
        self._text: str | None = None

    def written(self) -> bytes:
        self._out.write(b"</sheetData></worksheet>")
        return self._out.getvalue()

    def start(self, name: str, said: dict[str, str]) -> None:
        if self._in_cell:
            self._start_part(name)
        elif name == self._name_of_cell:
            self._begin_cell(said)
        elif name.rpartition(":")[2] == "sheetData":
            self._tables += 1
            self._hold(self._tables == 1, "the sheet has several tables of cells")
            prefix = name.removesuffix("sheetData")
            self._name_of_cell, self._name_of_value = f"{prefix}c", f"{prefix}v"
            self._in_table = True
        elif self._in_table and name.rpartition(":")[2] == "row":
            self._hold(not self._in_row, "a row of the sheet is within another")
            self._begin_row(said)

    def characters(self, text: str) -> None:
        if self._text is not None:
            self._text += text
            if len(self._text) > MOST_CHARACTERS:
                rule = f"a cell of the sheet has more than {MOST_CHARACTERS} characters"
                raise NotAWorkbookError(rule, "Shorten it, or save the sheet as CSV.")

    def end(self, name: str) -> None:
        if self._in_cell:
            if name == self._name_of_cell:
                self._in_cell = False
                self._end_cell()
            else:
                self._end_part(name)
        elif self._in_table:
            name = name.rpartition(":")[2]
            if name == "row":
                self._end_row()
            elif name == "sheetData":
                self._in_table = False

    def _begin_row(self, said: dict[str, str]) -> None:
        number = said.get("r", "").strip() or str(self._row + 1)
        right = _WHOLE.fullmatch(number) is not None and self._row < int(number) <= MOST_ROWS
        self._hold(right, "a row of the sheet is there twice, or not in its order")
        self._row, self._column, self._in_row = int(number), 0, True

    def _end_row(self) -> None:
        if self._of_row:
            cells = "".join(self._of_row)
            self._out.write(f'<row r="{self._row}">{cells}</row>'.encode())
            self._of_row.clear()
        self._last_row, self._in_row = self._row, False

    def _begin_cell(self, said: dict[str, str]) -> None:
        self._hold(self._in_row, "a cell of the sheet is in no row")
        place = f"{_letters(self._column + 1)}{self._row}"
        if said.get("r", place) != place:
            self._column = self._column_of(said["r"]) - 1
            place = f"{_letters(self._column + 1)}{self._row}"
        self._column += 1
        self._hold(
            self._column <= MOST_COLUMNS, "a cell of the sheet has a place that no sheet has"
        )
        self._cells += 1
        self._place, self._said, self._in_cell = place, said, True
        self._value = self._inline = None
        self._formula = False

    def _column_of(self, place: str) -> int:
        """The column of a cell that does not stand beside the one before."""
        found = _PLACE.fullmatch(place.strip())
        self._hold(found is not None, "a cell of the sheet has a place that no sheet has")
        assert found is not None
        column = _column(found[1])
        right = int(found[2]) == self._row and column > self._column
        self._hold(right, "a cell of the sheet is there twice, or not in its order")
        return column

    def _start_part(self, name: str) -> None:
        if name == self._name_of_value:
            self._text = ""
            return
        name = name.rpartition(":")[2]
        self._hold(name not in ("c", "row"), "a cell of the sheet is within another")
        if name == "rPh":
            self._phonetic = True
        elif name == "f":
            self._formula = True
        elif name == "t" and not self._phonetic:
            self._text = ""

    def _end_part(self, name: str) -> None:
        if name == self._name_of_value:
            self._hold(self._value is None, "a cell of the sheet has several values")
            self._value, self._text = self._text, None
            return
        name = name.rpartition(":")[2]
        if name == "rPh":
            self._phonetic = False
        elif name == "t" and self._text is not None:
            # A text may have several runs of letters.
            self._inline, self._text = (self._inline or "") + self._text, None

    def _end_cell(self) -> None:
        kind, style = self._said.get("t", "n"), self._said.get("s", "0")
        self._hold(kind in _KINDS, "a cell of the sheet has a type that no sheet has")
        self._hold(style.isdecimal() and style.isascii(), "a cell of the sheet has no style")
        value = self._value or ""
        if kind != "n" or self._formula or _NUMBER.fullmatch(value) is None:
            kind, text = self._content(kind)
            if text is None:
                return
            value = escape(text)
        self._last_column = max(self._last_column, self._column)
        if self._row * self._last_column > MOST_CELLS or self._cells > MOST_CELLS:
            self._report_size()
        begin = f'<c r="{self._place}" s="{style}" t="{kind}">'
        if kind == "inlineStr":
            self._of_row.append(f'{begin}<is><t xml:space="preserve">{value}</t></is></c>')
        else:
            self._of_row.append(f"{begin}<v>{value}</v></c>")

    def _content(self, kind: str) -> tuple[str, str | None]:
        """The cell's type and text as they are written; None where it is empty."""
        value, formula = self._value, NO_RESULT if self._formula else None
        if kind == "inlineStr":
            return kind, value if self._inline is None else self._inline
        # A formula whose result is text may well have given an empty one.
        if kind == "str":
            return kind, formula if value is None else value or None
        value = (value or "").strip()
        if not value:
            return "str", NO_RESULT if kind == "e" else formula
        if kind == "b":
            return ("b", _FLAGS[value]) if value in _FLAGS else ("str", value)
        if kind == "s":
            self._hold(_WHOLE.fullmatch(value) is not None, "a cell of the sheet names no text")
        elif kind == "e":
            # Whatever else stands there, it is no value.
            return "str", value if value.startswith("#") else NO_RESULT
        elif kind == "n" and _NUMBER.fullmatch(value) is None:
            return "str", value
        return kind, value

    def _report_size(self) -> None:
        raise NotAWorkbookError(
            f"a sheet's cells reach over {self._row} rows and {self._last_column} columns, "
            f"more than {MOST_CELLS} cells",
            "Delete the empty rows and columns behind the data and save it, or save it as CSV.",
        )

    def _hold(self, holds: bool, rule: str) -> None:
        if not holds:
            raise NotAWorkbookError(f"{rule}, after row {self._last_row}", _ANEW)


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number


@cache
def _letters(column: int) -> str:
    letters = ""
    while column:
        column, letter = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + letter) + letters
    return letters
