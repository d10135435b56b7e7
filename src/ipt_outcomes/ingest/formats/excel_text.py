"""A sheet of an .xlsx workbook as text: text stays text, the number 1.0 is written 1."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from ipt_outcomes.errors import Problem
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.formats.cell_text import cell_text
from ipt_outcomes.ingest.formats.excel_archive import NotAWorkbookError, repacked, unpacked_parts
from ipt_outcomes.ingest.formats.header import report_header
from ipt_outcomes.ingest.formats.ordinary_file import is_ordinary
from ipt_outcomes.ingest.text_table import TextTable

# The parser gives an error (#N/A) and a formula without a saved result as an empty cell. Each is
# made a text of its own here, before it is parsed.
_ERROR = re.compile(rb"<((?:\w+:)?)c\b([^>/]*?\bt\s*=\s*[\"']e[\"'][^>/]*)>.*?</\1c\s*>", re.DOTALL)
_NO_RESULT = re.compile(
    rb"<((?:\w+:)?)c\b([^>/]*)>\s*<\1f\b[^>]*(?:/>|>[^<]*</\1f\s*>)"
    rb"\s*(<\1v\s*/>|<\1v>\s*</\1v\s*>)?\s*</\1c\s*>"
)
# A formula whose result is text may well have given an empty one.
_TEXT = re.compile(rb"\bt\s*=\s*[\"']str[\"']")
_REFERENCE = re.compile(rb"\br\s*=\s*[\"'][A-Za-z0-9]+[\"']")
_MARK = "#not a value#"


def read_excel_text(
    path: Path, file: str, wanted: Collection[str], findings: Findings, *, sheet: str | None = None
) -> TextTable | None:
    """The columns `wanted` of one sheet of the workbook at `path`, called `file` in messages.

    The first row that is not empty is the header. `sheet` may be left out where the workbook has
    one. Lines are the sheet's rows. None when the file breaks a rule; `findings` then says which.
    Raises OSError as `open` does.
    """
    if not is_ordinary(path, file, findings):
        return None
    before = len(findings)
    try:
        rows = _rows(path, sheet)
    except NotAWorkbookError as error:
        findings.add(Problem(file, None, None, error.rule, error.remedy))
        return None
    table = _table(file, rows, wanted, findings)
    return table if len(findings) == before else None


def _rows(path: Path, sheet: str | None) -> list[list[Any]]:
    # Nothing holds the parts any more when the parser unpacks them again.
    archive = repacked(
        {
            name: _marked(content) if "/worksheets/" in name.lower() else content
            for name, content in unpacked_parts(path).items()
        }
    )
    try:
        workbook = CalamineWorkbook.from_filelike(archive)
        name = _sheet_name(workbook.sheet_names, sheet)
        return workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (CalamineError, ValueError, OverflowError):
        raise NotAWorkbookError(
            "the workbook's sheet cannot be read",
            "Open it in a spreadsheet program and save it as .xlsx again.",
        ) from None


def _marked(content: bytes) -> bytes:
    """The sheet's XML with a text in place of each error and each formula without a result."""
    return _NO_RESULT.sub(_marked_formula, _ERROR.sub(_marked_cell, content))


def _marked_formula(cell: re.Match[bytes]) -> bytes:
    return cell[0] if cell[3] and _TEXT.search(cell[2]) else _marked_cell(cell)


def _marked_cell(cell: re.Match[bytes]) -> bytes:
    prefix, reference = cell[1], _REFERENCE.search(cell[2])
    place = reference[0] if reference else b""
    open_tag = b"<" + prefix + b"c " + place + b' t="str"><' + prefix + b"v>"
    return open_tag + _MARK.encode() + b"</" + prefix + b"v></" + prefix + b"c>"


def _sheet_name(names: Sequence[str], wanted: str | None) -> str:
    if wanted is None and len(names) == 1:
        return names[0]
    if wanted is None:
        raise NotAWorkbookError(
            f"the workbook has {len(names)} sheets and the plan names none",
            "Add `sheet: <name>` beside the file in the plan.",
        )
    if wanted not in names:
        near = difflib.get_close_matches(wanted, names, n=1, cutoff=0.8)
        guess = f" Did you mean {near[0]!r}?" if near else ""
        raise NotAWorkbookError(
            "the workbook has no sheet of this name", f"Correct `sheet` in the plan.{guess}"
        )
    return wanted


def _table(
    file: str, rows: list[list[Any]], wanted: Collection[str], findings: Findings
) -> TextTable | None:
    numbered = [(line, row) for line, row in enumerate(rows, 1) if any(map(_is_given, row))]
    if not numbered:
        findings.add(
            Problem(file, None, None, "the sheet is empty", "Give a sheet with a header and rows.")
        )
        return None
    (line, first), body = numbered[0], numbered[1:]
    header = [cell_text(cell) for cell in first]
    while header and not header[-1]:
        header.pop()
    report_header(file, line, header, wanted, findings)
    findings.at(
        file,
        [at for at, row in body if any(map(_is_given, row[len(header) :]))],
        None,
        f"the row has cells beyond the header's {len(header)} columns",
        "Name their columns in the header, or empty them.",
    )
    if not body:
        rule = "the sheet has a header and no rows"
        findings.add(Problem(file, line, None, rule, "Give a sheet with rows."))
    places = {name: position for position, name in enumerate(header)}
    lines = [at for at, _ in body]
    cells = {}
    for name in dict.fromkeys(wanted):
        if name in places:
            column = list(_column(places[name], body))
            _report_marks(file, name, lines, column, findings)
            cells[name] = pd.array(column, dtype="str")
    blank = (lines[-1] if lines else line) - len(numbered)
    frame = pd.DataFrame(cells, index=pd.Index(lines, dtype="int64"))
    return TextTable(file, tuple(header), frame, blank)


def _is_given(cell: Any) -> bool:
    return bool(cell != "")


def _column(position: int, body: list[tuple[int, list[Any]]]) -> Iterator[str]:
    for _, row in body:
        yield cell_text(row[position])


def _report_marks(
    file: str, name: str, lines: list[int], column: list[str], findings: Findings
) -> None:
    findings.at(
        file,
        [line for line, cell in zip(lines, column, strict=True) if cell == _MARK],
        name,
        "the cell holds an error (such as #N/A) or a formula without a saved result",
        "Correct it, or empty the cell; open and save the workbook to work its formulas out.",
    )
