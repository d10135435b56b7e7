"""Delimited text as text: every row as wide as the header, quotes closed, bytes of one encoding.

pandas and Arrow guess types, rename repeated columns and let a stray quote swallow rows, so the
standard library's reader is used, with strict quoting, in blocks that keep memory modest.
"""

from __future__ import annotations

import csv
import re
from array import array
from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import chain, count, islice
from pathlib import Path
from typing import TextIO

import pandas as pd

from ipt_outcomes.errors import Problem
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.formats.encodings import codec, encoding_of, is_not, name_of
from ipt_outcomes.ingest.formats.header import (
    MOST_COLUMNS,
    ONE_ROW,
    ROWS_LOOKED_AT,
    HeaderRows,
    names_of,
    read_header,
    report_other_header,
)
from ipt_outcomes.ingest.formats.ordinary_file import is_ordinary
from ipt_outcomes.ingest.formats.seen_header import said_of_columns, seen_header
from ipt_outcomes.ingest.text_table import TextTable

BLOCK = 50_000
# A longer line, or one with more delimiters, has lost its line ends.
LONGEST_LINE = 10_000_000
MOST_DELIMITERS = 2 * MOST_COLUMNS
# A file with more blank lines has lost its rows.
MOST_BLANK_LINES = 1_000_000
# Excel writes the delimiter into a first line of its own, and reads it there.
_SAYS_DELIMITER = re.compile(r"(\ufeff)?[\"']?sep=(.)[\"']?[\r\n]*")
# No more widths of rows than this are told apart.
_MOST_WIDTHS = 20


def read_csv_text(
    path: Path,
    file: str,
    wanted: Collection[str],
    findings: Findings,
    *,
    encoding: str | None = None,
    delimiter: str = ",",
    decimal: str = ".",
    header: HeaderRows | None = ONE_ROW,
    rows_needed: bool = True,
) -> TextTable | None:
    """The columns `wanted` of the delimited text at `path`, called `file` in messages.

    A first line `sep=;` says the delimiter, whatever `delimiter` says. `header` counts rows that
    are not blank; with None the rows themselves say which are it (see `seen_header`). A header
    alone is refused where `rows_needed`.

    UTF-8 with or without a byte order mark, or UTF-16 with one, unless `encoding` says another
    (see `plan.data_file.Encoding`). Blank lines are passed over and counted. None when the file's
    structure breaks a rule; `findings` then says where. Raises OSError as `open` does.
    """
    if not is_ordinary(path, file, findings):
        return None
    before = len(findings)
    encoding = encoding_of(path, encoding)
    name, errors = codec(encoding)
    reader = _Reader(
        file,
        wanted,
        findings,
        encoding=encoding,
        delimiter=delimiter,
        decimal=decimal,
        header=header,
        rows_needed=rows_needed,
    )
    try:
        with path.open(encoding=name, errors=errors, newline="") as stream:
            table = reader.read(stream)
    except UnicodeError:
        # UTF-16 without its mark: which of its two orders it has is not said.
        rule, remedy = f"the file is not {name_of(encoding)} text", "Save it as UTF-8."
        findings.add(Problem(file, None, None, rule, remedy))
        return None
    return table if len(findings) == before else None


