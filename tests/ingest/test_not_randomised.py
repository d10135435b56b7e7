from __future__ import annotations

from collections.abc import Callable

import pytest

from ipt_outcomes.errors import DataError, PlanError, Problem

from .conftest import Trial

Only = Callable[[tuple[Problem, ...]], Problem]


@pytest.fixture
def screened(trial: Trial) -> Trial:
    """The trial's files with somebody who was screened, filled in a form and has no arm."""
    for name, row in {
        "people.csv": "S1,,51,m,,,\n",
        "phq.csv": "S1,-3,0,1,2,3,0,1,2,3,0,20\n",
        "bdi.csv": "S1,40,\n",
        "iip.csv": "S1,T0,60\n",
        "sessions.csv": "S1,1,yes,50,individual\n",
    }.items():
        trial.write(name, (trial.folder / name).read_text() + row)
    return trial


def leave_out(trial: Trial) -> None:
    trial.edit("small.yaml", "  arm_codes:", "  without_arm: leave_out\n  arm_codes:")


def test_a_missing_arm_is_refused_unless_the_plan_leaves_it_out(
    screened: Trial, only: Only
) -> None:
    problem = only(screened.refusal(DataError))
    assert (problem.file, problem.line, problem.column) == ("people.csv", 4, "group")


def test_people_without_an_arm_are_left_out_of_every_file_and_counted(screened: Trial) -> None:
    leave_out(screened)
    study = screened.read()
    for frame in (study.participants, study.sessions, study.scores):
        assert "S1" not in set(frame["participant"])
    assert set(study.participants["participant"]) == {"001", "1e5"}
    said = "people.csv: left out as not randomised, without an arm: 1 person, with 5 rows of"
    assert any(note.startswith(said) for note in study.notes)


def test_others_stay_as_they_were(trial: Trial) -> None:
    before = trial.read()
    leave_out(trial)
    after = trial.read()
    assert after.notes == before.notes
    assert after.participants.equals(before.participants)
    assert after.scores.equals(before.scores)


def test_an_arm_that_is_no_arm_of_the_plan_is_still_found(screened: Trial) -> None:
    leave_out(screened)
    screened.edit("people.csv", "1e5,C,NA", "1e5,X,NA")
    problems = screened.refusal(DataError)
    assert any("not one of the plan's" in problem.rule for problem in problems)


def test_a_person_with_an_arm_on_one_row_of_a_long_file_stays(screened: Trial) -> None:
    leave_out(screened)
    screened.edit("small.yaml", "  without_arm", "  shape: long\n  without_arm")
    text = (screened.folder / "people.csv").read_text()
    screened.write("people.csv", text + "1e5,,,,,,\n")
    people = screened.read().participants.set_index("participant")
    assert people.loc["1e5", "arm"] == "tau"


def test_another_word_is_refused(trial: Trial) -> None:
    trial.edit("small.yaml", "  arm_codes:", "  without_arm: drop\n  arm_codes:")
    with pytest.raises(PlanError):
        trial.plan()
