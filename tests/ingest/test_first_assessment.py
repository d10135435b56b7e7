"""Dates without a date of randomisation: days since each person's first assessment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ipt_outcomes.errors import PlanError, Problem
from ipt_outcomes.ingest.study import read_study
from ipt_outcomes.plan.reading import read_plan

PLAN = """\
trial: dated
title: "Dates"
source: synthetic
participants:
  file: people.csv
  columns: {participant: id, arm: group}
scores:
  - file: early.csv
    shape: long
    date_format: DD.MM.YYYY
    columns: {participant: id, date: on}
    scales: {bdi_ii: {total: bdi}}
  - file: late.csv
    shape: long
    columns: {participant: id, date: on}
    scales: {bdi_ii: {total: bdi}}
arms:
  - {name: tau, label: "Usual care", role: control}
  - {name: ipt, label: "IPT", role: treatment}
visits:
  - {name: before, label: "Before", week: 0, phase: baseline, window: [-14, 7]}
  - {name: after, label: "After", week: 8, phase: treatment, window: [42, 70]}
outcomes:
  - {name: bdi, label: "BDI-II", scale: bdi_ii, role: primary, endpoint: after}
contrasts:
  - {test: ipt, comparison: tau, hypothesis: superiority}
seed: 1
"""

Only = Callable[[tuple[Problem, ...]], Problem]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "dated.yaml").write_text(PLAN)
    (tmp_path / "people.csv").write_text("id,group\na,ipt\nb,tau\n")
    (tmp_path / "early.csv").write_text("id,on,bdi\na,01.03.2024,30\nb,28.02.2024,25\n")
    (tmp_path / "late.csv").write_text("id,on,bdi\na,2024-04-26,12\nb,2024-04-24,20\n")
    return tmp_path


def test_days_are_counted_from_the_first_assessment_in_any_file(folder: Path) -> None:
    study = read_study(read_plan(folder / "dated.yaml"))
    days = study.scores.set_index(["participant", "value"])["day"].to_dict()
    # 2024 is a leap year: from 1 March to 26 April, and from 28 February to 24 April.
    assert days == {("a", 30.0): 0, ("b", 25.0): 0, ("a", 12.0): 56, ("b", 20.0): 56}
    assert any("counted from each participant's first assessment" in n for n in study.notes)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("columns: {participant: id, date: on}\n    scales: {bdi_ii: {total: bdi}}\narms",
         "columns: {participant: id, visit: on}\n    scales: {bdi_ii: {total: bdi}}\narms"),
        ("total: bdi}}\narms", "total: bdi, baseline: b}}\narms"),
    ],
)  # fmt: skip
def test_a_file_of_scores_without_dates_keeps_the_first_one_unknown(
    folder: Path, only: Only, old: str, new: str
) -> None:
    assert PLAN.count(old) == 1
    (folder / "dated.yaml").write_text(PLAN.replace(old, new))
    with pytest.raises(PlanError) as refused:
        read_plan(folder / "dated.yaml")
    assert "no date of randomisation is mapped" in only(refused.value.problems).rule
