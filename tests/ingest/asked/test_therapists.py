"""Therapists of the sessions against people's own, and people in no cluster."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from ipt_outcomes.errors import DataError
from ipt_outcomes.study_check import check_study

from ..conftest import Trial, made_small

CLUSTERS = "clusters: [{name: therapist, kind: therapist, arms: [ipt]}]\nseed: 1\n"
COLUMNS = "attended: came, therapist: by}"
N = 10


@pytest.fixture
def treated(tmp_path: Path) -> Trial:
    """Ten people of two therapists, A and B in turn, four sessions each; and one of usual care."""
    trial = made_small(tmp_path)
    trial.edit("small.yaml", "age: years", "age: years, therapist: own")
    trial.edit("small.yaml", "attended: came, minutes: minutes, format: how}", COLUMNS)
    trial.edit("small.yaml", "seed: 1\n", CLUSTERS)
    trial.write("phq.csv", "id,day,q1,q2,q3,q4,q5,q6,q7,q8,q9,ham\n1e5,0,3,3,3,3,3,3,3,3,3,30\n")
    for file in ("bdi.csv", "iip.csv"):
        trial.write(file, (trial.folder / file).read_text().replace("001", "p0"))
    people(trial, ["A", "B"] * 5)
    sessions(trial, {})
    return trial


def people(trial: Trial, own: Sequence[str]) -> None:
    rows = [f"p{n},T,30,f,,,{therapist}" for n, therapist in enumerate(own)]
    text = "\n".join(["id,group,years,sex,income,housing,own", *rows, "1e5,C,40,,,,"])
    trial.write("people.csv", text + "\n")


def sessions(trial: Trial, others: dict[int, str], *, came: Sequence[int] = range(N)) -> None:
    """Sessions of `came`; `others`: the therapists of somebody's four, a letter each."""
    rows = ["id,nr,came,by"]
    for n in came:
        by = others.get(n, ("A", "B")[n % 2] * 4)
        rows += [f"p{n},{number},1,{who}" for number, who in enumerate(by, 1)]
    trial.write("sessions.csv", "\n".join(rows) + "\n")


def test_a_substitute_now_and_then_is_counted(treated: Trial) -> None:
    assert not [note for note in treated.read().notes if "therapist" in note]
    sessions(treated, {0: "AABA", 3: "BBAA"})
    notes = treated.read().notes
    said = "sessions.csv: 3 of 40 sessions attended, of 2 people, were held by another therapist "
    assert f"{said}than the person's own: taken for substitutes" in notes
    # Capitals make nobody another.
    sessions(treated, {0: "aaaa"})
    assert not [note for note in treated.read().notes if "therapist" in note]


def test_most_sessions_of_a_person_by_another_are_asked_about(treated: Trial) -> None:
    sessions(treated, {2: "BBBB", 5: "BAAA"})
    (problem,) = treated.refusal(DataError)
    assert (problem.file, problem.line, problem.column) == ("sessions.csv", 10, "by")
    assert problem.rule.startswith("most of the person's sessions were held by another therapist")
    assert "on 7 lines (10, 11, 12, 13, 23, 24, 25)" in problem.rule
    assert "the one in people.csv" in problem.rule
    said = "\nsessions:\n  confirmed: {other_therapist: they changed}\n"
    treated.edit("small.yaml", "\nsessions:\n", said)
    assert any("The plan says of it: they changed" in note for note in treated.read().notes)


def test_many_sessions_by_others_are_asked_about_though_no_person_stands_out(
    treated: Trial,
) -> None:
    sessions(treated, dict.fromkeys(range(6), "ABAB"))
    (problem,) = treated.refusal(DataError)
    assert problem.rule.startswith("12 of 40 sessions attended, of 6 people, were held by another")


def test_therapists_called_otherwise_in_both_files_are_one_finding(treated: Trial) -> None:
    sessions(treated, dict.fromkeys(range(N), "1122"))
    (problem,) = treated.refusal(DataError)
    assert problem.rule.startswith("no therapist of a session is the own one of anybody")


def test_of_sessions_alone_the_first_names_the_person_s(treated: Trial) -> None:
    treated.edit("small.yaml", ", therapist: own", "")
    sessions(treated, {2: "BAAA"})
    (problem,) = treated.refusal(DataError)
    assert "who is the one of the first session" in problem.rule
    assert "on 3 lines (11, 12, 13)" in problem.rule


