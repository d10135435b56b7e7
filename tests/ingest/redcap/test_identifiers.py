"""What a project marks as an identifier does not come in."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ipt_outcomes.errors import DataError, Problem

from ..conftest import Trial

Only = Callable[[tuple[Problem, ...]], Problem]

FIELDS = ("id", "group", "years", "sex", "income", "housing", "start")


@pytest.fixture
def marked(trial: Trial) -> Callable[..., None]:
    """Mark fields of the participants' file in its project's dictionary."""

    def mark(*identifiers: str) -> None:
        head = "field_name,field_type,select_choices_or_calculations,identifier\n"
        lines = [f"{name},text,,{'y' * (name in identifiers)}\n" for name in FIELDS]
        trial.write("d.csv", head + "".join(lines))
        trial.edit(
            "small.yaml", "  file: people.csv\n", "  file: people.csv\n  dictionary: d.csv\n"
        )

    return mark


def test_a_marked_field_is_refused(trial: Trial, marked: Callable[..., None], only: Only) -> None:
    marked("housing")
    problem = only(trial.refusal(DataError))
    assert (problem.file, problem.line, problem.column) == ("people.csv", 1, "housing")
    assert problem.rule == "d.csv marks the field as an identifier"
    assert problem.remedy == "Leave the column out of the plan."


def test_a_project_that_marks_nothing_mapped(trial: Trial, marked: Callable[..., None]) -> None:
    marked("start")
    assert len(trial.read().participants) == 2


def test_marked_participants_are_replaced_or_refused(
    trial: Trial, marked: Callable[..., None], only: Only, monkeypatch: pytest.MonkeyPatch
) -> None:
    marked("id")
    assert "pseudonyms" in only(trial.refusal(DataError)).remedy
    monkeypatch.setenv("SMALL_KEY", "0123456789abcdef" * 2)
    trial.edit("small.yaml", "seed: 1\n", "seed: 1\npseudonyms: {key_env: SMALL_KEY}\n")
    assert trial.read().participants["participant"].str.startswith("P").all()


def test_a_marked_date_that_becomes_days_may_be_read(
    trial: Trial, marked: Callable[..., None]
) -> None:
    rows = "001,T,34,f,,rented,2024-01-01\n1e5,C,40,m,,,2024-02-01\n"
    trial.write("people.csv", f"{','.join(FIELDS)}\n{rows}")
    trial.edit("small.yaml", "sex: sex}", "sex: sex, randomisation_date: start}")
    marked("start")
    assert len(trial.read().participants) == 2


def test_what_a_surveys_list_calls_people(
    trial: Trial, marked: Callable[..., None], only: Only
) -> None:
    marked()
    trial.edit("small.yaml", "column: housing", "column: redcap_survey_identifier")
    trial.edit("people.csv", "housing", "redcap_survey_identifier")
    assert only(trial.refusal(DataError)).column == "redcap_survey_identifier"
