from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pyreadstat
import pytest

from ipt_outcomes.errors import DataError, PlanError, Problem

from .conftest import Trial

Only = Callable[[tuple[Problem, ...]], Problem]

REFUSED = [
    ("001,2,0,,", "001,1,0,,", "id and nr", "twice"),
    ("001,2,0,,", "001,2,,,", "came", "a value is missing"),
    ("001,2,0,,", "001,2,maybe,,", "came", "neither yes nor no"),
    ("001,2,0,,", "001,2.5,0,,", "nr", "not a whole number"),
    ("001,2,0,,", "001,0,0,,", "nr", "numbered below 1"),
    ("001,2,0,,", "001,-1,0,,", "nr", "numbered below 1"),
    ("001,2,0,,", "001,201,0,,", "nr", "between 1 and 200"),
    ("001,2,0,,", "001,2,cancelled,,", "came", "neither yes nor no"),
    ("001,2,0,,", "001,2,0,1441,", "minutes", "between 0 and 1440"),
    ("001,2,0,,", "001,2,0,,by post", "how", "not one of individual"),
]


@pytest.mark.parametrize(("old", "new", "column", "rule"), REFUSED)
def test_refused(trial: Trial, only: Only, *, old: str, new: str, column: str, rule: str) -> None:
    trial.edit("sessions.csv", old, new)
    problem = only(trial.refusal(DataError))
    assert (problem.file, problem.line, problem.column) == ("sessions.csv", 3, column)
    assert rule in problem.rule


def test_what_comes_before_the_treatment_is_left_out_by_rows(trial: Trial, only: Only) -> None:
    trial.edit("sessions.csv", "001,2,0,,", "001,2,0,,\n001,0,1,,\n001,-1,1,,")
    problem = only(trial.refusal(DataError))
    assert problem.line == 4 and "on 2 lines (4, 5)" in problem.rule
    assert "`rows: {nr: [1, 2, 3]}`" in problem.remedy
    trial.edit("small.yaml", "\nsessions:\n", "\nsessions:\n  rows: {nr: [1, 2, 3]}\n")
    assert list(trial.read().sessions["session"]) == [1, 2]


def test_a_number_twice_on_two_days_is_told_apart_from_a_row_twice(
    trial: Trial, only: Only
) -> None:
    trial.edit("small.yaml", "minutes: minutes, format: how", "day: minutes, format: how")
    trial.write("sessions.csv", "id,nr,came,minutes,how\n001,1,1,3,\n001,1,1,10,\n")
    problem = only(trial.refusal(DataError))
    assert problem.rule == "the participant's session is there twice, on different days"
    assert "keep the row of the day on which it was held" in problem.remedy
    trial.write("sessions.csv", "id,nr,came,minutes,how\n001,1,1,3,\n001,1,0,3,\n")
    problem = only(trial.refusal(DataError))
    assert problem.rule == "the participant's session is there twice"


def test_where_another_number_is_recoded_1_means_nothing_by_itself(
    trial: Trial, only: Only
) -> None:
    trial.write("sessions.csv", "id,nr,came,minutes,how\n001,1,2,50,\n001,2,1,50,\n")
    file, said = "\nsessions:\n", "\nsessions:\n  recode: {attended: {2: yes}}\n"
    trial.edit("small.yaml", file, said)
    problem = only(trial.refusal(DataError))
    assert (problem.line, problem.column) == (3, "came")
    trial.edit("small.yaml", "{2: yes}", "{2: yes, 1: no}")
    assert list(trial.read().sessions["attended"]) == [True, False]
    # Beside a 0 it means what it always does.
    trial.edit("small.yaml", "{2: yes, 1: no}", "{2: no}")
    trial.write("sessions.csv", "id,nr,came,minutes,how\n001,1,2,50,\n001,2,1,50,\n001,3,0,,\n")
    assert list(trial.read().sessions["attended"]) == [False, True, False]


@pytest.mark.parametrize(
    ("came", "missed"),
    [
        *(("Y", "N"), ("yes", "NO"), ("TRUE", "false"), ("1", "0"), ("1.0", "0.0")),
        *(("Ja", "Nein"), ("Attended", "missed"), ("present", "No-show"), ("came", "absent")),
    ],
)
def test_words_that_mean_one_thing_are_read(trial: Trial, came: str, missed: str) -> None:
    trial.write(
        "sessions.csv",
        f"id,nr,came,minutes,how\n001,1,{came},50, Individual\n001,2,{missed},,GROUP\n",
    )
    sessions = trial.read().sessions
    assert list(sessions["attended"]) == [True, False]
    assert list(sessions["format"]) == ["individual", "group"]


def test_other_words_are_recoded_in_the_plan(trial: Trial, only: Only) -> None:
    trial.write(
        "sessions.csv",
        "id,nr,came,minutes,how\n001,1,kept,50,Video\n001,2,DNA,,individual\n001,3,yes,50,\n",
    )
    came, how = sorted(trial.refusal(DataError), key=lambda problem: str(problem.column))
    assert came.rule == "neither yes nor no; so on 2 lines (2, 3)"
    assert "under `sessions`: `recode: {attended: {<word>: yes}}`" in came.remedy
    assert "recode: {format: {<word>: individual}}" in how.remedy and "Video" not in str(how)
    words = "{attended: {Kept: yes, dna: no}, format: {video: online}}"
    trial.edit("small.yaml", "\nsessions:\n", f"\nsessions:\n  recode: {words}\n")
    sessions = trial.read().sessions
    assert list(sessions["attended"]) == [True, False, True]
    assert list(sessions["format"].fillna("?")) == ["online", "individual", "?"]


def test_a_code_of_attendance_means_what_its_label_says(trial: Trial, only: Only) -> None:
    coded = pd.DataFrame({"id": ["001"] * 3, "nr": [1.0, 2, 3], "came": [1.0, 2, 1]})

    def labelled(one: str, two: str) -> None:
        labels = {"came": {1: one, 2: two}}
        pyreadstat.write_sav(coded, trial.folder / "sessions.sav", variable_value_labels=labels)

    trial.edit("small.yaml", "file: sessions.csv", "file: sessions.sav")
    trial.edit("small.yaml", "came, minutes: minutes, format: how}", "came}")
    labelled("Missed", "Attended")
    assert list(trial.read().sessions["attended"]) == [False, True, False]
    # 1 mostly means yes; what this label says, nobody knows.
    labelled("cancelled", "Attended")
    assert "neither yes nor no" in only(trial.refusal(DataError)).rule


def test_a_file_with_dates_alone_is_told_how_sessions_are_numbered(trial: Trial) -> None:
    trial.edit(
        "small.yaml",
        "participant: id, session: nr, attended: came",
        "participant: id, attended: came",
    )
    with pytest.raises(PlanError) as refused:
        trial.plan()
    (problem,) = refused.value.problems
    assert problem.rule == "the key `session` is missing"
    assert problem.remedy.startswith("Add `session:` here. Where the file has dates alone, number")
    assert "who missed the first begins with 2" in problem.remedy
