"""Scores at sessions, ratings of sessions and adverse events: read, and refused."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pyreadstat
import pytest

from ipt_outcomes.errors import DataError, PlanError, Problem
from ipt_outcomes.ingest.gate.pseudonyms import pseudonym
from ipt_outcomes.study_check import check_study

from .conftest import Trial
from .therapy_files import with_therapy_files

Only = Callable[[tuple[Problem, ...]], Problem]


@pytest.fixture
def full(trial: Trial) -> Trial:
    return with_therapy_files(trial)


def test_scores_at_sessions(full: Trial) -> None:
    scores = full.read().session_scores
    assert scores.to_dict("list") == {
        "participant": ["001", "001"],
        "session": [1, 3],
        "day": [3.0, 17.0],
        "scale": ["phq9", "phq9"],
        "value": [14.0, 9.0],
    }


def test_without_days_the_day_of_a_score_is_not_known(full: Trial) -> None:
    full.edit("small.yaml", ", day: when}", "}")
    assert full.read().session_scores["day"].isna().all()


def test_ratings_are_a_row_each(full: Trial) -> None:
    rated = full.read().fidelity.sort_values(["rating", "session", "rater"])
    assert list(rated["rating"]) == ["adherence"] * 3 + ["competence"] * 2
    assert list(rated["value"]) == [6.0, 5.0, 6.5, 4.0, 5.0]
    # The file's word for an arm is the plan's; a rater who could not say has none.
    assert list(rated["treatment_seen"].fillna("?")) == ["ipt", "tau", "?", "ipt", "?"]


def test_adverse_events(full: Trial) -> None:
    full.edit("events.csv", "severe,unclear", "Severe,Unclear")
    full.edit("events.csv", "fall,no,mild,no", "fall,N,mild,nein")
    events = full.read().adverse_events
    assert list(events["number"]) == [1, 2, 1]
    assert list(events["serious"]) == [False, True, False]
    assert list(events["day"].fillna(-99)) == [12, 40, 20]
    assert list(events["severity"].fillna("?")) == ["mild", "severe", "?"]
    assert list(events["related"].fillna("?")) == ["no", "unclear", "?"]


def test_dates_of_events_become_days(full: Trial) -> None:
    full.edit("small.yaml", "serious: sae, day: day", "serious: sae, date: day")
    full.edit("small.yaml", "age: years", "age: years, randomisation_date: rand")
    full.write(
        "people.csv",
        "id,group,years,sex,income,housing,rand\n"
        "001,T,34,f,1200.5,rented,2024-03-01\n1e5,C,NA,,,,2024-03-05\n",
    )
    full.write(
        "events.csv",
        "id,day,what,sae,how_bad,due\n001,2024-03-11,fall,no,mild,no\n",
    )
    assert list(full.read().adverse_events["day"]) == [10]


def test_rows_of_one_event_are_read_once_where_days_are_told(full: Trial) -> None:
    row = "001,12,fall,no,mild,no\n"
    full.edit("events.csv", row, row + row)
    study = full.read()
    assert len(study.adverse_events) == 3
    assert any(note.startswith("events.csv: 1 row says word for word") for note in study.notes)
    full.edit("small.yaml", "serious: sae, day: day", "serious: sae")
    assert len(full.read().adverse_events) == 4


def test_an_event_is_never_to_be_left_out(full: Trial, only: Only) -> None:
    full.edit("events.csv", "fall,no,mild", "fall,,mild")
    problem = only(full.refusal(DataError))
    assert problem.rule == "whether the event was serious is not said"
    assert "Find out." in problem.remedy and "`unclear`" in problem.remedy
    full.edit("events.csv", "fall,,mild", "fall,Unclear,mild")
    assert list(full.read().adverse_events["serious"].isna()) == [True, False, False]
    full.edit("events.csv", "001,12,fall", "001,12,")
    for problem in full.refusal(DataError):
        assert "or leave the row out" not in problem.remedy
        assert "Never leave an event out" in problem.remedy


def test_the_file_s_words_of_an_event_are_recoded(full: Trial) -> None:
    words = "{serious: {SAE: yes, AE: no, unknown: unclear}, related: {Possibly: unclear}, "
    words += "severity: {1: mild, 3: severe}}"
    full.edit("small.yaml", "due}\n", f"due}}\n  recode: {words}\n")
    full.write(
        "events.csv",
        "id,day,what,sae,how_bad,due\n"
        "001,12,fall,AE,1,possibly\n001,40,admission,sae,3,YES\n1e5,20,headache,Unknown,mild,no\n",
    )
    events = full.read().adverse_events
    assert list(events["serious"].astype("object").fillna("?")) == [False, True, "?"]
    assert list(events["severity"]) == ["mild", "severe", "mild"]
    assert list(events["related"]) == ["unclear", "yes", "no"]
    assert "1 unclear whether serious" in str(check_study(full.plan()))


def test_whether_an_event_was_serious_is_said_by_a_code_s_label(full: Trial) -> None:
    coded = pd.DataFrame({"id": ["001", "1e5"], "what": ["fall", "fall"], "sae": [1.0, 2.0]})
    labels = {"sae": {1: "No", 2: "Yes"}}
    pyreadstat.write_sav(coded, full.folder / "events.sav", variable_value_labels=labels)
    full.edit("small.yaml", "file: events.csv", "file: events.sav")
    full.edit("small.yaml", ", day: day, severity: how_bad, related: due}", "}")
    assert list(full.read().adverse_events["serious"]) == [False, True]


def test_a_word_that_nothing_explains_is_asked_for_in_recode(full: Trial, only: Only) -> None:
    full.edit("events.csv", "fall,no,mild,no", "fall,no,mild,possibly")
    problem = only(full.refusal(DataError))
    assert problem.rule == "not one of yes, no, unclear"
    assert "recode: {related: {<word>: yes}}" in problem.remedy and "possibly" not in str(problem)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet", "dta"])
def test_a_file_of_events_with_a_header_alone_says_that_there_were_none(
    full: Trial, kind: str
) -> None:
    none = pd.DataFrame(columns=["id", "day", "what", "sae", "how_bad", "due"], dtype="str")
    file = full.folder / f"events.{kind}"
    if kind == "csv":
        none.to_csv(file, index=False)
    elif kind == "xlsx":
        none.to_excel(file, index=False)
    elif kind == "parquet":
        none.to_parquet(file, index=False)
    else:
        none.to_stata(file, write_index=False)
    full.edit("small.yaml", "file: events.csv", f"file: events.{kind}")
    assert list(full.read().adverse_events["event"]) == []
    # Of the people a header alone is a file that has lost its rows.
    full.write("people.csv", "id,group,years,sex,income,housing\n")
    assert "a header and no rows" in str(full.refusal(DataError))


def test_a_trial_without_them_has_empty_tables(trial: Trial) -> None:
    study = trial.read()
    for table in (study.session_scores, study.fidelity, study.adverse_events):
        assert isinstance(table, pd.DataFrame)
        assert len(table) == 0
        assert "participant" in table


REFUSED = [
    ("sessions.csv", "17,9\n", "17,28\n", "phq", "PHQ-9: 0 to 27"),
    ("sessions.csv", "17,9\n", "17,nine\n", "phq", "not a number"),
    ("fidelity.csv", "R1,T,6,4", "R1,T,8,4", "ad", "Adherence to IPT: 1 to 7"),
    ("fidelity.csv", "R1,T,6,4", "R1,X,6,4", "took_for", "none of the plan's arms"),
    ("fidelity.csv", "001,1,R2", "001,1,R1", "id and nr and rater", "twice"),
    ("fidelity.csv", "001,3,R1", "001,2,R1", "nr", "no such session that the person attended"),
    ("fidelity.csv", "001,3,R1", "009,1,R1", "id", "not in people.csv"),
    ("events.csv", "1e5,20,headache", "9,20,headache", "id", "not in people.csv"),
    ("events.csv", "fall,no,mild,no", "fall,no,mild,0", "due", "not one of yes, no, unclear"),
    ("events.csv", "fall,no,mild", "fall,perhaps,mild", "sae", "neither yes nor no"),
    ("events.csv", "fall,no,mild", "fall,no,awful", "how_bad", "not one of mild"),
    ("events.csv", "001,12", "001,44259", "day", "between -1000 and 7300"),
    ("events.csv", "001,12,fall", "001,12,", "what", "a value is missing"),
]


@pytest.mark.parametrize(("file", "old", "new", "column", "rule"), REFUSED)
def test_refused(full: Trial, file: str, old: str, new: str, column: str, rule: str) -> None:
    full.edit(file, old, new)
    problems = full.refusal(DataError)
    found = [problem for problem in problems if rule in problem.rule]
    assert len(found) == 1, problems
    assert (found[0].file, found[0].column) == (file, column)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("events.csv", "fall", "fell when Maria left the house after a quarrel with her", "free"),
        ("events.csv", "fall", "maria@example.org", "identifier"),
        ("fidelity.csv", "R2", "r.meier@example.org", "identifier"),
    ],
)
def test_identities_do_not_come_in(
    full: Trial, only: Only, file: str, old: str, new: str, said: str
) -> None:
    full.edit(file, old, new)
    assert said in only(full.refusal(DataError)).rule


def test_pseudonyms_are_those_of_the_people(full: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    key = "00112233445566778899aabbccddeeff"
    monkeypatch.setenv("SMALL_TRIAL_KEY", key)
    full.edit("small.yaml", "seed: 1\n", "seed: 1\npseudonyms: {key_env: SMALL_TRIAL_KEY}\n")
    study = full.read()
    first = pseudonym(key.encode(), "001")
    assert set(study.session_scores["participant"]) == {first}
    assert set(study.fidelity["participant"]) == {first}
    assert set(study.adverse_events["participant"]) <= set(study.participants["participant"])


def test_the_files_are_among_those_of_the_people(full: Trial) -> None:
    plan = full.plan()
    assert {"sessions.csv", "fidelity.csv", "events.csv"} <= set(plan.raw_files)
    assert set(plan.raw_files) == set(plan.people_files) == set(plan.files_with_people)
    assert {"fidelity.csv": 3, "events.csv": 3}.items() <= check_study(plan).rows.items()


BROKEN = [
    ("scores: {phq9: phq}", "scores: {phq99: phq}", "sessions.scores.phq99", "registered"),
    ("of: ipt", "of: cbt", "fidelity.ratings.adherence.of", "'cbt'"),
    ("minimum: 1, ", "minimum: 7, ", "fidelity.ratings.adherence.minimum", "not below"),
    (
        ", related: due}",
        "}\n  recode: {related: {x: yes}}",
        "adverse_events.recode.related",
        "no col",
    ),
    (
        "due}\n",
        "due}\n  recode: {related: {x: yes, X: no}}\n",
        "adverse_events.recode.related.X",
        "capit",
    ),
    (
        "phq}\n",
        "phq}\n  recode: {format: {x: group, X: couple}}\n",
        "sessions.recode.format.X",
        "capi",
    ),
    ("sae, day: day", "sae, day: day, date: d", "adverse_events.columns.date", "a day or a date"),
]


@pytest.mark.parametrize(("old", "new", "column", "rule"), BROKEN)
def test_broken_plans(full: Trial, old: str, new: str, column: str, rule: str) -> None:
    full.edit("small.yaml", old, new)
    with pytest.raises(PlanError) as refused:
        full.plan()
    assert any(p.column == column and rule in p.rule for p in refused.value.problems)


def test_scores_of_the_plans_own_scale(full: Trial, only: Only) -> None:
    full.edit("small.yaml", "scores: {phq9: phq}", "scores: {mood: phq}")
    limits = "minimum: 0, maximum: 10, direction: higher_is_worse"
    own = f"measures: [{{name: mood, label: Mood, {limits}}}]\n"
    full.edit("small.yaml", "seed: 1\n", "seed: 1\n" + own)
    assert "out of the range of Mood: 0 to 10" in only(full.refusal(DataError)).rule
    full.edit("sessions.csv", "3,14", "3,4")
    assert list(full.read().session_scores["value"]) == [4.0, 9.0]


def test_who_was_allocated_to_maintenance(full: Trial) -> None:
    full.edit("small.yaml", "age: years", "age: years, maintenance: more, not_treated_reason: why")
    full.write(
        "people.csv",
        "id,group,years,sex,income,housing,more,why\n"
        "001,T,34,f,1200.5,rented,yes,\n1e5,C,NA,,,,,moved away\n",
    )
    people = full.read().participants
    assert list(people["maintenance"].fillna(False)) == [True, False]
    assert list(people["maintenance"].isna()) == [False, True]
    assert list(people["not_treated_reason"].fillna("")) == ["", "moved away"]
