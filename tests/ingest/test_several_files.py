"""One scale that several of the plan's files give."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ipt_outcomes.errors import DataError, PlanError, Problem

from .conftest import Trial

Only = Callable[[tuple[Problem, ...]], Problem]

MORE = """\
  - file: more.csv
    shape: long
    columns: {participant: id, visit: when}
    scales:
      hrsd17: {total: ham}
"""


def add(trial: Trial, rows: str, entry: str = MORE) -> None:
    trial.edit("small.yaml", "  - file: bdi.csv\n", f"{entry}  - file: bdi.csv\n")
    trial.write("more.csv", rows)


def hamilton(trial: Trial) -> list[tuple[str, str, float]]:
    scores = trial.read().scores.query("scale == 'hrsd17'")
    visits = scores["visit"].fillna("")
    return list(zip(scores["participant"], visits, scores["value"], strict=True))


def test_other_visits_come_from_another_file(trial: Trial) -> None:
    add(trial, "id,when,ham\n001,after,11\n1e5,after,12\n")
    assert hamilton(trial) == [
        ("001", "", 20), ("1e5", "", 30), ("001", "after", 11), ("1e5", "after", 12),
    ]  # fmt: skip


def test_a_visit_and_a_day_in_its_window_are_one_assessment(trial: Trial) -> None:
    add(trial, "id,when,ham\n001,before,20\n1e5,after,12\n")
    assert hamilton(trial) == [("001", "", 20), ("1e5", "", 30), ("1e5", "after", 12)]
    said = "more.csv: hrsd17: 1 assessments are in phq.csv as well, with the same answers"
    assert any(said in note for note in trial.read().notes)


def test_other_answers_are_placed_in_both_files(trial: Trial) -> None:
    add(trial, "id,when,ham\n001,before,21\n1e5,before,29\n")
    problems = trial.refusal(DataError)
    assert [(p.file, p.line, p.column) for p in problems] == [
        ("phq.csv", 2, "id"), ("more.csv", 2, "id"),
    ]  # fmt: skip
    assert all("has other answers to hrsd17" in p.rule for p in problems)
    assert "on 2 lines (2, 4)" in problems[0].rule
    assert "on 2 lines (2, 3)" in problems[1].rule


def test_a_total_and_the_items_of_one_assessment_are_not_the_same(trial: Trial) -> None:
    add(
        trial,
        "id,when,phq\n001,before,12\n",
        MORE.replace("hrsd17: {total: ham}", "phq9: {total: phq}"),
    )
    problems = trial.refusal(DataError)
    assert {p.file for p in problems} == {"phq.csv", "more.csv"}


def test_items_of_one_scale_are_scored_alike_in_all_files(trial: Trial, only: Only) -> None:
    items = "[q1, q2, q3, q4, q5, q6, q7, q8, q9]"
    entry = MORE.replace("{total: ham}", f"{{items: {items}, missing_items: complete}}")
    add(trial, "", entry.replace("hrsd17", "phq9"))
    problem = only(trial.refusal(PlanError))
    assert problem.column == "scores.1.scales.phq9.missing_items"
    assert "another file of phq9 says something else" in problem.rule


def test_a_file_of_several_visits_loses_only_what_is_there_twice(trial: Trial) -> None:
    entry = """\
  - file: more.csv
    shape: wide
    columns: {participant: id}
    scales:
      hrsd17: {before: h0, after: h8}
"""
    add(trial, "id,h0,h8\n001,20,9\n1e5,,8\n", entry)
    assert hamilton(trial) == [
        ("001", "", 20), ("1e5", "", 30), ("001", "after", 9), ("1e5", "after", 8),
    ]  # fmt: skip


@pytest.mark.parametrize("code", ["1", "1.0", "01"])
def test_a_code_is_a_number_where_a_cell_is_one(trial: Trial, code: str) -> None:
    trial.edit("small.yaml", "{T0: before, T1: after}", "{0: before, 1: after}")
    trial.write("iip.csv", f"id,when,iip\n001,0,60\n001,{code},40\n")
    trial.edit("small.yaml", "{T: ipt, C: tau}", "{1: ipt, 2: tau}")
    people = (trial.folder / "people.csv").read_text()
    trial.write("people.csv", people.replace("001,T", f"001,{code}").replace("1e5,C", "1e5,2.0"))
    study = trial.read()
    assert study.participants["arm"].tolist() == ["ipt", "tau"]
    assert study.scores.query("scale == 'iip32'")["visit"].tolist() == ["before", "after"]
