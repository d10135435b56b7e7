"""A day 0 from which somebody's assessments miss the planned visits, all of which they fit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from ipt_outcomes.errors import DataError

from ..conftest import Trial, made_small

VISITS = """\
  - {name: before, label: "Before", week: 0, phase: baseline, window: [-14, 13]}
  - {name: w4, label: "Week 4", week: 4, phase: treatment, window: [14, 41]}
  - {name: w8, label: "Week 8", week: 8, phase: treatment, window: [42, 83]}
  - {name: w16, label: "Week 16", week: 16, phase: treatment, window: [84, 140]}
  - {name: w52, label: "Week 52", week: 52, phase: follow_up, window: [320, 410]}
outcomes:
  - {name: phq9, label: "PHQ-9", scale: phq9, role: primary, endpoint: w16}
"""
PLANNED = (0, 28, 56, 112)
ITEMS = "0,1,1,1,1,1,1,1,1"
ATTENDED = PLANNED, (-3, 30, 59, 118, 371), (-13, 40, 80, 139)


@pytest.fixture
def by_day(tmp_path: Path) -> Trial:
    """The small trial with five visits, its scores by day alone."""
    trial = made_small(tmp_path)
    text = (tmp_path / "small.yaml").read_text()
    plan, visits = text.split("visits:\n")
    scores, arms = plan.split("  - file: bdi.csv")[0], plan.split("arms:\n")[1]
    tail = visits.split("contrasts:\n")[1].replace("contrasts:", "")
    sessions, scores = scores.split("sessions:\n")[0], scores.split("scores:\n")[1]
    trial.write(
        "small.yaml",
        f"{sessions}scores:\n{scores}arms:\n{arms}visits:\n{VISITS}contrasts:\n{tail}",
    )
    return trial


@pytest.fixture
def by_date(by_day: Trial) -> Trial:
    """The same, by date."""
    by_day.edit("small.yaml", "age: years", "age: years, randomisation_date: rand")
    by_day.edit("small.yaml", "day: day}", "date: day}")
    return by_day


def days_of(trial: Trial, *people: Sequence[int]) -> None:
    """Write the assessments of 001 and 1e5, by day; every one of both scales."""
    rows = [
        f"{who},{day},{ITEMS},20"
        for who, days in zip(("001", "1e5"), people, strict=True)
        for day in days
    ]
    trial.write("phq.csv", "\n".join(["id,day,q1,q2,q3,q4,q5,q6,q7,q8,q9,ham", *rows]) + "\n")


def dates_of(trial: Trial, shift: int, *people: Sequence[int]) -> None:
    """The same by date; the second person's date of randomisation is so many days too early."""
    start = date(2024, 3, 1)
    trial.write(
        "people.csv",
        "id,group,years,sex,income,housing,rand\n"
        f"001,T,34,f,,,{start}\n1e5,C,40,,,,{start - timedelta(shift)}\n",
    )
    days_of(trial, *people)
    lines = (trial.folder / "phq.csv").read_text().splitlines()
    dated = [line.split(",", 2) for line in lines[1:]]
    rows = [f"{who},{start + timedelta(int(day))},{rest}" for who, day, rest in dated]
    trial.write("phq.csv", "\n".join([lines[0], *rows]) + "\n")


@pytest.mark.parametrize("days", ATTENDED)
@pytest.mark.parametrize("shift", [90, 365, -90, -60])
def test_a_wrong_date_is_one_finding_at_the_person_s_date(
    by_date: Trial, shift: int, days: Sequence[int]
) -> None:
    dates_of(by_date, 0, PLANNED, days)
    by_date.read()
    dates_of(by_date, shift, PLANNED, days)
    (problem,) = by_date.refusal(DataError)
    assert (problem.file, problem.line, problem.column) == ("people.csv", 3, "rand")
    assert "if their day 0 were elsewhere" in problem.rule
    assert not [said for said in ("2023", "2024", str(abs(shift))) if said in str(problem)]
    by_date.edit(
        "small.yaml", "\nparticipants:\n", "\nparticipants:\n  confirmed: {day_0: it is so}\n"
    )
    assert any("The plan says of it: it is so" in note for note in by_date.read().notes)


@pytest.mark.parametrize("shift", [90, 365, -90, -60])
def test_days_from_another_day_0_are_one_finding_at_the_first_assessment(
    by_day: Trial, shift: int
) -> None:
    days_of(by_day, PLANNED, PLANNED)
    by_day.read()
    days_of(by_day, PLANNED, [day + shift for day in PLANNED])
    (problem,) = by_day.refusal(DataError)
    assert (problem.file, problem.line, problem.column) == ("phq.csv", 6, "day")
    assert "first assessment is on this line" in problem.rule
    by_day.edit("small.yaml", "- file: phq.csv", "- file: phq.csv\n    confirmed: {day_0: so}")
    assert any("The plan says of it: so" in note for note in by_day.read().notes)


@pytest.mark.parametrize(
    "days",
    [
        pytest.param((28, 56, 112), id="missed the baseline"),
        pytest.param((30, 50, 130, 400), id="missed the baseline, came to all others"),
        pytest.param((7, 35, 63, 119), id="a week late"),
        pytest.param((90, 118), id="two assessments"),
        pytest.param(tuple(range(21, 91, 7)), id="at every session"),
        pytest.param((-40, 0, 28, 56), id="screened weeks before the baseline"),
        pytest.param((14, 40, 41), id="less than would fit elsewhere"),
    ],
)
def test_who_only_missed_visits_is_not_asked(by_day: Trial, days: Sequence[int]) -> None:
    days_of(by_day, PLANNED, days)
    assert (by_day.read().scores["participant"] == "1e5").any()


def test_a_baseline_that_another_file_names_is_one(by_day: Trial) -> None:
    days_of(by_day, PLANNED, [day + 90 for day in PLANNED])
    by_day.edit(
        "small.yaml",
        "arms:\n",
        "  - {file: bdi.csv, shape: wide, columns: {participant: id}, scales: {bdi_ii: "
        "{before: bdi_0, w8: bdi_8}}}\narms:\n",
    )
    by_day.read()


def test_whose_sessions_are_out_of_time_too_is_asked_once(by_date: Trial) -> None:
    dates_of(by_date, 800, PLANNED, PLANNED)
    by_date.edit(
        "small.yaml",
        "scores:\n",
        "sessions:\n  file: sessions.csv\n  confirmed: {untreated_arms: so}\n  columns: "
        "{participant: id, session: nr, attended: came, date: when}\nscores:\n",
    )
    by_date.write("sessions.csv", "id,nr,came,when\n1e5,1,1,2024-03-08\n1e5,2,1,2024-03-15\n")
    (problem,) = by_date.refusal(DataError)
    assert problem.rule.startswith("every session of the person is after")