class _Reader:
    """One pass over one file."""

    def __init__(
        self,
        file: str,
        wanted: Collection[str],
        findings: Findings,
        *,
        encoding: str,
        delimiter: str,
        decimal: str,
        header: HeaderRows | None,
        rows_needed: bool,
    ) -> None:
        self._file = file
        self._wanted = wanted
        self._findings = findings
        self._encoding = encoding
        self._delimiter = delimiter
        self._decimal = decimal
        self._header = header
        self._rows_needed = rows_needed
        self._with_nul: list[int] = []
        self._not_text: list[int] = []
        # The line at which reading stopped, and why.
        self._stopped: tuple[int, str] | None = None
        # Eight bytes a line: every line of a large file may be wrong.
        self._other_widths: defaultdict[int, array[int]] = defaultdict(lambda: array("q"))
        self._broken_quotes = False
        self._blank_lines = 0

    def read(self, stream: TextIO) -> TextTable | None:
        rows = self._rows(stream)
        least = ROWS_LOOKED_AT if self._header is None else self._header.rows + 1
        top = list(islice(rows, max(least, ROWS_LOOKED_AT)))
        if not top:
            if not self._report_lines() and not self._broken_quotes:
                self._find(None, None, "the file is empty", "Give a file with a header and rows.")
            return None
        said = self._header or seen_header([cells for _, cells in top])
        line = top[min(said.names[-1], len(top)) - 1][0]
        names = names_of([cells for _, cells in top], said)
        self._report_delimiter(line, names)
        # Where the lines are no text, that is what is wrong, and not the names.
        no_text = self._with_nul or self._not_text
        heard = Findings() if no_text else self._findings
        header = read_header(self._file, line, names, self._wanted, heard)
        if header.width > MOST_COLUMNS or report_other_header(
            self._file, top, said, self._wanted, self._findings
        ):
            return None
        positions = [
            (name, header.places[name])
            for name in dict.fromkeys(self._wanted)
            if name in header.places
        ]
        body = chain(top[said.rows :], rows)
        blocks = list(self._blocks(body, header.width, positions))
        if self._report_lines():
            return None
        self._report_widths(header.width)
        cells = pd.concat(blocks)
        broken = self._other_widths or self._broken_quotes
        if self._rows_needed and not len(cells) and not broken:
            rule = "the file has a header and no rows"
            self._find(line, None, rule, "Give a file with rows.")
        return TextTable(
            self._file,
            header.names,
            cells,
            self._blank_lines,
            decimal=self._decimal,
            notes=header.notes,
            header_line=line,
            header_rows=said,
            said=said_of_columns([cells for _, cells in top], said, names),
        )

    def _rows(self, stream: TextIO) -> Iterator[tuple[int, list[str]]]:
        """Rows with the line each begins on: a quoted cell may run over several lines."""
        lines = self._watched(stream)
        first = next(lines, "")
        said = _SAYS_DELIMITER.fullmatch(first)
        if said is not None:
            self._delimiter = said[2]
        # What comes before the reader's first line.
        before = 0 if said is None else 1
        text = lines if said is not None else chain([first] if first else [], lines)
        reader = csv.reader(text, strict=True, delimiter=self._delimiter)
        line = 1 + before
        try:
            for row in reader:
                if row:
                    yield line, row
                else:
                    self._blank_lines += 1
                    if self._blank_lines > MOST_BLANK_LINES:
                        rule = f"the file has more than {MOST_BLANK_LINES} blank lines"
                        self._stopped = line, rule
                        return
                line = reader.line_num + 1 + before
        except csv.Error:
            self._broken_quotes = True
            if self._stopped is None:
                self._find(
                    line,
                    None,
                    "the row's quotes do not match, or a cell is longer than "
                    f"{csv.field_size_limit()} characters",
                    'Close every quote; write a quote inside a quoted cell as "".',
                )

    def _watched(self, stream: TextIO) -> Iterator[str]:
        for line in count(1):
            text = stream.readline(LONGEST_LINE)
            if not text:
                return
            if len(text) == LONGEST_LINE:
                self._stopped = line, f"the line is longer than {LONGEST_LINE} characters"
                return
            if len(text) > MOST_DELIMITERS and text.count(self._delimiter) > MOST_DELIMITERS:
                rule = f"the line has more than {MOST_DELIMITERS} delimiters"
                self._stopped = line, f"{rule}, and {MOST_COLUMNS} columns are read at the most"
                return
            if "\0" in text:
                self._with_nul.append(line)
            if not text.isascii() and is_not(self._encoding, text):
                self._not_text.append(line)
            yield text

    def _blocks(
        self, rows: Iterator[tuple[int, list[str]]], width: int, positions: list[tuple[str, int]]
    ) -> Iterator[pd.DataFrame]:
        kept: list[list[str]] = []
        lines: list[int] = []
        for line, row in rows:
            if len(row) != width:
                known = len(row) in self._other_widths or len(self._other_widths) < _MOST_WIDTHS
                self._other_widths[len(row) if known else -1].append(line)
                continue
            if self._with_nul or self._not_text:
                # The file is refused; such text could not be kept either.
                continue
            kept.append([row[position] for _, position in positions])
            lines.append(line)
            if len(kept) == BLOCK:
                yield _frame(kept, lines, positions)
                kept, lines = [], []
        yield _frame(kept, lines, positions)

    def _report_delimiter(self, line: int, names: list[str]) -> None:
        others = [mark for mark in (",", ";", "\t") if mark in "".join(names[:1])]
        if len(names) == 1 and others and names[0] not in self._wanted:
            mark = {"\t": '"\\t"'}.get(others[0], f'"{others[0]}"')
            rule = "the header has one column, and marks in it that look like delimiters"
            self._find(line, None, rule, f"Say what divides the cells: `delimiter: {mark}`.")

    def _report_widths(self, width: int) -> None:
        for other, lines in self._other_widths.items():
            cells = "other numbers of" if other < 0 else other
            self._findings.at(
                self._file,
                lines,
                None,
                f"the row has {cells} cells and the header has {width}",
                "Look for a comma or a quote too many or missing in this row.",
            )

    def _report_lines(self) -> bool:
        """What is wrong with whole lines; the cells mean nothing then."""
        name = name_of(self._encoding)
        remedy = "Save the file as UTF-8 (in a spreadsheet program: CSV UTF-8)"
        said = f"{remedy}, or say its `encoding` in the plan."
        self._findings.at(self._file, self._with_nul, None, "the line has a NUL byte", f"{remedy}.")
        self._findings.at(self._file, self._not_text, None, f"the line is not {name} text", said)
        if self._stopped is not None:
            line, rule = self._stopped
            remedy = "Look for rows or line ends lost in saving the file, and save it again."
            self._find(line, None, rule, remedy)
        return bool(self._with_nul or self._not_text or self._stopped)

    def _find(self, line: int | None, column: str | None, rule: str, remedy: str) -> None:
        self._findings.add(Problem(self._file, line, column, rule, remedy))


def _frame(
    rows: list[list[str]], lines: list[int], positions: list[tuple[str, int]]
) -> pd.DataFrame:
    columns = zip(*rows, strict=True) if rows else [()] * len(positions)
    cells = {
        name: pd.array(list(column), dtype="str")
        for (name, _), column in zip(positions, columns, strict=True)
    }
    return pd.DataFrame(cells, index=pd.Index(lines, dtype="int64"))
