"""Numbers of sessions, their days, and day 0 of people of whom every session is out of time."""

from __future__ import annotations

from pathlib import Path

import pytest

from ipt_outcomes.errors import DataError

from ..conftest import Trial, made_small

PROTOCOL = "\nprotocol:\n  - {arms: [ipt], sessions: [4, 4]}\nscores:\n"
PEOPLE = "id,group,years,sex,income,housing,rand\n001,T,34,f,,,2024-03-01\n1e5,C,40,,,,2024-03-05\n"


@pytest.fixture
def dated(tmp_path: Path) -> Trial:
    """The small trial, whose sessions have days."""
    trial = made_small(tmp_path)
    trial.edit("small.yaml", "minutes: minutes, format: how}", "day: day}")
    return trial


def sessions(trial: Trial, *rows: str) -> None:
    trial.write("sessions.csv", "\n".join(["id,nr,came,day", *rows]) + "\n")


def test_each_session_that_lies_before_the_one_before_has_its_line(dated: Trial) -> None:
    sessions(dated, "001,1,1,30", "001,2,1,9", "001,3,1,16", "001,4,1,37", "001,5,1,12")
    (problem,) = dated.refusal(DataError)
    assert problem.line == 3 and "on 2 lines (3, 6)" in problem.rule
    # The rows' order says nothing, nor do sessions that nobody came to.
    sessions(dated, "001,3,1,16", "001,1,1,2", "001,2,1,9", "001,4,0,1")
    assert len(dated.read().sessions) == 4


def test_a_number_is_held_to_the_protocol_of_the_arm(dated: Trial) -> None:
    rows = [f"001,{n},1,{7 * n}" for n in (1, 2, 3)]
    dated.edit("small.yaml", "\nscores:\n", PROTOCOL)
    sessions(dated, *rows, "001,44,1,28")
    (problem,) = dated.refusal(DataError)
    assert (problem.line, problem.column) == (5, "nr") and "44" not in str(problem)
    # In the middle of the others it is one finding all the same: its order says nothing.
    sessions(dated, "001,44,1,3", *rows)
    (problem,) = dated.refusal(DataError)
    assert (problem.line, problem.column) == (2, "nr")
    # Twice as many as the protocol has, and no more, may be another who went on.
    sessions(dated, *rows, "001,8,1,56")
    assert len(dated.read().sessions) == 4
    sessions(dated, *rows, "001,9,1,63")
    assert dated.refusal(DataError)[0].line == 5


def test_numbers_that_begin_again_say_nothing_of_the_order(dated: Trial) -> None:
    rows = [f"001,{n},1,{7 * n}" for n in (1, 2, 3)]
    sessions(dated, *rows, "001,1,1,50", "001,2,1,80")
    (problem,) = dated.refusal(DataError)
    assert problem.rule.startswith("the participant's session is there twice, on different days")
    assert "as of maintenance, go on from the last one before" in problem.remedy
    sessions(dated, *rows, "001,4,1,50", "001,5,1,80")
    assert len(dated.read().sessions) == 5


def test_sparse_numbers_are_no_gap(dated: Trial) -> None:
    sessions(dated, *(f"001,{n},1,{7 * n}" for n in (1, 4, 8, 16, 26)))
    assert len(dated.read().sessions) == 5


def test_one_wrong_date_of_randomisation_is_one_finding_in_the_people_s_file(dated: Trial) -> None:
    dated.edit("small.yaml", "age: years", "age: years, randomisation_date: rand")
    dated.edit("small.yaml", "day: day}\nscores", "date: day}\nscores")
    dated.write("people.csv", PEOPLE)
    days = [f"2024-03-{day:02}" for day in range(4, 26, 2)]
    sessions(dated, *(f"001,{n},1,{day}" for n, day in enumerate(days, 1)))
    dated.read()
    for year, where in (("2025", "before day 0"), ("2022", "after the trial's time")):
        dated.write("people.csv", PEOPLE.replace("2024-03-01", f"{year}-03-01"))
        (problem,) = dated.refusal(DataError)
        assert (problem.file, problem.line, problem.column) == ("people.csv", 2, "rand")
        assert problem.rule.startswith(f"every session of the person is {where}")
        assert "`confirmed: {day_0: <your reason>}`" in problem.remedy
        assert year not in str(problem)
    # One session of them at its place: the sessions are asked, not the date.
    dated.write("people.csv", PEOPLE.replace("2024-03-01", "2024-03-23"))
    (problem,) = dated.refusal(DataError)
    assert problem.file == "sessions.csv" and "on 10 lines" in problem.rule


def test_days_from_another_day_0_are_one_finding_a_person(dated: Trial) -> None:
    sessions(dated, "001,1,1,-300", "001,2,0,-293", "001,3,1,-5")
    (problem,) = dated.refusal(DataError)
    assert (problem.file, problem.line, problem.column) == ("sessions.csv", 2, "day")
    assert "of which the first is here, is before day 0" in problem.rule
    dated.edit("small.yaml", "\nsessions:\n", "\nsessions:\n  confirmed: {day_0: a pilot}\n")
    study = dated.read()
    assert len(study.sessions) == 3
    assert any("The plan says of it: a pilot" in note for note in study.notes)


def test_a_year_too_early_in_a_short_trial_is_asked_about(dated: Trial) -> None:
    dated.edit(
        "small.yaml", "\nscores:\n", "\nprotocol: [{arms: [ipt, tau], sessions: [2, 2]}]\nscores:\n"
    )
    few = [f"1e5,{n},1,{day}" for n, day in ((1, 10), (2, 17))]
    # The trial's time ends a year after its last visit.
    sessions(dated, "001,1,1,372", "001,2,1,379", *few)
    (problem,) = dated.refusal(DataError)
    assert (problem.line, problem.column) == (2, "day")
    assert "more than 300 days after most people's sessions begin" in problem.rule
    # A waitlist may begin half a year later.
    sessions(dated, "001,1,1,192", "001,2,1,199", *few)
    assert len(dated.read().sessions) == 4
