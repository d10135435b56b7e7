from __future__ import annotations

from collections.abc import Callable

import pytest

from ipt_outcomes.errors import DataError, Problem

from .conftest import Trial

Only = Callable[[tuple[Problem, ...]], Problem]


def test_a_missing_column_names_both_places(trial: Trial, only: Only) -> None:
    trial.edit("bdi.csv", "bdi_8", "bdi_08")
    problem = only(trial.refusal(DataError))
    assert (problem.file, problem.line, problem.column) == ("bdi.csv", 1, "bdi_8")
    lines = (trial.folder / "small.yaml").read_text().splitlines()
    line = next(n for n, text in enumerate(lines, 1) if "after: bdi_8" in text)
    assert f"line {line}" in problem.remedy
    assert "Did you mean 'bdi_08'?" in problem.remedy


@pytest.mark.parametrize(
    ("file", "column"),
    [
        ("people.csv", "id"),
        ("people.csv", "group"),
        ("people.csv", "income"),
        ("sessions.csv", "nr"),
        ("sessions.csv", "came"),
        ("phq.csv", "day"),
        ("phq.csv", "q5"),
        ("phq.csv", "ham"),
        ("iip.csv", "when"),
        ("iip.csv", "iip"),
        ("bdi.csv", "id"),
    ],
)
def test_any_mapped_column_may_be_the_missing_one(
    trial: Trial, only: Only, file: str, column: str
) -> None:
    header, rows = (trial.folder / file).read_text().split("\n", 1)
    names = ["unlike" if name == column else name for name in header.split(",")]
    trial.write(file, ",".join(names) + "\n" + rows)
    problem = only(trial.refusal(DataError))
    assert (problem.file, problem.column) == (file, column)
    assert "header does not have it" in problem.rule


def test_a_folder(trial: Trial, only: Only) -> None:
    (trial.folder / "bdi.csv").unlink()
    (trial.folder / "bdi.csv").mkdir()
    assert "folder" in only(trial.refusal(DataError)).rule


def test_a_format_that_is_not_read(trial: Trial, only: Only) -> None:
    trial.edit("small.yaml", "bdi.csv", "bdi.docx")
    (trial.folder / "bdi.csv").rename(trial.folder / "bdi.docx")
    problem = only(trial.refusal(DataError))
    assert "format" in problem.rule
    assert ".csv" in problem.remedy


def test_a_file_name_that_no_system_takes(trial: Trial, only: Only) -> None:
    trial.edit("small.yaml", "bdi.csv", "b" * 5000 + ".csv")
    assert "cannot be opened" in only(trial.refusal(DataError)).rule


def test_no_message_names_the_machines_folders(trial: Trial) -> None:
    (trial.folder / "bdi.csv").unlink()
    (problem,) = trial.refusal(DataError)
    assert str(trial.folder) not in problem.file
