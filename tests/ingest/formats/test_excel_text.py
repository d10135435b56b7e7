from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ipt_outcomes.errors import DataError, Problem
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.formats import excel_archive
from ipt_outcomes.ingest.formats.excel_text import read_excel_text
from ipt_outcomes.ingest.text_table import TextTable

SHEET = "xl/worksheets/sheet1.xml"


def workbook(tmp_path: Path, *rows: Sequence[Any], sheets: int = 1) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    for number in range(1, sheets):
        book.create_sheet(f"extra {number}")
    book.save(tmp_path / "file.xlsx")
    return tmp_path / "file.xlsx"


def edited(path: Path, part: str, old: str, new: str) -> Path:
    """The workbook with one passage of one part replaced."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert parts[part].count(old.encode()) == 1
    parts[part] = parts[part].replace(old.encode(), new.encode())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def read(path: Path, *wanted: str, sheet: str | None = None) -> TextTable:
    findings = Findings()
    table = read_excel_text(path, "file.xlsx", wanted or ("id", "x"), findings, sheet=sheet)
    findings.stop_if_any()
    assert table is not None
    return table


def refusal(path: Path, *wanted: str, sheet: str | None = None) -> Problem:
    with pytest.raises(DataError) as refused:
        read(path, *wanted, sheet=sheet)
    (problem,) = refused.value.problems
    return problem


def test_text_stays_and_whole_numbers_have_no_point(tmp_path: Path) -> None:
    rows = [("id", "x"), ("001", 1), ("1e5", 1.5), (7, -99), ("MAR1", 0.1), (True, None)]
    table = read(workbook(tmp_path, *rows))
    assert table.cells["id"].tolist() == ["001", "1e5", "7", "MAR1", "true"]
    assert table.cells["x"].tolist() == ["1", "1.5", "-99", "0.1", ""]
    assert list(table.lines) == [2, 3, 4, 5, 6]


def test_dates_are_iso(tmp_path: Path) -> None:
    rows = [("id", "x"), ("a", dt.date(2024, 3, 1)), ("b", dt.datetime(2024, 3, 1, 10, 30))]
    assert read(workbook(tmp_path, *rows)).cells["x"].tolist() == [
        "2024-03-01",
        "2024-03-01T10:30:00",
    ]


def test_lines_are_the_sheets_rows(tmp_path: Path) -> None:
    table = read(workbook(tmp_path, ("id", "x"), ("a", 1), (), (), ("b", 2)))
    assert list(table.lines) == [2, 5]
    assert table.blank_lines == 2


def test_the_sheet_of_the_plan(tmp_path: Path) -> None:
    path = workbook(tmp_path, ("id", "x"), ("a", 1), sheets=2)
    assert len(read(path, sheet="Sheet").cells) == 1
    assert "2 sheets and the plan names none" in refusal(path).rule
    assert "Did you mean 'Sheet'?" in refusal(path, sheet="Shet").remedy
    assert "empty" in refusal(path, sheet="extra 1").rule


@pytest.mark.parametrize(
    ("rows", "line", "column", "rule"),
    [
        ([("id", "x", "x"), ("a", 1, 2)], 1, "x", "columns number 2 and 3"),
        ([("id", None, "x"), ("a", 1, 2)], 1, None, "no name to column number 2"),
        ([("id", "x"), ("a", 1), ("b", 2, "far")], 3, None, "beyond the header's 2 columns"),
        ([("id", "x"), ("a", "=1+1")], 2, "x", "formula without a saved result"),
        ([("id", "x")], 1, None, "no rows"),
    ],
)
def test_refused(
    tmp_path: Path, rows: list[Sequence[Any]], line: int, column: str | None, rule: str
) -> None:
    problem = refusal(workbook(tmp_path, *rows))
    assert (problem.line, problem.column) == (line, column)
    assert rule in problem.rule


def test_an_error_is_not_an_empty_cell(tmp_path: Path) -> None:
    path = edited(
        workbook(tmp_path, ("id", "x"), ("a", 7)),
        SHEET,
        '<c r="B2" t="n"><v>7</v></c>',
        '<c r="B2" t="e"><v>#N/A</v></c>',
    )
    problem = refusal(path)
    assert (problem.line, problem.column) == (2, "x")
    assert read(path, "id").cells["id"].tolist() == ["a"]


def test_a_document_type_is_refused(tmp_path: Path) -> None:
    entity = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><worksheet '
    path = edited(workbook(tmp_path, ("id", "x"), ("a", 7)), SHEET, "<worksheet ", entity)
    assert "document type" in refusal(path).rule


def test_cells_far_apart_are_refused_before_they_are_laid_out(tmp_path: Path) -> None:
    path = edited(workbook(tmp_path, ("id", "x"), ("a", 7)), SHEET, 'r="B2"', 'r="XFD1048576"')
    assert "1048576 rows and 16384 columns" in refusal(path).rule


def test_the_unpacked_size_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(tmp_path, ("id", "x"), ("a", 7))
    monkeypatch.setattr(excel_archive, "MOST_UNPACKED", 1000)
    assert "unpacks to more than" in refusal(path).rule


@pytest.mark.parametrize("content", [b"", b"id,x\n", b"PK\x03\x04 no zip", b"\xd0\xcf\x11\xe0"])
def test_not_a_workbook(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file.xlsx"
    path.write_bytes(content)
    assert "not an .xlsx workbook" in refusal(path).rule
