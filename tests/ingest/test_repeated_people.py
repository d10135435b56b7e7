"""People and baseline totals of a long file: the same on every row of a participant, or refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ipt_outcomes.errors import DataError, Problem
from ipt_outcomes.ingest.study import Study, read_study
from ipt_outcomes.plan.reading import read_plan

PLAN = """\
trial: tall
title: "One file"
source: synthetic
participants:
  file: all.csv
  shape: long
  columns: {participant: id, arm: group}
scores:
  - file: all.csv
    shape: long
    columns: {participant: id, visit: when}
    scales: {bdi_ii: {total: bdi, baseline: base}}
arms:
  - {name: tau, label: "Usual care", role: control}
  - {name: ipt, label: "IPT", role: treatment}
visits:
  - {name: before, label: "Before", week: 0, phase: baseline}
  - {name: week_4, label: "Week 4", week: 4, phase: treatment}
  - {name: week_8, label: "Week 8", week: 8, phase: treatment}
outcomes:
  - {name: bdi, label: "BDI-II", scale: bdi_ii, role: primary, endpoint: week_8}
contrasts:
  - {test: ipt, comparison: tau, hypothesis: superiority}
models: {growth: null}
seed: 1
"""
ROWS = """\
id,group,when,bdi,base
a,ipt,week_4,20,31
a,ipt,week_8,12,31
b,tau,week_4,25,29
"""

TheOne = Callable[[tuple[Problem, ...]], Problem]


def read(folder: Path, rows: str = ROWS) -> Study:
    (folder / "all.csv").write_text(rows)
    (folder / "tall.yaml").write_text(PLAN)
    return read_study(read_plan(folder / "tall.yaml"))


def refusal(folder: Path, rows: str) -> tuple[Problem, ...]:
    with pytest.raises(DataError) as refused:
        read(folder, rows)
    return refused.value.problems


def test_one_row_a_participant_and_one_baseline(tmp_path: Path) -> None:
    study = read(tmp_path)
    assert list(study.participants["participant"]) == ["a", "b"]
    assert list(study.participants["arm"]) == ["ipt", "tau"]
    scores = study.scores.set_index(["participant", "visit"])["value"]
    assert scores.to_dict() == {
        ("a", "before"): 31, ("a", "week_4"): 20, ("a", "week_8"): 12,
        ("b", "before"): 29, ("b", "week_4"): 25,
    }  # fmt: skip


def test_a_participant_in_two_arms_is_found(tmp_path: Path, only: TheOne) -> None:
    problem = only(refusal(tmp_path, ROWS.replace("a,ipt,week_8", "a,tau,week_8")))
    assert (problem.line, problem.column) == (3, "group")


def test_two_baselines_are_found(tmp_path: Path, only: TheOne) -> None:
    problem = only(refusal(tmp_path, ROWS.replace("12,31", "12,30")))
    assert (problem.line, problem.column) == (3, "base")


def test_a_row_of_the_baseline_is_a_second_baseline(tmp_path: Path, only: TheOne) -> None:
    problem = only(refusal(tmp_path, ROWS + "b,tau,before,29,29\n"))
    assert (problem.line, problem.column) == (5, "bdi")


def test_a_baseline_out_of_range_is_found(tmp_path: Path) -> None:
    problems = refusal(tmp_path, ROWS.replace("25,29", "25,64"))
    assert {(problem.line, problem.column) for problem in problems} == {(4, "base")}


def test_an_empty_cell_says_nothing_of_a_participant(tmp_path: Path) -> None:
    rows = "id,group,when,bdi,base\na,,week_4,20,31\na,ipt,week_8,12,31\nb,tau,week_4,25,29\n"
    study = read(tmp_path, rows)
    assert dict(zip(study.participants["participant"], study.participants["arm"], strict=True)) == {
        "a": "ipt",
        "b": "tau",
    }


def test_two_words_after_an_empty_cell_are_found(tmp_path: Path, only: TheOne) -> None:
    rows = (
        "id,group,when,bdi,base\na,,week_4,20,31\na,ipt,week_8,12,31\na,tau,before,,31\n"
        "b,tau,week_4,25,29\n"
    )
    problem = only(refusal(tmp_path, rows))
    assert (problem.line, problem.column) == (4, "group")
