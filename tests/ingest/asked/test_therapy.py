"""What the files of the therapy and of the people must not say against one another."""

from __future__ import annotations

from pathlib import Path

import pytest

from ipt_outcomes.errors import DataError, PlanError

from ..conftest import Trial, made_small
from ..therapy_files import with_therapy_files

PEOPLE = "id,group,years,sex,income,housing,left,why\n001,T,34,f,1200.5,rented,,\n1e5,C,NA,,,,30,\n"


@pytest.fixture
def full(tmp_path: Path) -> Trial:
    full = with_therapy_files(made_small(tmp_path))
    full.edit(
        "small.yaml", "age: years", "age: years, withdrawal_day: left, not_treated_reason: why"
    )
    full.edit("small.yaml", "day: when}", "day: when, alliance: wai}\n  alliance_limits: [12, 60]")
    full.write("people.csv", PEOPLE)
    full.write(
        "sessions.csv",
        "id,nr,came,minutes,how,when,phq,wai\n"
        "001,1,yes,50,individual,3,14,40\n001,2,no,,,10,,\n001,3,yes,50,individual,17,9,44\n",
    )
    return full


# The plan's part, what is edited, the key of `confirmed`, the column, the rule.
ASKED = [
    ("sessions", "individual,3,14", "individual,3000,14", "days", "when", "days -42 to 435"),
    ("sessions", "individual,3,14", "individual,-3,14", "before_randomisation", "when", "day 0"),
    ("sessions", "individual,3,14", "individual,-43,14", "days", "when", "out of the trial's time"),
    ("events", "001,12", "001,-800", "days", "day", "the event is out of the trial's time"),
    ("events", "001,12", "001,436", "days", "day", "365 days after the last"),
    ("events", "001,12,", "001,,", "no_day", "day", "the event has no day"),
    ("events", "001,40,admission,yes", "001,12,fall,yes", "same_event", "what", "same day"),
    ("people", "NA,,,,30", "NA,,,,-1", "days", "left", "left before day 0"),
    ("people", "NA,,,,30", "NA,,,,436", "days", "left", "after the last planned visit"),
    ("people", "rented,,", "rented,16,", "after_leaving", "when", "after the day of leaving"),
    ("people", "rented,,", "rented,,ill", "not_treated_reason", "why", "came to sessions of it"),
    ("sessions", "individual,17,9", "individual,3,9", "same_day", "when", "on the same day"),
    ("sessions", "001,3", "1e5,3", "untreated_arms", "came", "with the role `control`"),
    (
        "sessions",
        "individual,3,14",
        "individual,30,14",
        "session_order",
        "nr and when",
        "the number before it",
    ),
    ("sessions", "001,2,no", "001,44,no", "session_numbers", "nr", "far beyond those"),
    ("sessions", "50,individual,3", "5,individual,3", "minutes", "minutes", "shorter than 15"),
    ("sessions", "50,individual,3", "900,individual,3", "minutes", "minutes", "longer than 180"),
    ("people", "001,T,34", "001,T,3", "ages", "years", "an age below 6"),
]


@pytest.mark.parametrize(("file", "old", "new", "key", "column", "rule"), ASKED)
def test_asked_with_a_line_and_no_value_and_confirmed_with_a_reason(
    full: Trial, file: str, old: str, new: str, key: str, column: str, rule: str
) -> None:
    full.read()
    if key == "untreated_arms":
        full.edit("fidelity.csv", "001,3,R1", "1e5,3,R1")
    full.edit(f"{file}.csv", old, new)
    (problem,) = full.refusal(DataError)
    assert rule in problem.rule and problem.column == column
    assert problem.line is not None and problem.line > 1
    assert f"`confirmed: {{{key}: <your reason>}}`" in problem.remedy
    assert not [value for value in ("3000", "-800", "44", "900") if value in str(problem)]

    part = {"sessions.csv": "sessions", "events.csv": "adverse_events"}.get(problem.file)
    at = "participants" if part is None else part
    full.edit("small.yaml", f"\n{at}:\n", f"\n{at}:\n  confirmed: {{{key}: it is so}}\n")
    notes = full.read().notes
    assert any(rule in note and "(1 row). The plan says of it: it is so" in note for note in notes)


def test_alliance_is_held_to_its_limits(full: Trial) -> None:
    full.edit("sessions.csv", "14,40", "14,400")
    (problem,) = full.refusal(DataError)
    assert (problem.file, problem.line, problem.column) == ("sessions.csv", 2, "wai")
    assert problem.rule == "out of the range of the alliance: 12 to 60"


def test_alliance_without_limits_is_asked_about(full: Trial) -> None:
    full.edit("small.yaml", "\n  alliance_limits: [12, 60]", "")
    (problem,) = full.refusal(DataError)
    assert problem.column == "wai" and "alliance_limits: [12, 60]" in problem.remedy
    full.edit("small.yaml", "\nsessions:\n", "\nsessions:\n  confirmed: {alliance: own scale}\n")
    assert len(full.read().sessions) == 3


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (", alliance: wai", "", "no column of the sessions holds the alliance"),
        ("[12, 60]", "[60, 12]", "not below the greatest"),
    ],
)
def test_limits_that_cannot_be(full: Trial, old: str, new: str, rule: str) -> None:
    full.edit("small.yaml", old, new)
    with pytest.raises(PlanError, match=rule):
        full.plan()


def test_an_arm_of_usual_care_with_a_protocol_has_sessions(full: Trial) -> None:
    full.edit("fidelity.csv", "001,3,R1", "1e5,3,R1")
    full.edit("sessions.csv", "001,3", "1e5,3")
    full.edit("small.yaml", "\nscores:\n", "\nprotocol:\n  - {arms: [tau]}\nscores:\n")
    assert len(full.read().sessions) == 3


def test_sessions_not_attended_say_nothing_of_who_was_there(full: Trial) -> None:
    full.edit("people.csv", "rented,,", "rented,9,")
    full.edit("sessions.csv", "001,3,yes,50,individual,17,9,44", "001,3,no,,,17,,")
    full.edit("sessions.csv", "001,2,no,,,10,,", "001,2,no,,,3,,")
    full.edit("fidelity.csv", "001,3,R1", "001,1,R3")
    assert len(full.read().sessions) == 3


def test_leaving_by_date_is_a_day(full: Trial) -> None:
    full.edit(
        "small.yaml", "withdrawal_day: left", "withdrawal_date: left, randomisation_date: rand"
    )
    full.write(
        "people.csv",
        "id,group,years,sex,income,housing,left,why,rand\n"
        "001,T,34,f,1200.5,rented,,,2024-03-01\n1e5,C,NA,,,,2024-04-04,ill,2024-03-05\n",
    )
    people = full.read().participants
    assert list(people["withdrawal_day"].fillna(-9)) == [-9, 30]
    assert not {"withdrawal_date", "randomisation_date"} & set(people.columns)


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (
            "withdrawal_day: left",
            "withdrawal_day: left, withdrawal_date: went, randomisation_date: rand",
            "a day or a date",
        ),
        ("withdrawal_day: left", "withdrawal_date: left", "no date of randomisation is mapped"),
    ],
)
def test_a_date_of_leaving_needs_a_day_0(full: Trial, old: str, new: str, rule: str) -> None:
    full.edit("small.yaml", old, new)
    with pytest.raises(PlanError) as refused:
        full.plan()
    assert [p.rule for p in refused.value.problems if rule in p.rule]