def test_a_cluster_s_column_names_the_person_s_therapist_too(treated: Trial) -> None:
    treated.edit("small.yaml", ", therapist: own", "")
    treated.edit("small.yaml", "{name: therapist,", "{name: who, column: own,")
    treated.read()
    sessions(treated, {2: "BBBA"})
    (problem,) = treated.refusal(DataError)
    assert "on 3 lines (10, 11, 12)" in problem.rule and "people.csv" in problem.rule


def test_somebody_treated_and_without_a_therapist_is_asked_about(treated: Trial) -> None:
    people(treated, ["A", "B", "", *("B", "A") * 3, "B"])
    sessions_, people_ = sorted(
        treated.refusal(DataError), key=lambda problem: problem.file, reverse=True
    )
    assert (people_.file, people_.line, people_.column) == ("people.csv", 4, "own")
    assert people_.rule == "therapist: missing, and most people of the arm have one"
    assert "`confirmed: {without_cluster: <your reason>}`" in people_.remedy
    assert (sessions_.file, sessions_.line) == ("sessions.csv", 10)
    assert "names none for the person" in sessions_.rule


def test_an_arm_without_therapists_has_none_to_be_asked_about(treated: Trial) -> None:
    treated.edit("small.yaml", "\nscores:\n", "\nprotocol:\n  - {arms: [tau]}\nscores:\n")
    text = (treated.folder / "sessions.csv").read_text()
    treated.write("sessions.csv", text + "1e5,1,1,A\n")
    assert len(treated.read().sessions) == 41


def test_somebody_who_did_not_begin_needs_no_therapist(treated: Trial) -> None:
    people(treated, ["A", "B", "", *("B", "A") * 3, "B"])
    sessions(treated, {}, came=[0, 1, 3, 9])
    notes = treated.read().notes
    said = "1 person without a therapist in arms where most have one did not begin treatment"
    assert f"people.csv: {said}" in notes
    said = "Clusters: therapist, 2 in ipt (4 to 5 people each; 1 person in none)"
    assert said in str(check_study(treated.plan())).splitlines()


def test_therapists_of_several_arms_are_counted(treated: Trial) -> None:
    everybody = treated.folder / "people.csv"
    treated.write("people.csv", everybody.read_text().replace("1e5,C,40,,,,", "1e5,C,40,,,,A"))
    treated.edit("small.yaml", ", arms: [ipt]}", "}")
    said = (
        "Clusters: therapist, 2 in ipt (5 people each), 1 in tau (1 person each), "
        "1 of 2 treat in several arms"
    )
    assert said in str(check_study(treated.plan())).splitlines()


def test_therapists_of_several_arms_that_are_no_clusters_are_said_to_be(treated: Trial) -> None:
    treated.edit("small.yaml", CLUSTERS, "seed: 1\n")
    rows = [f"p{n},{'TC'[n // 2 % 2]},30,f,,,{'AB'[n % 2]}" for n in range(N)]
    header = "id,group,years,sex,income,housing,own"
    treated.write("people.csv", "\n".join([header, *rows, "1e5,C,40,,,,C"]) + "\n")
    sessions(treated, {}, came=[0, 1, 4, 5, 8, 9])
    said = "people.csv: 3 values of own (2 in ipt, 3 in tau), 2 with people of several arms: "
    (note,) = [note for note in treated.read().notes if note.startswith(said)]
    assert "therapists who treat in several arms" in note


def test_without_sessions_a_reason_says_that_somebody_did_not_begin(treated: Trial) -> None:
    text = (treated.folder / "small.yaml").read_text()
    before, _, rest = text.partition("sessions:\n")
    treated.write("small.yaml", before + rest[rest.index("scores:\n") :])
    people(treated, ["A", "B", "", *("B", "A") * 3, "B"])
    (problem,) = treated.refusal(DataError)
    assert problem.line == 4 and "said by `not_treated_reason`" in problem.remedy
    treated.edit("small.yaml", "therapist: own", "therapist: own, not_treated_reason: housing")
    treated.edit("people.csv", "p2,T,30,f,,,", "p2,T,30,f,,moved,")
    assert any("did not begin treatment" in note for note in treated.read().notes)
