"""Published data that may not be shipped, read as they are."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from ipt_outcomes.errors import DataError
from ipt_outcomes.ingest.study import Study, read_study
from ipt_outcomes.plan.reading import read_plan

ENRICHD = "enrichd_cbt_bdi_sessions.csv"
PLAN = """\
trial: enrichd
title: "Depression in the CBT arm of ENRICHD; the second arm is made up"
source: real
participants:
  file: people.csv
  columns: {participant: ID, arm: arm, prior_episodes: med}
  missing: {med: [-100, 10000]}
scores:
  - file: enrichd_cbt_bdi_sessions.csv
    shape: long
    columns: {participant: ID, day: time}
    scales: {bdi_ii: {total: BDI}}
arms:
  - {name: tau, label: "Made up", role: control}
  - {name: cbt, label: "CBT", role: treatment}
visits:
  - {name: start, label: "Start", week: 0, phase: baseline, window: [-14, 0]}
  - {name: week_8, label: "Week 8", week: 8, phase: treatment, window: [42, 70]}
outcomes:
  - {name: bdi, label: "BDI", scale: bdi_ii, role: primary, endpoint: week_8}
contrasts:
  - {test: cbt, comparison: tau, hypothesis: superiority}
models: {growth: null}
seed: 1
"""


@pytest.fixture
def folder(extra_data: Path, tmp_path: Path) -> Path:
    """The scores as they are, and a file of their people: its sentinels, and two made-up arms."""
    shutil.copyfile(extra_data / ENRICHD, tmp_path / ENRICHD)
    with (extra_data / ENRICHD).open(newline="") as stream:
        rows = {row["ID"]: row["med.time"] for row in csv.DictReader(stream)}
    lines = [
        f"{who},{'cbt' if number % 2 else 'tau'},{code if code in ('-100', '10000') else 1}\n"
        for number, (who, code) in enumerate(rows.items())
    ]
    (tmp_path / "people.csv").write_text("ID,arm,med\n" + "".join(lines))
    return tmp_path


def read(folder: Path, policy: str) -> Study:
    shape = f"shape: long\n    duplicates: {policy}"
    (folder / "enrichd.yaml").write_text(PLAN.replace("shape: long", shape))
    return read_study(read_plan(folder / "enrichd.yaml"))


def test_enrichd_has_different_scores_of_one_day(folder: Path) -> None:
    with pytest.raises(DataError) as refused:
        read(folder, "refuse")
    assert "so on 31 lines" in refused.value.problems[0].rule


def test_enrichd_counts(folder: Path) -> None:
    study = read(folder, "all")
    # 7 117 rows of 557 people (Wu, Tian and Bang 2008), 122 of them there twice.
    assert len(study.participants) == 557
    assert len(study.scores) == 7117 - 122
    assert study.scores["participant"].nunique() == 557
    assert any("122 rows say again" in note for note in study.notes)
    assert any("31 participants' days have different scores" in note for note in study.notes)
    assert len(read(folder, "first").scores) == 7117 - 122 - 31


def test_sentinels_are_refused_until_they_are_declared(folder: Path) -> None:
    study = read(folder, "all")
    assert set(study.participants["prior_episodes"].dropna()) == {1.0}
    plan = (folder / "enrichd.yaml").read_text()
    (folder / "enrichd.yaml").write_text(plan.replace("[-100, 10000]", "[-100]"))
    with pytest.raises(DataError) as refused:
        read_study(read_plan(folder / "enrichd.yaml"))
    assert {problem.column for problem in refused.value.problems} == {"med"}
