from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from ipt_outcomes.errors import DataError, InputError, PlanError, Problem
from ipt_outcomes.ingest.study import read_study
from ipt_outcomes.plan.reading import read_plan

from .conftest import Trial

REPO = Path(__file__).parents[2]
Only = Callable[[tuple[Problem, ...]], Problem]
CANARY = "Zanzibar77"


def test_identifiers_stay_text_and_covariates_follow(trial: Trial) -> None:
    people = trial.read().participants
    assert list(people) == ["participant", "arm", "age", "sex", "income", "housing"]
    assert list(people["participant"]) == ["001", "1e5"]
    assert list(people["arm"]) == ["ipt", "tau"]
    assert people["income"].dtype == "float64"
    assert people["housing"].dtype == "str"
    assert people.loc[0, "income"] == 1200.5
    assert people.loc[1, ["age", "sex", "income", "housing"]].isna().all()


def test_sessions(trial: Trial) -> None:
    sessions = trial.read().sessions
    assert list(sessions["attended"]) == [True, False]
    assert list(sessions["session"]) == [1, 2]
    assert sessions["minutes"].isna().tolist() == [False, True]


def test_no_sessions_in_the_plan(trial: Trial) -> None:
    text = (trial.folder / "small.yaml").read_text()
    before, rest = text.split("sessions:\n")
    trial.write("small.yaml", before + rest[rest.index("scores:") :])
    sessions = trial.read().sessions
    assert sessions.empty
    assert list(sessions) == ["participant", "session", "attended"]


def test_scores_of_every_shape(trial: Trial) -> None:
    scores = trial.read().scores
    counts = scores.groupby(["scale", "item"]).size()
    assert counts["phq9"].to_dict() == dict.fromkeys(range(1, 10), 3)
    assert counts["hrsd17"].to_dict() == {0: 2}
    assert counts["bdi_ii"].to_dict() == {0: 3}
    assert counts["iip32"].to_dict() == {0: 3}
    first = scores.loc[(scores["scale"] == "phq9") & (scores["day"] == -3)]
    assert list(first["value"]) == [0, 1, 2, 3, 0, 1, 2, 3, 0]
    assert first["visit"].isna().all()
    unanswered = scores.loc[scores["value"].isna()]
    assert unanswered[["participant", "day", "item"]].values.tolist() == [["001", 56, 5]]
    iip = scores.loc[scores["scale"] == "iip32"]
    assert list(iip["visit"]) == ["before", "after", "before"]
    bdi = scores.loc[scores["scale"] == "bdi_ii", ["participant", "visit", "value"]]
    assert bdi.values.tolist() == [
        ["001", "before", 30],
        ["001", "after", 12],
        ["1e5", "before", 25],
    ]


def test_a_column_that_is_not_mapped_is_listed_and_not_read(trial: Trial) -> None:
    study = trial.read()
    assert study.unmapped["people.csv"] == ("phone",)
    assert study.unmapped["phq.csv"] == ()
    assert "phone" not in study.participants
    assert "people.csv: not mapped by the plan and not read: phone" in study.notes


def test_notes_count_what_was_passed_over(trial: Trial) -> None:
    trial.write("iip.csv", "id,when,iip\n001,T0,60\n\n1e5,T0,\n")
    notes = trial.read().notes
    assert "iip.csv: passed over: 1 blank line" in notes
    assert "iip.csv: 1 row without a score" in notes


def test_a_file_that_is_not_there(trial: Trial, only: Only) -> None:
    (trial.folder / "bdi.csv").unlink()
    problem = only(trial.refusal(DataError))
    assert (problem.file, problem.line) == ("bdi.csv", None)
    assert "not there" in problem.rule
    line = (trial.folder / "small.yaml").read_text().splitlines().index("  - file: bdi.csv") + 1
    assert f"line {line};" in problem.remedy


def test_every_missing_file_is_named(trial: Trial) -> None:
    for name in ("people.csv", "sessions.csv", "phq.csv", "bdi.csv", "iip.csv"):
        (trial.folder / name).unlink()
    assert len(trial.refusal(DataError)) == 5


@pytest.mark.parametrize("stranger", ["2", "1", "1E5", "100000.0"])
@pytest.mark.parametrize(
    ("file", "row", "line"),
    [
        ("sessions.csv", "{},3,yes,50,individual\n", 4),
        ("phq.csv", "{},70,,,,,,,,,,9\n", 5),
        ("bdi.csv", "{},,\n", 4),
        ("iip.csv", "{},T0,7\n", 5),
    ],
)
def test_somebody_not_among_the_participants(
    trial: Trial, only: Only, *, file: str, row: str, line: int, stranger: str
) -> None:
    trial.write(file, (trial.folder / file).read_text() + row.format(stranger))
    problem = only(trial.refusal(DataError))
    assert (problem.file, problem.line, problem.column) == (file, line, "id")
    assert "not in people.csv" in problem.rule


