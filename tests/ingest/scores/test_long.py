from __future__ import annotations

from collections.abc import Callable

from ipt_outcomes.errors import DataError, Problem

from ..conftest import Trial

Only = Callable[[tuple[Problem, ...]], Problem]


def add(trial: Trial, file: str, row: str) -> None:
    trial.write(file, (trial.folder / file).read_text() + row + "\n")


def test_a_scale_twice_on_a_day(trial: Trial, only: Only) -> None:
    add(trial, "phq.csv", "001,56.0,1,1,1,1,1,1,1,1,1,")
    problem = only(trial.refusal(DataError))
    assert (problem.file, problem.line, problem.column) == ("phq.csv", 5, "id and day")
    assert "phq9" in problem.rule


def test_two_scales_on_two_rows_of_a_day(trial: Trial) -> None:
    add(trial, "phq.csv", "001,56,,,,,,,,,,11")
    scores = trial.read().scores
    assert scores.query("scale == 'hrsd17' and day == 56")["value"].tolist() == [11.0]


def test_a_scale_twice_at_a_visit_by_two_words(trial: Trial, only: Only) -> None:
    add(trial, "iip.csv", "001,after,41")
    problem = only(trial.refusal(DataError))
    assert (problem.line, problem.column) == (5, "id and when")
    assert "visit" in problem.rule


def test_a_visit_that_the_plan_lacks(trial: Trial, only: Only) -> None:
    add(trial, "iip.csv", "1e5,T2,41")
    problem = only(trial.refusal(DataError))
    assert (problem.line, problem.column) == (5, "when")
    assert "before, after, T0, T1" in problem.remedy


def test_a_score_without_a_day(trial: Trial, only: Only) -> None:
    add(trial, "phq.csv", "1e5,,1,1,1,1,1,1,1,1,1,")
    problem = only(trial.refusal(DataError))
    assert (problem.line, problem.column) == (5, "day")
    assert "a value is missing" in problem.rule


def test_a_missed_assessment_needs_no_day(trial: Trial) -> None:
    before = trial.read().scores
    add(trial, "phq.csv", "1e5,,,,,,,,,,,")
    study = trial.read()
    assert len(study.scores) == len(before)
    assert "phq.csv: 1 row without a score" in study.notes


def test_a_word_for_a_day(trial: Trial, only: Only) -> None:
    trial.edit("phq.csv", "001,56", "001,week 8")
    problem = only(trial.refusal(DataError))
    assert (problem.line, problem.column, problem.rule) == (3, "day", "not a number")
