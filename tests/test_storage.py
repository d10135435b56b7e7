"""Tables come back as they were, twice the same, and never half written."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from ipt_outcomes.errors import DataError
from ipt_outcomes.storage import (
    read_csv_text,
    read_table,
    read_tables,
    replacing,
    write_table,
    write_text,
)


@pytest.fixture
def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "participant": ["001", "1e5", "MAR1"],
            "arm": pd.Categorical(["ipt", "cbt", "ipt"], ["waitlist", "cbt", "ipt"]),
            "score": [0.1 + 0.2, float("nan"), 3.0],
            "n": pd.array([1, None, 3], dtype="Int64"),
        }
    )


def test_a_table_comes_back_with_types_and_categories(frame: pd.DataFrame, tmp_path: Path) -> None:
    write_table(frame, tmp_path / "deep" / "t.parquet")
    back = read_table(tmp_path / "deep" / "t.parquet")
    pd.testing.assert_frame_equal(back, frame)


def test_csv_keeps_every_digit_and_leaves_missing_cells_empty(
    frame: pd.DataFrame, tmp_path: Path
) -> None:
    write_table(frame, tmp_path / "t.parquet")
    lines = (tmp_path / "t.csv").read_bytes().decode().split("\n")
    assert lines == [
        "participant,arm,score,n",
        "001,ipt,0.30000000000000004,1",
        "1e5,cbt,,",
        "MAR1,ipt,3.0,3",
        "",
    ]


def test_same_bytes_twice(frame: pd.DataFrame, tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_table(frame, tmp_path / f"{name}.parquet")
    for suffix in (".parquet", ".csv"):
        first, second = (tmp_path / f"{name}{suffix}" for name in ("a", "b"))
        assert first.read_bytes() == second.read_bytes()


def test_of_a_very_long_table_the_csv_says_where_it_is(
    frame: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ipt_outcomes.storage.MOST_ROWS_AS_CSV", 2)
    write_table(frame, tmp_path / "t.parquet")
    assert len(read_table(tmp_path / "t.parquet")) == 3
    (line,) = (tmp_path / "t.csv").read_text(encoding="utf-8").splitlines()
    assert line.startswith("This table has 3 rows: too many for a CSV file. They are in t.parquet")
    with pytest.raises(DataError, match="Read the Parquet file beside it"):
        read_csv_text(tmp_path / "t.csv")
    # At the limit the rows are there.
    write_table(frame.head(2), tmp_path / "t.parquet")
    assert (tmp_path / "t.csv").read_text(encoding="utf-8").startswith("participant,arm")


def test_a_failure_leaves_the_old_file_and_no_rubbish(tmp_path: Path) -> None:
    write_text(tmp_path / "t.txt", "old")
    with pytest.raises(RuntimeError), replacing(tmp_path / "t.txt") as temporary:
        temporary.write_text("half")
        raise RuntimeError
    assert [p.name for p in tmp_path.iterdir()] == ["t.txt"]
    assert (tmp_path / "t.txt").read_text() == "old"


def test_tables_of_one_kind_are_stacked_in_order(frame: pd.DataFrame, tmp_path: Path) -> None:
    write_table(frame, tmp_path / "a.parquet")
    write_table(frame.assign(participant=["x", "y", "z"]), tmp_path / "b.parquet")
    both = read_tables([tmp_path / "b.parquet", tmp_path / "a.parquet"])
    assert list(both["participant"]) == ["x", "y", "z", "001", "1e5", "MAR1"]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ('=cmd|" /C calc"!A0', '\'=cmd|" /C calc"!A0'),
        ("+1+cmd", "'+1+cmd"),
        ("-1+cmd", "'-1+cmd"),
        ("-", "'-"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("＝1+1", "'＝1+1"),
        ("＠a", "'＠a"),
        ("-5", "-5"),
        ("-5.25", "-5.25"),
        ("+3.1e-4", "+3.1e-4"),
        ("001", "001"),
        ("a=b", "a=b"),
        ("<6m", "<6m"),
    ],
)
@pytest.mark.parametrize("kind", ["str", "object", "category"])
def test_text_that_begins_a_formula_is_made_harmless_in_the_csv(
    tmp_path: Path, text: str, written: str, kind: str
) -> None:
    frame = pd.DataFrame({"a": pd.Series([text, None, "x"], dtype=kind), "n": [-1.5, 2.0, -3.0]})
    write_table(frame, tmp_path / "t.parquet")
    with (tmp_path / "t.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [["a", "n"], [written, "-1.5"], ["", "2.0"], ["x", "-3.0"]]
    assert read_table(tmp_path / "t.parquet")["a"].tolist()[::2] == [text, "x"]


AWKWARD = [
    "a\rb", "a\nb", "a\r\nb", "a\n\rb", "a\r", "a\n", "\nb", "a\r\r\n\nb", 'a "quoted" word', '"',
    '""', "a,b", "a;b", ",", " a", "a ", "  ", "a\tb", "a'b", "a\vb\fc\x1cd", "a\x85b\u2028c", "NA",
]  # fmt: skip


@pytest.mark.parametrize("kind", ["str", "object", "category"])
def test_a_record_is_one_row_of_the_csv_whatever_its_cells_hold(tmp_path: Path, kind: str) -> None:
    frame = pd.DataFrame(
        {f"name {text}": pd.Series([text, "x", *AWKWARD], dtype=kind) for text in AWKWARD}
    )
    write_table(frame, tmp_path / "t.parquet")
    rows = [list(frame), *frame.astype(object).values.tolist()]
    with (tmp_path / "t.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file, strict=True)) == rows
    for engine in ("c", "python", "pyarrow"):
        options = {"dtype": str, "header": None, "keep_default_na": False}
        back = pd.read_csv(tmp_path / "t.csv", engine=engine, **options)
        assert back.values.tolist() == rows, engine


def test_a_carriage_return_before_which_an_apostrophe_stands(tmp_path: Path) -> None:
    write_table(pd.DataFrame({"\ra": ["\r=1", "x"], "b": [1, 2]}), tmp_path / "t.parquet")
    assert (tmp_path / "t.csv").read_bytes() == b'"\'\ra",b\n"\'\r=1",1\nx,2\n'


def test_only_cells_that_need_them_have_quotes(tmp_path: Path) -> None:
    write_table(pd.DataFrame({"a": ["x\ry", "z"], "b": [1.5, None]}), tmp_path / "t.parquet")
    assert (tmp_path / "t.csv").read_bytes() == b'a,b\n"x\ry",1.5\nz,\n'


@pytest.mark.parametrize("cells", [[], [None, "x"], ["", "x"]])
def test_a_table_of_one_column_has_a_row_for_every_record(
    tmp_path: Path, cells: list[str | None]
) -> None:
    write_table(pd.DataFrame({"a": pd.Series(cells, dtype="str")}), tmp_path / "t.parquet")
    with (tmp_path / "t.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [["a"], *([cell or ""] for cell in cells)]


def test_a_columns_name_that_begins_a_formula(tmp_path: Path) -> None:
    write_table(pd.DataFrame({"=1+1": ["x"]}), tmp_path / "t.parquet")
    assert (tmp_path / "t.csv").read_text() == "'=1+1\nx\n"
    assert list(read_table(tmp_path / "t.parquet")) == ["=1+1"]


@pytest.mark.skipif(os.name == "nt", reason="no modes")
@pytest.mark.parametrize(
    ("column", "mode"), [("participant", 0), ("treated_by", 0), ("arm", 0o044)]
)
def test_rows_of_people_and_of_therapists_are_their_owners_alone(
    tmp_path: Path, column: str, mode: int
) -> None:
    write_table(pd.DataFrame({column: ["x"]}), tmp_path / "t.parquet")
    for name in ("t.parquet", "t.csv"):
        assert (tmp_path / name).stat().st_mode & 0o044 == mode


def test_where_no_more_can_be_written_the_old_file_stays(
    frame: pd.DataFrame, tmp_path: Path
) -> None:
    """As on a full disk: a limit of the process's own on what a file may hold."""
    path = tmp_path / "t.parquet"
    write_table(frame, path)
    before = {file: file.read_bytes() for file in tmp_path.iterdir()}
    code = (
        "import resource, sys, pandas as pd; from ipt_outcomes.storage import write_table;"
        "from ipt_outcomes.console import job_log;"
        "frame = pd.DataFrame({'score': [n * .1 for n in range(9000)]});"
        "pd.read_parquet(sys.argv[1]);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))\n"
        "with job_log(sys.argv[2]): write_table(frame, sys.argv[1])"
    )
    log = tmp_path / "log"
    command = [sys.executable, "-c", code, str(path), str(log)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (1, "")
    assert log.read_text().endswith("File too large. Allow larger files, and run again.\n")
    log.unlink()
    assert {file: file.read_bytes() for file in tmp_path.iterdir()} == before
