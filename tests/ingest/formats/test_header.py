from __future__ import annotations

from pathlib import Path

import pytest

from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.formats.csv_text import read_csv_text
from ipt_outcomes.ingest.formats.header import ONE_ROW, HeaderRows, names_of, offered_header
from ipt_outcomes.ingest.text_table import TextTable

QUALTRICS = (
    b'Date,pid,Q1\nStart Date,pid,"How often, in 2 weeks"\n'
    b'"{""ImportId"":""startDate""}","{""ImportId"":""pid""}","{""ImportId"":""QID1""}"\n'
    b"2023-03-14,001,3\n2023-03-15,002,0\n"
)


def read(
    tmp_path: Path, data: bytes, *wanted: str, header: HeaderRows = ONE_ROW
) -> tuple[TextTable | None, Findings]:
    path = tmp_path / "file.csv"
    path.write_bytes(data)
    findings = Findings()
    table = read_csv_text(path, "file.csv", wanted, findings, header=header)
    return table, findings


@pytest.mark.parametrize("first", [b'""', b"", b"  "])
def test_a_column_of_row_numbers_without_a_name(tmp_path: Path, first: bytes) -> None:
    table, findings = read(tmp_path, first + b",id,x\n1,a,2\n2,b,3\n", "id", "x")
    assert table is not None and not len(findings)
    assert table.header == ("id", "x")
    assert table.cells["x"].tolist() == ["2", "3"]
    assert table.notes == ("file.csv: without a name and not read: column number 1",)


def test_columns_of_one_name_stop_a_file_only_where_the_plan_maps_them(tmp_path: Path) -> None:
    data = b"id,x,n,n,n\na,2,1,1,1\n"
    table, findings = read(tmp_path, data, "id", "x")
    assert table is not None and not len(findings)
    assert table.header == ("id", "x")
    assert table.notes == (
        "file.csv: with a name that another column has, and not read: columns number 3 and 4 and 5",
    )
    table, findings = read(tmp_path, data, "id", "n")
    (problem,) = findings.problems
    assert table is None
    assert (problem.line, problem.column) == (1, "n")


@pytest.mark.parametrize("first", [b"sep=;\n", b"sep=;\r\n", b'"sep=;"\n', b"\xef\xbb\xbfsep=;\n"])
def test_the_delimiter_that_the_file_itself_says(tmp_path: Path, first: bytes) -> None:
    table, findings = read(tmp_path, first + b"id;x\na;2,5\n\nb;3\n", "id", "x")
    assert table is not None and not len(findings)
    assert table.cells["x"].tolist() == ["2,5", "3"]
    assert list(table.lines) == [3, 5]
    assert (table.header_line, table.blank_lines) == (2, 1)


def test_rows_of_a_wrong_width_are_counted_below_the_line_that_says_the_delimiter(
    tmp_path: Path,
) -> None:
    _, findings = read(tmp_path, b"sep=;\nid;x\na;2\nb\n", "id")
    (problem,) = findings.problems
    assert problem.line == 4


def test_the_three_header_rows_of_qualtrics(tmp_path: Path) -> None:
    table, findings = read(tmp_path, QUALTRICS, "pid", "Q1")
    (problem,) = findings.problems
    assert table is None
    assert problem.rule == "lines 2 and 3 belong to the header, and are no participant's"
    assert problem.remedy == "Write `header_rows: 3` beside the file in the plan."
    table, findings = read(tmp_path, QUALTRICS, "pid", "Q1", header=HeaderRows(3))
    assert table is not None and not len(findings)
    assert table.cells.to_numpy().tolist() == [["001", "3"], ["002", "0"]]
    assert list(table.lines) == [4, 5]


def test_a_title_above_the_names(tmp_path: Path) -> None:
    data = b"Trial of IPT\n\nid,x\na,2\n"
    table, findings = read(tmp_path, data, "id", "x")
    (problem,) = findings.problems
    assert table is None
    assert problem.rule == "the columns' names stand on line 3"
    assert problem.remedy == (
        "Write `header_rows: 2` and `names_rows: [2]` beside the file in the plan."
    )
    table, findings = read(tmp_path, data, "id", "x", header=HeaderRows(2, (2,)))
    assert table is not None and not len(findings)
    assert table.cells.loc[4].tolist() == ["a", "2"]
    assert table.header_line == 3


def test_words_of_two_rows_are_a_name() -> None:
    rows = [["id", "T0", "", "T1", ""], ["", "phq9", "sas", "phq9", "sas"]]
    assert names_of(rows, HeaderRows(2, (1, 2))) == ["id", "T0 phq9", "T0 sas", "T1 phq9", "T1 sas"]
    assert names_of(rows, HeaderRows(2, (2,))) == ["", "phq9", "sas", "phq9", "sas"]


def test_no_other_header_is_offered_where_the_names_are_there() -> None:
    rows = [["id", "x"], ["x", "id"], ["id x", "2"]]
    assert offered_header(rows, ["id", "x"]) is None
    assert offered_header(rows, ["nothing"]) is None
