from __future__ import annotations

from pathlib import Path

import pytest

from ipt_outcomes.errors import DataError, Problem
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.formats import csv_text
from ipt_outcomes.ingest.formats.csv_text import read_csv_text
from ipt_outcomes.ingest.text_table import TextTable


def read(tmp_path: Path, data: bytes, *wanted: str) -> TextTable:
    path = tmp_path / "file.csv"
    path.write_bytes(data)
    findings = Findings()
    table = read_csv_text(path, "file.csv", wanted or ("a", "b"), findings)
    findings.stop_if_any()
    assert table is not None
    return table


def refusal(tmp_path: Path, data: bytes) -> tuple[Problem, ...]:
    with pytest.raises(DataError) as refused:
        read(tmp_path, data)
    return refused.value.problems


def test_nothing_is_interpreted(tmp_path: Path) -> None:
    table = read(tmp_path, b"a,b\n001,1e5\nNA, x \n,nan\n")
    assert table.cells.values.tolist() == [["001", "1e5"], ["NA", " x "], ["", "nan"]]
    assert list(table.lines) == [2, 3, 4]


def test_only_wanted_columns_are_kept(tmp_path: Path) -> None:
    table = read(tmp_path, b"a,secret,b\n1,2,3\n")
    assert list(table.cells) == ["a", "b"]
    assert table.header == ("a", "secret", "b")


def test_byte_order_mark(tmp_path: Path) -> None:
    assert read(tmp_path, "a,b\né,2\n".encode("utf-8-sig")).cells["a"].tolist() == ["é"]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_lines_are_counted_through_quoted_newlines_and_blank_lines(
    tmp_path: Path, end: bytes
) -> None:
    rows = [b"a,b", b'"one', b'two",2', b"", b"3,4", b"5"]
    problem = refusal(tmp_path, end.join(rows))[0]
    assert problem.line == 6
    table = read(tmp_path, end.join(rows[:5]))
    assert list(table.lines) == [2, 5]
    assert table.blank_lines == 1


def test_a_file_longer_than_a_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_text, "BLOCK", 3)
    table = read(tmp_path, b"a,b\n" + b"".join(b"%d,x\n" % n for n in range(7)))
    assert table.cells["a"].tolist() == [str(n) for n in range(7)]
    assert list(table.lines) == list(range(2, 9))


REFUSED = [
    (b"", None, None, "empty"),
    (b"\n\n", None, None, "empty"),
    (b"a,b\n", 1, None, "no rows"),
    (b"a,b\n1,2\n3\n", 3, None, "1 cells and the header has 2"),
    (b"a,b\n1,2,3\n", 2, None, "3 cells and the header has 2"),
    (b"a,b,a\n1,2,3\n", 1, "a", "columns number 1 and 3"),
    (b",\n1,2\n", 1, None, "gives no column a name"),
    (b"a,b\n1,\x00\n", 2, None, "NUL"),
    (b"a,b\n1,\xe9\n", 2, None, "not UTF-8"),
    (b'a,b\n1,2\n"x"y,2\n3,4\n', 3, None, "quotes do not match"),
    (b'a,b\n1,2\n"x,2\n3,4\n', 3, None, "quotes do not match"),
    (b"a,b\n1," + b"x" * 140_000 + b"\n", 2, None, "longer than 131072"),
]


@pytest.mark.parametrize(("data", "line", "column", "rule"), REFUSED)
def test_refused(
    tmp_path: Path, data: bytes, line: int | None, column: str | None, rule: str
) -> None:
    (problem,) = refusal(tmp_path, data)
    assert (problem.file, problem.line, problem.column) == ("file.csv", line, column)
    assert rule in problem.rule
    assert problem.remedy


def test_utf_16_is_known_by_its_mark_and_refused_without_it(tmp_path: Path) -> None:
    assert read(tmp_path, "a,b\né,2\n".encode("utf-16")).cells["a"].tolist() == ["é"]
    problems = refusal(tmp_path, "a,b\n1,2\n".encode("utf-16-le"))
    assert [p.rule.partition(";")[0] for p in problems] == ["the line has a NUL byte"]


def test_every_bad_row_is_found(tmp_path: Path) -> None:
    problems = refusal(tmp_path, b"a,b\n1\n1,2\n1,2,3\n4\n")
    assert [p.rule for p in problems] == [
        "the row has 1 cells and the header has 2; so on 2 lines (2, 5)",
        "the row has 3 cells and the header has 2",
    ]


def test_rows_without_any_wanted_column_are_still_rows(tmp_path: Path) -> None:
    table = read(tmp_path, b"a,b\n1,2\n", "c")
    assert table.header == ("a", "b")
    assert list(table.lines) == [2]


def test_what_is_longer_than_a_file_of_rows_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_text, "LONGEST_LINE", 30)
    monkeypatch.setattr(csv_text, "MOST_DELIMITERS", 3)
    monkeypatch.setattr(csv_text, "MOST_BLANK_LINES", 2)
    assert read(tmp_path, b"a,b\n\n\n1,2\n" + b"3," + b"4" * 26 + b"\n").blank_lines == 2
    for data, line, rule in [
        (b"a,b\n\n\n1,2\n\n3,4\n", 5, "more than 2 blank lines"),
        (b"\n\n\n\na,b\n", 3, "more than 2 blank lines"),
        (b"a,b\n1," + b"2" * 28 + b"\n", 2, "longer than 30 characters"),
        (b'a,b\n1,"2' + b"2" * 28, 2, "longer than 30 characters"),
        (b"a,b\n1,2,,,\n", 2, "more than 3 delimiters"),
    ]:
        (problem,) = refusal(tmp_path, data)
        assert (problem.line, problem.column) == (line, None)
        assert rule in problem.rule
