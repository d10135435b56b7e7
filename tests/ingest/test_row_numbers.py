"""People without identifiers are numbered by their row, where the plan says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ipt_outcomes.errors import PlanError, Problem
from ipt_outcomes.ingest.study import read_study
from ipt_outcomes.plan.reading import read_plan

PLAN = """\
trial: nameless
title: "Nobody has a number"
source: synthetic
participants:
  file: all.csv
  number_rows: row
  columns: {participant: row, arm: group}
scores:
  - file: all.csv
    shape: wide
    columns: {participant: row}
    scales: {bdi_ii: {before: bdi_0, after: bdi_8}}
arms:
  - {name: tau, label: "Usual care", role: control}
  - {name: ipt, label: "IPT", role: treatment}
visits:
  - {name: before, label: "Before", week: 0, phase: baseline}
  - {name: after, label: "After", week: 8, phase: treatment}
outcomes:
  - {name: bdi, label: "BDI-II", scale: bdi_ii, role: primary, endpoint: after}
contrasts:
  - {test: ipt, comparison: tau, hypothesis: superiority}
models: {growth: null}
seed: 1
"""
# Two people with the same cells are two people.
ROWS = "group,bdi_0,bdi_8\nipt,30,12\n\ntau,25,20\ntau,25,20\n"

TheOne = Callable[[tuple[Problem, ...]], Problem]


def write(folder: Path, plan: str = PLAN, rows: str = ROWS) -> Path:
    (folder / "all.csv").write_text(rows)
    path = folder / "nameless.yaml"
    path.write_text(plan)
    return path


def test_rows_are_numbered_from_one_and_scores_belong_to_them(tmp_path: Path) -> None:
    study = read_study(read_plan(write(tmp_path)))
    assert list(study.participants["participant"]) == ["1", "2", "3"]
    after = study.scores.loc[study.scores["visit"] == "after"]
    assert dict(zip(after["participant"], after["value"], strict=True)) == {
        "1": 12, "2": 20, "3": 20,
    }  # fmt: skip
    assert any("numbered by their row" in note for note in study.notes)


def test_a_column_of_that_name_is_not_replaced(tmp_path: Path, only: TheOne) -> None:
    path = write(tmp_path, rows="row,group,bdi_0,bdi_8\na,ipt,30,12\nb,tau,25,20\n")
    with pytest.raises(PlanError) as refused:
        read_study(read_plan(path))
    assert only(refused.value.problems).column == "participants.number_rows"


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("columns: {participant: row, arm", "columns: {participant: id, arm", "another column"),
        ("  number_rows", "  shape: long\n  number_rows", "several rows"),
        ("  - file: all.csv", "  - file: other.csv", "another file"),
    ],
)
def test_numbers_that_would_mean_nothing_are_refused(
    tmp_path: Path, only: TheOne, old: str, new: str, rule: str
) -> None:
    assert PLAN.count(old) == 1
    with pytest.raises(PlanError) as refused:
        read_plan(write(tmp_path, PLAN.replace(old, new)))
    assert rule in only(refused.value.problems).rule
