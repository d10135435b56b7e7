"""CSV as text: every row as wide as the header, every quote closed, every byte UTF-8.

pandas and Arrow guess types, rename repeated columns and let a stray quote swallow rows, so the
standard library's reader is used, with strict quoting, in blocks that keep memory modest.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TextIO

import pandas as pd

from ipt_outcomes.errors import Problem
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.text_table import TextTable

BLOCK = 50_000
# How bytes that are not UTF-8 appear after decoding with `surrogateescape`.
_UNDECODED = re.compile("[\udc80-\udcff]")


def read_csv_text(
    path: Path, file: str, wanted: Collection[str], findings: Findings
) -> TextTable | None:
    """The columns `wanted` of the CSV file at `path`, called `file` in messages.

    UTF-8 with or without a byte order mark. Blank lines are passed over and counted. None when the
    file's structure breaks a rule; `findings` then says where. Raises OSError as `open` does.
    """
    before = len(findings)
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
        table = _Reader(file, wanted, findings).read(stream)
    return table if len(findings) == before else None


class _Reader:
    """One pass over one file."""

    def __init__(self, file: str, wanted: Collection[str], findings: Findings) -> None:
        self._file = file
        self._wanted = wanted
        self._findings = findings
        self._with_nul: list[int] = []
        self._not_utf8: list[int] = []
        self._other_widths: defaultdict[int, list[int]] = defaultdict(list)
        self._broken_quotes = False
        self._blank_lines = 0

    def read(self, stream: TextIO) -> TextTable | None:
        rows = self._rows(stream)
        line, header = next(rows, (0, []))
        if not header:
            self._report_bytes()
            self._find(None, None, "the file is empty", "Give a file with a header and rows.")
            return None
        self._check_header(line, header)
        positions = [
            (name, header.index(name)) for name in dict.fromkeys(self._wanted) if name in header
        ]
        blocks = list(self._blocks(rows, len(header), positions))
        if self._report_bytes():
            return None
        for width, lines in self._other_widths.items():
            self._findings.at(
                self._file,
                lines,
                None,
                f"the row has {width} cells and the header has {len(header)}",
                "Look for a comma or a quote too many or missing in this row.",
            )
        cells = pd.concat(blocks)
        if not len(cells) and not self._other_widths and not self._broken_quotes:
            rule = "the file has a header and no rows"
            self._find(line, None, rule, "Give a file with rows.")
        return TextTable(self._file, tuple(header), cells, self._blank_lines)

    def _rows(self, stream: TextIO) -> Iterator[tuple[int, list[str]]]:
        """Rows with the line each begins on: a quoted cell may run over several lines."""
        reader = csv.reader(self._watched(stream), strict=True)
        line = 1
        try:
            for row in reader:
                if row:
                    yield line, row
                else:
                    self._blank_lines += 1
                line = reader.line_num + 1
        except csv.Error:
            self._broken_quotes = True
            self._find(
                line,
                None,
                "the row's quotes do not match, or a cell is longer than "
                f"{csv.field_size_limit()} characters",
                'Close every quote; write a quote inside a quoted cell as "".',
            )

    def _watched(self, stream: TextIO) -> Iterator[str]:
        for line, text in enumerate(stream, 1):
            if "\0" in text:
                self._with_nul.append(line)
            if not text.isascii() and _UNDECODED.search(text):
                self._not_utf8.append(line)
            yield text

    def _blocks(
        self, rows: Iterator[tuple[int, list[str]]], width: int, positions: list[tuple[str, int]]
    ) -> Iterator[pd.DataFrame]:
        kept: list[list[str]] = []
        lines: list[int] = []
        for line, row in rows:
            if len(row) != width:
                self._other_widths[len(row)].append(line)
                continue
            if self._with_nul or self._not_utf8:
                # The file is refused; such text could not be kept either.
                continue
            kept.append([row[position] for _, position in positions])
            lines.append(line)
            if len(kept) == BLOCK:
                yield _frame(kept, lines, positions)
                kept, lines = [], []
        yield _frame(kept, lines, positions)

    def _check_header(self, line: int, header: list[str]) -> None:
        # A header's name is shown only where the plan maps it: a file without a header has a
        # participant's row in its place.
        for name, count in Counter(header).items():
            at = [str(position) for position, other in enumerate(header, 1) if other == name]
            if not name.strip():
                rule = f"the header gives no name to column number {' and '.join(at)}"
                self._find(line, None, rule, "Name the column in the file's first line.")
            elif count > 1:
                rule = f"the header gives one name to columns number {' and '.join(at)}"
                column = name if name in self._wanted else None
                self._find(line, column, rule, "Rename all but one of them.")

    def _report_bytes(self) -> bool:
        """What is wrong with the bytes; the cells mean nothing then."""
        remedy = "Save the file as UTF-8 (in a spreadsheet program: CSV UTF-8)."
        self._findings.at(self._file, self._with_nul, None, "the line has a NUL byte", remedy)
        self._findings.at(self._file, self._not_utf8, None, "the line is not UTF-8 text", remedy)
        return bool(self._with_nul or self._not_utf8)

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
