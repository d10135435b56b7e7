from __future__ import annotations

from collections.abc import Callable

import pytest

from ipt_outcomes.errors import DataError, PlanError, Problem

from .conftest import Trial

Only = Callable[[tuple[Problem, ...]], Problem]


def add(trial: Trial, row: str) -> None:
    trial.write("people.csv", (trial.folder / "people.csv").read_text() + row + "\n")


@pytest.mark.parametrize("word", ["IPT", "t", "T0", "waitlist"])
def test_an_arm_that_the_plan_lacks(trial: Trial, only: Only, word: str) -> None:
    add(trial, f"003,{word},,,,,")
    problem = only(trial.refusal(DataError))
    assert (problem.file, problem.line, problem.column) == ("people.csv", 4, "group")
    assert "not one of the plan's" in problem.rule
    assert "tau, ipt, T, C" in problem.remedy


def test_the_plans_own_word_for_an_arm(trial: Trial) -> None:
    add(trial, "003,ipt,,,,,")
    assert list(trial.read().participants["arm"]) == ["ipt", "tau", "ipt"]


def test_one_participant_in_two_arms(trial: Trial) -> None:
    add(trial, "001,C,,,,,")
    (problem,) = trial.refusal(DataError)
    assert (problem.line, problem.column) == (2, "id")
    assert "in two arms" in problem.rule
    assert problem.rule.endswith("on 2 lines (2, 4)")


def test_one_participant_twice_in_one_arm(trial: Trial) -> None:
    add(trial, "001,T,,,,,")
    (problem,) = trial.refusal(DataError)
    assert problem.rule == "the participant is there twice; so on 2 lines (2, 4)"


@pytest.mark.parametrize("row", [",T,,,,,", "NA,T,,,,,", "003,,,,,,"])
def test_no_identifier_or_no_arm(trial: Trial, only: Only, row: str) -> None:
    add(trial, row)
    problem = only(trial.refusal(DataError))
    assert (problem.line, problem.column) == (4, "group" if row.startswith("003") else "id")
    assert problem.rule == "a value is missing"


def test_limits_are_said_of_the_files_column(trial: Trial, only: Only) -> None:
    trial.edit("people.csv", "001,T,34", "001,T,340")
    problem = only(trial.refusal(DataError))
    assert (problem.line, problem.column) == (2, "years")
    assert "between 2 and 110" in problem.rule


@pytest.mark.parametrize(
    ("old", "new", "column"), [("34", "old", "years"), ("1200.5", "1200,5", "income")]
)
def test_a_word_in_a_number_column(
    trial: Trial, only: Only, old: str, new: str, column: str
) -> None:
    trial.edit("people.csv", old, f'"{new}"')
    problem = only(trial.refusal(DataError))
    assert (problem.line, problem.column, problem.rule) == (2, column, "not a number")


def test_a_study_of_one_arm_needs_no_column_that_says_it(trial: Trial) -> None:
    trial.edit("small.yaml", "arm: group, ", "")
    trial.edit("small.yaml", "  arm_codes: {T: ipt, C: tau}\n", "")
    (several,) = trial.refusal(PlanError)
    assert (several.rule, several.column) == ("the key `arm` is missing", "participants.columns")
    trial.edit("small.yaml", '  - {name: tau, label: "Usual care", role: control}\n', "")
    contrasts = "contrasts:\n  - {test: ipt, comparison: tau, hypothesis: superiority}\n"
    trial.edit("small.yaml", contrasts, "")
    assert trial.read().participants["arm"].tolist() == ["ipt", "ipt"]
    trial.edit("small.yaml", "  covariates:\n", "  arm_codes: {T: ipt}\n  covariates:\n")
    (codes,) = trial.refusal(PlanError)
    assert codes.rule == "these are codes of a column that is not named"
