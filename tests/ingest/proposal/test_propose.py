"""A first plan from files: what is guessed, what is left to decide, and what is never written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ipt_outcomes.errors import DataError, PlanError
from ipt_outcomes.ingest.proposal.propose import propose_plan
from ipt_outcomes.ingest.study import Study, read_study
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.reading import read_plan
from ipt_outcomes.plan.score_files import WideScores
from ipt_outcomes.study_check import check_study

from ...accepted_plan import accepted, without_questions

Propose = Callable[..., Plan]

WIDE = """\
id,group,age,notes,phq9_pre,phq9_w8
p1,CBT,31,CANARY-1,20,12
p2,CBT,44,CANARY-2,18,9
p3,WL,25,CANARY-3,21,20
p4,WL,39,CANARY-4,17,16
"""


@pytest.fixture
def propose(tmp_path: Path) -> Propose:
    """Write the files, propose a plan for them, and read it."""

    def plan_of(**files: str | bytes) -> Plan:
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            (tmp_path / f"{name}.csv").write_bytes(data)
        text = propose_plan("mine", [f"{name}.csv" for name in files], root=tmp_path)
        assert "CANARY" not in text
        return accepted(tmp_path / "mine.yaml", text)

    return plan_of


def study_of(plan: Plan) -> Study:
    return read_study(plan)


def test_a_wide_file(propose: Propose) -> None:
    plan = propose(all=WIDE)
    assert plan.participants.columns.model_dump(exclude_none=True) == {
        "participant": "id", "arm": "group", "age": "age",
    }  # fmt: skip
    assert [(arm.name, arm.label, arm.role) for arm in plan.arms] == [
        ("wl", "Waitlist", "control"),
        ("cbt", "CBT", "treatment"),
    ]
    assert [(visit.name, visit.week) for visit in plan.visits] == [("baseline", 0), ("week_8", 8)]
    assert dict(plan.scores[0].scales) == {"phq9": {"baseline": "phq9_pre", "week_8": "phq9_w8"}}
    assert [(c.test, c.comparison) for c in plan.contrasts] == [("cbt", "wl")]
    assert plan.models.growth is None
    assert len(study_of(plan).scores) == 8


def test_items_are_known_by_their_number_and_values(propose: Propose) -> None:
    items = [f"q{number}" for number in range(1, 10)]
    rows = [
        f"p{person},{'IPT' if person % 2 else 'TAU'},{visit},{','.join(['1', '3', '0'] * 3)}"
        for person in range(1, 7)
        for visit in ("T0", "T1", "T2")
    ]
    plan = propose(all="\n".join([f"pid,arm,timepoint,{','.join(items)}", *rows]) + "\n")
    assert plan.participants.shape == "long"
    scores = plan.scores[0]
    assert scores.shape == "long"
    columns = scores.scales["phq9"]
    assert columns.items == tuple(items)
    assert scores.columns.visit == "timepoint"
    assert scores.visit_codes == {"T0": "baseline", "T1": "visit_1", "T2": "visit_2"}
    assert len(study_of(plan).scores) == 6 * 3 * 9


def test_days_become_windows(root: Path) -> None:
    files = [f"data/raw/demo_ipt/{name}.csv" for name in ("participants", "sessions", "scores")]
    text = propose_plan("mine", files, root=root)
    assert "items: [phq9_1, phq9_2, phq9_3, phq9_4, phq9_5, phq9_6, phq9_7, phq9_8, phq9_9]" in text
    assert [f"name: week_{week}," in text for week in (0, 4, 8, 12, 16, 28, 40)] == [True] * 7
    assert "  file: data/raw/demo_ipt/sessions.csv" in text
    assert "attended: attended" in text


def test_people_and_scores_in_two_files(propose: Propose) -> None:
    people = "id,arm\np1,CBT\np2,CBT\np3,TAU\np4,TAU\n"
    rows = "".join(f"p{n},{day},{20 - day // 14}\n" for n in range(1, 5) for day in (0, 28, 56))
    plan = propose(people=people, scores="id,day,phq9\n" + rows)
    assert plan.participants.file == "people.csv"
    assert [visit.name for visit in plan.visits] == ["week_0", "week_4", "week_8"]
    assert plan.models.growth is not None
    assert len(study_of(plan).scores) == 12


def test_semicolons_decimal_commas_and_another_encoding(propose: Propose) -> None:
    text = (
        "id;arm;wt_pre;wt_post\np1;Größe;80,5;82\np2;Größe;81,5;84\np3;TAU;80;81,5\np4;TAU;79;80\n"
    )
    plan = propose(all=text.encode("windows-1252"))
    assert (plan.participants.delimiter, plan.participants.decimal) == (";", ",")
    assert plan.participants.encoding == "windows-1252"
    assert study_of(plan).scores["value"].max() == 84


def test_names_that_yaml_would_read_otherwise(propose: Propose) -> None:
    header = '"Subject ID: #","{Group}","phq9 pre","phq9: post"\n'
    plan = propose(all=header + "p1,yes,20,1\np2,yes,19,2\np3,no,18,3\np4,no,17,4\n")
    assert plan.participants.columns.participant == "Subject ID: #"
    assert plan.participants.columns.arm == "{Group}"
    assert [arm.name for arm in plan.arms] == ["arm_yes", "arm_no"]
    assert set(plan.participants.arm_codes) == {"yes", "no"}
    assert len(study_of(plan).participants) == 4


def test_no_scale_is_invented(tmp_path: Path) -> None:
    (tmp_path / "all.csv").write_text(
        "id,arm,mood_pre,mood_post\np1,a,1,2\np2,a,1,2\np3,b,1,2\np4,b,1,2\n"
    )
    text = propose_plan("mine", ["all.csv"], root=tmp_path)
    (tmp_path / "mine.yaml").write_text(text)
    plan = read_plan(tmp_path / "mine.yaml")
    assert plan.outcomes[0].scale == "mood"
    marks = {mark.key: mark.written for question in plan.undecided for mark in question.marks}
    assert marks["measures.0.direction"] == "higher_is_worse or higher_is_better?"
    with pytest.raises(PlanError, match="which scores of mood are the better ones"):
        plan.refuse_undecided()


def test_where_no_column_is_a_score_the_columns_are_asked_for(tmp_path: Path) -> None:
    (tmp_path / "all.csv").write_text("id,arm,seen\np1,a,yes\np2,a,no\np3,b,yes\np4,b,no\n")
    text = propose_plan("mine", ["all.csv"], root=tmp_path)
    assert "shape: wide" in text
    assert "baseline: choose_a_column?" in text
    (tmp_path / "mine.yaml").write_text(text)
    with pytest.raises(PlanError, match="to decide: which columns are the scores") as refused:
        read_plan(tmp_path / "mine.yaml")
    assert all(problem.rule.startswith("to decide") for problem in refused.value.problems)
    (tmp_path / "mine.yaml").write_text(without_questions(text))
    with pytest.raises(PlanError, match="'choose_a_scale' is not a registered scale"):
        read_plan(tmp_path / "mine.yaml")


def test_words_of_one_person_and_dates_are_never_codes(tmp_path: Path) -> None:
    rows = "".join(
        f"p{n},{'CBT' if n < 4 else 'CANARY' if n == 4 else 'TAU'},2020-01-0{1 + n % 2},{n}\n"
        for n in range(8)
    )
    (tmp_path / "all.csv").write_text("id,arm,visit,phq9\n" + rows + rows)
    text = propose_plan("mine", ["all.csv"], root=tmp_path)
    assert "2020-01" not in text
    one = "".join(f"p{n},{'CANARY' if n == 4 else 'TAU'},{n},{n}\n" for n in range(8))
    (tmp_path / "all.csv").write_text("id,arm,phq9_pre,phq9_post\n" + one)
    assert "CANARY" not in propose_plan("mine", ["all.csv"], root=tmp_path)


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        ("p1,CBT,20,12\np2,TAU,18,9\n", "looks like a participant's row"),
        ("CBT,CANARY\nCBT,x\nTAU,y\n", "looks like a participant's row"),
        ("", "empty"),
        ("a,b\n1\n", "cells"),
        ("a,a\n1,2\n", "one name"),
    ],
)
def test_a_broken_file_is_refused_without_its_values(
    tmp_path: Path, content: str, rule: str
) -> None:
    (tmp_path / "all.csv").write_text(content)
    with pytest.raises(DataError, match=rule) as refused:
        propose_plan("mine", ["all.csv"], root=tmp_path)
    assert "CANARY" not in str(refused.value)


def test_files_that_are_not_there_outside_or_of_no_format(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "out.csv").write_text(WIDE)
    (tmp_path / "in" / "all.doc").write_text(WIDE)
    with pytest.raises(DataError) as refused:
        propose_plan("mine", ["none.csv", "../out.csv", "all.doc"], root=tmp_path / "in")
    rules = [problem.rule for problem in refused.value.problems]
    assert rules == [
        "the file is not there",
        "the file is outside the project's folder",
        "files of this format are not read",
    ]


@pytest.mark.parametrize("name", ["../x", "a b", "", "1st", "x" * 41, "a;rm"])
def test_a_trials_name_is_a_safe_one(tmp_path: Path, name: str) -> None:
    with pytest.raises(PlanError, match="begins with a letter"):
        propose_plan(name, [], root=tmp_path)


@pytest.mark.parametrize(
    "name", ["phq9_{item}_{visit}", "{visit}_PHQ9_{item}", "PHQ{item}_{visit}"]
)
def test_items_of_every_visit_in_one_row(propose: Propose, name: str) -> None:
    visits = ["T0", "T1", "FU6m"]
    names = {v: [name.format(item=item, visit=v) for item in range(1, 10)] for v in visits}
    header = ",".join(["id", "arm", *(column for v in visits for column in names[v])])
    rows = "".join(f"p{n},{'IPT' if n % 2 else 'TAU'}{',1,0,3' * 9}\n" for n in range(8))
    plan = propose(all=f"{header}\n{rows}")
    scores = plan.scores[0]
    assert isinstance(scores, WideScores)
    assert scores.visits_of("phq9") == {
        "baseline": tuple(names["T0"]),
        "visit_1": tuple(names["T1"]),
        "follow_up_month_6": tuple(names["FU6m"]),
    }
    assert len(study_of(plan).scores) == 8 * 3 * 9


@pytest.mark.parametrize(
    ("header", "participant"),
    [("CODE", "CODE"), ("Patient no.", "Patient no."), ("Kennung", "Kennung")],
)
def test_a_participant_by_another_name(propose: Propose, header: str, participant: str) -> None:
    plan = propose(all=WIDE.replace("id,group", f"{header},group"))
    assert plan.participants.columns.participant == participant
    assert plan.participants.number_rows is None


def test_a_first_column_that_does_not_tell_people_apart_is_not_the_participant(
    propose: Propose,
) -> None:
    measured = WIDE.replace("id,group", "height,group").replace("\np", "\n1.")
    assert propose(all=measured).participants.number_rows == "row"
    plan = propose(all=WIDE.replace("id,group", "ward,group").replace("p2", "p1"))
    assert plan.participants.number_rows == "row"


def test_words_that_tell_of_somebody_are_never_written(tmp_path: Path) -> None:
    rows = "".join(
        f"p{n},{'IPT Dr Sarah Patel' if n % 2 else 'TAU jo@example.org'},4 March 2021,{n}\n"
        for n in range(8)
    )
    (tmp_path / "all.csv").write_text("id,arm,visit,phq9\n" + rows + rows)
    text = propose_plan("mine", ["all.csv"], root=tmp_path)
    assert "Patel" not in text and "example.org" not in text and "March" not in text


def test_items_that_will_be_turned_are_to_be_decided(tmp_path: Path) -> None:
    items = ",".join(f"epds_{item}" for item in range(1, 11))
    rows = "".join(
        f"p{n},{'IPT' if n % 2 else 'TAU'},T{v}{',0,1' * 5}\n" for n in range(6) for v in (0, 1)
    )
    (tmp_path / "all.csv").write_text(f"id,arm,visit,{items}\n{rows}")
    text = propose_plan("mine", ["all.csv"], root=tmp_path)
    (tmp_path / "mine.yaml").write_text(text)
    check = check_study(read_plan(tmp_path / "mine.yaml"))
    (question,) = [q for q in check.undecided if q.marks[0].name == "reversed_already"]
    assert "items 3, 5-10 of the EPDS" in question.text
    assert "EPDS, 0 to 30, higher is worse; items 3, 5-10 are turned here" in str(check)
    turned = text.replace("reversed_already: false?", "reversed_already: true")
    (tmp_path / "mine.yaml").write_text(turned)
    assert "turned here" not in str(check_study(read_plan(tmp_path / "mine.yaml")))


def test_a_first_visit_after_the_start_is_to_be_decided(tmp_path: Path) -> None:
    people = [(n, "IPT" if n % 2 else "TAU", week) for n in range(6) for week in (8, 16)]
    rows = "".join(f"p{n},{arm},week {week},{n + 5}\n" for n, arm, week in people)
    (tmp_path / "all.csv").write_text(f"id,arm,visit,phq9\n{rows}")
    text = propose_plan("mine", ["all.csv"], root=tmp_path)
    (tmp_path / "mine.yaml").write_text(text)
    asked = [q for q in read_plan(tmp_path / "mine.yaml").undecided if q.marks[0].name == "week"]
    assert [q.marks[0].key for q in asked] == ["visits.0.week"]
    assert "is Week 8 the baseline?" in asked[0].text
    assert "week: 16, phase" in text
