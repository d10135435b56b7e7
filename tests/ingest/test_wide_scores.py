from __future__ import annotations

from collections.abc import Callable

from ipt_outcomes.errors import DataError, Problem

from .conftest import Trial

Only = Callable[[tuple[Problem, ...]], Problem]


def test_a_participant_twice(trial: Trial, only: Only) -> None:
    trial.write("bdi.csv", "id,bdi_0,bdi_8\n001,30,12\n1e5,25,\n001,29,12\n")
    problem = only(trial.refusal(DataError))
    assert (problem.file, problem.line, problem.column) == ("bdi.csv", 4, "id")
    assert "twice" in problem.rule


def test_repeated_people_of_a_shared_file_are_found_once(trial: Trial) -> None:
    trial.edit("small.yaml", "file: bdi.csv", "file: people.csv")
    trial.write(
        "people.csv",
        "id,group,years,sex,income,housing,bdi_0,bdi_8\n"
        "001,T,,,,,30,12\n1e5,C,,,,,25,\n1e5,C,44,,,,25,\n",
    )
    problems = trial.refusal(DataError)
    assert [(p.line, p.rule) for p in problems] == [
        (3, "the participant is there twice"),
        (4, "the participant is there twice"),
    ]


def test_a_row_without_a_participant(trial: Trial, only: Only) -> None:
    trial.edit("bdi.csv", "001,30", ",30")
    problem = only(trial.refusal(DataError))
    assert (problem.line, problem.column, problem.rule) == (2, "id", "a value is missing")


def shared_file(trial: Trial, column: str, rows: str) -> None:
    trial.edit("small.yaml", "file: bdi.csv", "file: people.csv")
    old = "columns: {participant: id}\n"
    trial.edit("small.yaml", old, f"columns: {{participant: {column}}}\n")
    trial.write("people.csv", "id,group,years,sex,income,housing,bdi_0,bdi_8,other\n" + rows)


def test_a_bad_identifier_of_a_shared_file_is_found_once(trial: Trial, only: Only) -> None:
    rows = "001,T,,,,,30,12,x\n1e5,C,,,,,25,,x\n 3,C,,,,,25,,x\n"
    shared_file(trial, "id", rows)
    problem = only(trial.refusal(DataError))
    assert (problem.line, problem.column) == (4, "id")
    assert "space" in problem.rule


def test_another_column_of_a_shared_file_is_checked(trial: Trial, only: Only) -> None:
    shared_file(trial, "other", "001,T,,,,,30,12,001\n1e5,C,,,,,25,,2\n")
    problem = only(trial.refusal(DataError))
    assert (problem.line, problem.column) == (3, "other")
    assert "not in people.csv" in problem.rule
