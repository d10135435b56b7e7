"""A sheet of an .xlsx workbook as text: text stays text, the number 1.0 is written 1."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from ipt_outcomes.errors import Problem
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.formats.cell_text import cell_text
from ipt_outcomes.ingest.formats.excel_archive import NotAWorkbookError, repacked, unpacked_parts
from ipt_outcomes.ingest.formats.excel_sheet import plain_sheet
from ipt_outcomes.ingest.formats.excel_xml import plain_part
from ipt_outcomes.ingest.formats.header import (
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

_MOST_SHEETS = 20


def read_excel_text(
    path: Path,
    file: str,
    wanted: Collection[str],
    findings: Findings,
    *,
    sheet: str | None = None,
    decimal: str = ".",
    header: HeaderRows | None = ONE_ROW,
    rows_needed: bool = True,
) -> TextTable | None:
    """The columns `wanted` of one sheet of the workbook at `path`, called `file` in messages.

    `header` counts rows that are not empty; with None the rows themselves say which are it (see
    `seen_header`). `sheet` may be left out where the workbook has one.
    Lines are the sheet's rows. Errors (#N/A) and formulas without a saved result are texts, which
    `error_cells` finds. `decimal` is the mark of numbers that are text. A header alone is refused
    where `rows_needed`.
    None when the file breaks a rule; `findings` then says which.
    Raises OSError as `open` does.
    """
    if not is_ordinary(path, file, findings):
        return None
    before = len(findings)
    try:
        rows = _rows(path, file, sheet)
    except NotAWorkbookError as error:
        findings.add(Problem(file, None, None, error.rule, error.remedy))
        return None
    table = _table(
        file, rows, wanted, findings, decimal=decimal, header=header, rows_needed=rows_needed
    )
    return table if len(findings) == before else None


def _rows(path: Path, file: str, sheet: str | None) -> list[list[Any]]:
    parts = unpacked_parts(path)
    for name in parts:
        rewritten = plain_sheet if "/worksheets/" in name.lower() else plain_part
        parts[name] = rewritten(parts[name])
    archive = repacked(parts)
    # Nothing holds the parts any more when the parser unpacks them again.
    del parts
    try:
        workbook = CalamineWorkbook.from_filelike(archive)
        name = _sheet_name(file, workbook.sheet_names, sheet)
        return workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (CalamineError, ValueError, OverflowError):
        raise NotAWorkbookError(
            "the workbook's sheet cannot be read",
            "Open it in a spreadsheet program and save it as .xlsx again.",
        ) from None


def _sheet_name(file: str, names: Sequence[str], wanted: str | None) -> str:
    if wanted is None and len(names) == 1:
        return names[0]
    if wanted is None:
        raise NotAWorkbookError(
            f"the workbook has {len(names)} sheets and none is named",
            f"Name one, as {_sheets(file, names)}.",
        )
    if names.count(wanted) > 1:
        raise NotAWorkbookError(
            "the workbook has several sheets of this name", "Rename all but one of them."
        )
    if wanted not in names:
        near = difflib.get_close_matches(wanted, names, n=1, cutoff=0.8)
        guess = f" Did you mean {near[0]!r}?" if near else ""
        raise NotAWorkbookError(
            "the workbook has no sheet of this name",
            f"It has: {_sheets(file.removesuffix(f'#{wanted}'), names)}.{guess}",
        )
    return wanted


def _sheets(file: str, names: Sequence[str]) -> str:
    """Every sheet as a plan names it."""
    shown = " or ".join(f"`{file}#{name}`" for name in names[:_MOST_SHEETS])
    rest = len(names) - _MOST_SHEETS
    return f"{shown}, and {rest} more" if rest > 0 else shown


def _table(
    file: str,
    rows: list[list[Any]],
    wanted: Collection[str],
    findings: Findings,
    *,
    decimal: str,
    header: HeaderRows | None,
    rows_needed: bool,
) -> TextTable | None:
    numbered = [(line, row) for line, row in enumerate(rows, 1) if any(map(_is_given, row))]
    if not numbered:
        findings.add(
            Problem(file, None, None, "the sheet is empty", "Give a sheet with a header and rows.")
        )
        return None
    top = [
        (line, [cell_text(cell) for cell in row])
        for line, row in numbered[: max(header.rows if header else 0, ROWS_LOOKED_AT)]
    ]
    header = header or seen_header([cells for _, cells in top])
    body = numbered[header.rows :]
    line = top[min(header.names[-1], len(top)) - 1][0]
    names = names_of([cells for _, cells in top], header)
    while names and not names[-1]:
        names.pop()
    columns = read_header(file, line, names, wanted, findings)
    if report_other_header(file, top, header, wanted, findings):
        return None
    notes = list(columns.notes)
    beyond = sum(any(map(_is_given, row[columns.width :])) for _, row in body)
    if beyond:
        notes.append(f"{file}: not read: what {beyond} rows have beyond the columns with a name")
    if rows_needed and not body:
        rule = "the sheet has a header and no rows"
        findings.add(Problem(file, line, None, rule, "Give a sheet with rows."))
    cells = {
        name: pd.array(list(_column(columns.places[name], body, decimal)), dtype="str")
        for name in dict.fromkeys(wanted)
        if name in columns.places
    }
    lines = [at for at, _ in body]
    blank = (lines[-1] if lines else line) - len(numbered)
    frame = pd.DataFrame(cells, index=pd.Index(lines, dtype="int64"))
    return TextTable(
        file,
        columns.names,
        frame,
        blank,
        decimal=decimal,
        notes=tuple(notes),
        header_line=line,
        header_rows=header,
        said=said_of_columns([cells for _, cells in top], header, names),
    )


def _is_given(cell: Any) -> bool:
    return bool(cell != "")


def _column(position: int, body: list[tuple[int, list[Any]]], decimal: str) -> Iterator[str]:
    for _, row in body:
        cell = row[position]
        text = cell_text(cell)
        # Where numbers that are text have a comma, those that are numbers get one as well.
        yield text.replace(".", decimal) if isinstance(cell, float) else text
