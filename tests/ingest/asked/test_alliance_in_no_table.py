"""Alliance that the plan maps and that no table would show is said so."""

from __future__ import annotations

from pathlib import Path

import pytest

from ..conftest import Trial, made_small

SAID = "sessions.csv: the alliance is read, and stands in no table"


@pytest.fixture
def rated(tmp_path: Path) -> Trial:
    trial = made_small(tmp_path)
    trial.edit("small.yaml", "came, minutes: minutes, format: how}", "came, alliance: wai}")
    trial.edit("small.yaml", "\nsessions:\n", "\nsessions:\n  alliance_limits: [12, 60]\n")
    trial.write(
        "sessions.csv", "id,nr,came,wai,when\n001,1,yes,50,3\n001,2,0,,10\n001,3,yes,48,17\n"
    )
    return trial


def notes(trial: Trial) -> list[str]:
    return [note for note in trial.read().notes if note.startswith(SAID)]


def test_what_a_table_of_alliance_lacks_is_said_until_it_is_there(rated: Trial) -> None:
    assert "no `protocol` says the `phases`" in notes(rated)[0]
    protocol = "\nprotocol:\n  - {arms: [ipt], phases: {early: [1, 2], late: [3, 4]}}\nscores:\n"
    rated.edit("small.yaml", "\nscores:\n", protocol)
    assert "neither scores at the sessions" in notes(rated)[0]
    rated.edit("small.yaml", "alliance: wai}", "alliance: wai, day: when}")
    assert notes(rated) == []
    rated.edit("sessions.csv", "001,1,yes,50,3", "001,1,yes,,3")
    assert "no session of a protocol's first phase has it" in notes(rated)[0]


def test_where_nobody_rated_it_nothing_is_said(rated: Trial) -> None:
    rated.edit("sessions.csv", "yes,50,3", "yes,,3")
    rated.edit("sessions.csv", "yes,48,17", "yes,,17")
    assert notes(rated) == []


def test_the_demonstration_trial_has_its_table(root: Path) -> None:
    from ipt_outcomes.ingest.study import read_study
    from ipt_outcomes.plan.reading import read_plan

    study = read_study(read_plan(root / "config/trials/demo_ipt.yaml"))
    assert not [note for note in study.notes if "the alliance is read" in note]