def test_data_and_plan_problems_come_together(trial: Trial) -> None:
    trial.edit("people.csv", "001,T,34", "001,C,old")
    trial.edit("bdi.csv", "001,30", "001,64")
    problems = trial.refusal(DataError)
    assert [(p.file, p.line, p.column, p.place) for p in problems if p.place == "column"] == [
        ("people.csv", 2, "years", "column"),
        ("bdi.csv", 2, "bdi_0", "column"),
        # The person is now of the control arm, and came to a session.
        ("sessions.csv", 2, "came", "column"),
    ]
    assert [p.column for p in problems if p.place == "key"] == ["arms.1"]


BAD_CELLS = [
    ("people.csv", "001,T,34", f"001,{CANARY},34"),
    ("people.csv", "001,T,34", f"001,T,{CANARY}"),
    ("people.csv", "001,T,34", "001,T,776655"),
    ("people.csv", "rented", f" {CANARY}"),
    ("people.csv", "1e5,C", f"{CANARY},C"),
    ("people.csv", "1e5,C", f'{CANARY},"{CANARY}'),
    ("people.csv", "001,T,34", f"{CANARY},{CANARY},001,T,34"),
    (
        "people.csv",
        "id,group,years,sex,income,housing,phone\n",
        f"{CANARY},T,34,f,1200.5,rented,x\n",
    ),
    ("people.csv", "id,group,years", f"{CANARY},{CANARY},years"),
    ("sessions.csv", "001,2,0", f"001,2,{CANARY}"),
    ("sessions.csv", "001,2,0", f"001,{CANARY},0"),
    ("sessions.csv", "individual", CANARY),
    ("phq.csv", "001,56,1", f"001,{CANARY},1"),
    ("phq.csv", "001,56,1", f"001,56,{CANARY}"),
    ("phq.csv", "001,56,1", "001,56,776655"),
    ("phq.csv", "1e5,0,3", f"{CANARY},0,3"),
    ("bdi.csv", "001,30", f"001,{CANARY}"),
    ("bdi.csv", "001,30", f"{CANARY},30"),
    ("iip.csv", "001,T1", f"001,{CANARY}"),
]


@pytest.mark.parametrize(("file", "old", "new"), BAD_CELLS)
def test_no_value_is_echoed(trial: Trial, file: str, old: str, new: str) -> None:
    trial.edit(file, old, new)
    with pytest.raises(InputError) as refused:
        trial.read()
    said = str(refused.value) + repr(refused.value.problems)
    assert CANARY not in said
    assert "776655" not in said
    # What hangs on the exception is printed too when nobody catches it.
    assert refused.value.__cause__ is None
    assert refused.value.__context__ is None or refused.value.__suppress_context__


def test_an_arm_that_no_row_has_is_the_plans_fault(trial: Trial, only: Only) -> None:
    extra = '  - {name: cbt, label: "CBT", role: treatment}\nvisits:\n'
    trial.edit("small.yaml", "visits:\n", extra)
    problem = only(trial.refusal(PlanError))
    lines = (trial.folder / "small.yaml").read_text().splitlines()
    assert problem.line == next(n for n, text in enumerate(lines, 1) if "name: cbt" in text)
    assert (problem.place, problem.column) == ("key", "arms.2")
    assert "'cbt'" in problem.rule


def test_beat_the_blues() -> None:
    study = read_study(read_plan(REPO / "config/trials/beat_the_blues.yaml"))
    counts = study.scores.merge(study.participants).groupby(["arm", "visit"]).size()
    visits = ["baseline", "month_2", "month_3", "month_5", "month_8"]
    # The numbers of people in the data's own documentation.
    assert counts["tau"][visits].tolist() == [48, 45, 36, 29, 25]
    assert counts["ccbt"][visits].tolist() == [52, 52, 37, 29, 27]
    assert study.sessions.empty
    assert list(study.participants)[2:] == ["antidepressant", "episode_length"]


def test_reading_twice_gives_the_same(trial: Trial) -> None:
    once, again = trial.read(), trial.read()
    pd.testing.assert_frame_equal(once.scores, again.scores)
    pd.testing.assert_frame_equal(once.participants, again.participants)
