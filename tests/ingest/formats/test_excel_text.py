from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ipt_outcomes.errors import DataError, Problem
from ipt_outcomes.ingest.cells import converted
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.formats import excel_archive
from ipt_outcomes.ingest.formats.error_cells import without_errors
from ipt_outcomes.ingest.formats.excel_text import read_excel_text
from ipt_outcomes.ingest.formats.header import HeaderRows
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
    assert "2 sheets and none is named" in refusal(path).rule
    assert "Did you mean 'Sheet'?" in refusal(path, sheet="Shet").remedy
    assert "empty" in refusal(path, sheet="extra 1").rule


@pytest.mark.parametrize(
    ("rows", "line", "column", "rule"),
    [
        ([("id", "x", "x"), ("a", 1, 2)], 1, "x", "columns number 2 and 3"),
        ([("id", "x")], 1, None, "no rows"),
    ],
)
def test_refused(
    tmp_path: Path, rows: list[Sequence[Any]], line: int, column: str | None, rule: str
) -> None:
    problem = refusal(workbook(tmp_path, *rows))
    assert (problem.line, problem.column) == (line, column)
    assert rule in problem.rule


def test_what_has_no_name_of_its_own_is_not_read_and_said(tmp_path: Path) -> None:
    rows = [("id", None, "x", "n", "n"), ("a", 1, 2, 3, 4), ("b", 2, 3, 4, 5, "far")]
    table = read(workbook(tmp_path, *rows))
    assert table.header == ("id", "x")
    assert table.cells["x"].tolist() == ["2", "3"]
    assert table.notes == (
        "file.xlsx: without a name and not read: column number 2",
        "file.xlsx: with a name that another column has, and not read: columns number 4 and 5",
        "file.xlsx: not read: what 1 rows have beyond the columns with a name",
    )


def test_the_sheets_are_listed_as_a_plan_names_them(tmp_path: Path) -> None:
    path = workbook(tmp_path, ("id", "x"), ("a", 1), sheets=3)
    named = "`file.xlsx#Sheet` or `file.xlsx#extra 1` or `file.xlsx#extra 2`"
    assert refusal(path).remedy == f"Name one, as {named}."
    assert refusal(path, sheet="other").remedy == f"It has: {named}."


def test_decimal_commas_of_cells_that_are_text(tmp_path: Path) -> None:
    path = workbook(tmp_path, ("id", "x"), ("a", "2,5"), ("b", 2.25), ("c", 3))
    findings = Findings()
    table = read_excel_text(path, "file.xlsx", ["x"], findings, decimal=",")
    assert table is not None
    assert converted(table, "x", "number", findings).tolist() == [2.5, 2.25, 3]
    assert not len(findings)


@pytest.mark.parametrize("cell", ["=1+1", "#N/A", "#DIV/0!"])
def test_a_cell_without_a_value_is_found_where_it_is_read(tmp_path: Path, cell: str) -> None:
    findings = Findings()
    table = read(workbook(tmp_path, ("id", "x", "y"), ("a", cell, cell)))
    cleared = without_errors(table, findings)
    assert cleared.cells["x"].tolist() == [""]
    (problem,) = findings.problems
    assert (problem.line, problem.column) == (2, "x")
    said = "formula without a saved result" if cell[0] == "=" else "error of a spreadsheet program"
    assert said in problem.rule


def test_two_rows_of_names(tmp_path: Path) -> None:
    rows = [
        ("id", "Baseline", None, "Week 8", None),
        (None, "phq9", "sas", "phq9", "sas"),
        ("a", 1, 2, 3, 4),
    ]
    path = workbook(tmp_path, *rows)
    findings = Findings()
    table = read_excel_text(
        path, "file.xlsx", ["id", "Week 8 sas"], findings, header=HeaderRows(2, (1, 2))
    )
    assert table is not None
    assert table.header == ("id", "Baseline phq9", "Baseline sas", "Week 8 phq9", "Week 8 sas")
    assert table.cells.loc[3].tolist() == ["a", "4"]
    problem = refusal(path, "id", "Week 8 phq9", "Week 8 sas")
    assert problem.remedy == (
        "Write `header_rows: 2` and `names_rows: [1, 2]` beside the file in the plan."
    )


def test_an_error_is_not_an_empty_cell(tmp_path: Path) -> None:
    path = edited(
        workbook(tmp_path, ("id", "x"), ("a", 7)),
        SHEET,
        '<c r="B2" t="n"><v>7</v></c>',
        '<c r="B2" t="e"><v>#N/A</v></c>',
    )
    assert read(path).cells["x"].tolist() == ["#N/A"]
    assert read(path, "id").cells["id"].tolist() == ["a"]


def test_a_document_type_is_refused(tmp_path: Path) -> None:
    entity = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><worksheet '
    path = edited(workbook(tmp_path, ("id", "x"), ("a", 7)), SHEET, "<worksheet ", entity)
    assert "document type" in refusal(path).rule


FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'


def test_cells_far_apart_are_refused_before_they_are_laid_out(tmp_path: Path) -> None:
    path = edited(workbook(tmp_path, ("id", "x"), ("a", 7)), SHEET, "</sheetData>", FAR)
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


def test_a_workbook_that_libreoffice_wrote() -> None:
    """Text, numbers, a formula, one that gives an empty text, a date, a Boolean, a percentage.

    `calc.xlsx` is what `soffice --headless --convert-to xlsx calc.fods` made.
    """
    path = Path(__file__).parent / "written" / "calc.xlsx"
    columns = ["id", "bdi_0", "bdi_8", "wann", "ja", "anteil"]
    findings = Findings()
    table = read_excel_text(path, "calc.xlsx", columns, findings)
    findings.stop_if_any()
    assert table is not None
    assert table.cells.to_numpy().tolist() == [
        ["001", "30", "12", "2024-02-29", "true", "0.5"],
        ["1e5", "25", "", "", "", ""],
    ]
