"""`ipt-outcomes lock`, as a person runs it."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
import yaml

from ipt_outcomes.command import main
from ipt_outcomes.plan.reading import read_plan
from ipt_outcomes.report.locked_words import how_it_stands

from .accepted_plan import without_questions

ROWS = "id,group,phq9_pre,phq9_w8\np1,CBT,20,12\np2,CBT,18,9\np3,WL,21,20\np4,WL,17,16\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a trial of which everything is decided."""
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.yaml").write_text("trials:\n  - other\n")
    (tmp_path / "all.csv").write_text(ROWS)
    monkeypatch.chdir(tmp_path)
    assert main(["new", "mine", "all.csv"]) == 0
    plan = tmp_path / "config/trials/mine.yaml"
    plan.write_text(without_questions(plan.read_text()))
    return tmp_path


def change(project: Path, old: str, new: str) -> None:
    plan = project / "config/trials/mine.yaml"
    assert old in plan.read_text()
    plan.write_text(plan.read_text().replace(old, new))


def test_lock_show_change_amend(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["lock", "mine", "--show"]) == 0
    assert capsys.readouterr().out == "mine: not locked. To lock it: ipt-outcomes lock mine\n"
    assert main(["lock", "mine"]) == 0
    said = capsys.readouterr().out
    today = datetime.datetime.now().astimezone().date().isoformat()
    lock = yaml.safe_load((project / "config/trials/mine.lock.yaml").read_text())
    assert lock["date"] <= today
    assert f"mine: locked on {lock['date']}, the data being there. Seal: {lock['seal']}" in said
    assert "The plan says what its lock says." in said
    assert main(["lock", "mine"]) == 1
    said = capsys.readouterr().err
    assert f"the plan is locked since {lock['date']}, and was not changed since" in said
    assert "Remedy: Nothing is to be done: the lock stands as it is." in said
    plan = project / "config/trials/mine.yaml"
    plan.write_text(plan.read_text() + "\nfew: 2\n")
    assert main(["check", "mine"]) == 0
    assert "  few: was 5; is 2" in capsys.readouterr().out
    assert main(["lock", "mine"]) == 1
    assert "and says otherwise now" in capsys.readouterr().err
    assert main(["lock", "mine", "--amend", "A small trial"]) == 0
    assert "the data being there: A small trial (few)" in capsys.readouterr().out
    assert main(["lock", "mine", "--amend", "Again"]) == 1
    assert "the plan says what its lock says" in capsys.readouterr().err


def test_a_plan_is_locked_while_its_files_are_not_there(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "all.csv").unlink()
    capsys.readouterr()
    assert main(["lock", "mine"]) == 0
    said = capsys.readouterr().out
    assert "before there were data" in said
    assert "Not there yet, so that no data were checked: all.csv." in said


def test_data_that_were_changed_since_the_lock_are_named(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lock", "mine"]) == 0
    assert "changed since" not in capsys.readouterr().out
    (project / "all.csv").write_text(ROWS.replace("20,12", "20,11"))
    assert main(["lock", "mine", "--show"]) == 0
    assert "Data files changed since the lock: all.csv.\n" in capsys.readouterr().out
    plan = read_plan(project / "config/trials/mine.yaml")
    assert how_it_stands(plan)[-1] == "Data files changed since the lock: all.csv."
    (project / "all.csv").unlink()
    assert how_it_stands(plan) == []


def test_data_that_came_after_the_lock_are_not_called_changed(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "all.csv").unlink()
    assert main(["lock", "mine"]) == 0
    (project / "all.csv").write_text(ROWS)
    assert main(["lock", "mine", "--show"]) == 0
    assert "changed since" not in capsys.readouterr().out


def test_what_check_finds_wrong_is_not_locked(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "all.csv").write_text(ROWS.replace("20,12", "20,CANARY"))
    assert main(["lock", "mine"]) == 1
    said = capsys.readouterr()
    assert "mine is not locked: first mend what is wrong." in said.err
    assert "all.csv, line 2, column phq9_w8" in said.out
    assert "CANARY" not in said.out + said.err
    assert not (project / "config/trials/mine.lock.yaml").exists()


def test_what_is_to_decide_is_decided_before(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "config/trials/mine.yaml").unlink()
    assert main(["new", "mine", "all.csv"]) == 0
    assert main(["lock", "mine"]) == 1
    assert "to decide" in capsys.readouterr().err
    assert not (project / "config/trials/mine.lock.yaml").exists()


def test_a_lock_is_no_plan(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lock", "mine"]) == 0
    assert main(["run", "other"]) == 1
    assert "no plan other.yaml; there: mine\n" in capsys.readouterr().err


def test_what_is_new_is_shown_as_a_plan_writes_it(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No word of Python's: a clinician reads it."""
    assert main(["lock", "mine"]) == 0
    plan = project / "config/trials/mine.yaml"
    plan.write_text(plan.read_text() + "\nmoderators: [{name: baseline}]\n")
    capsys.readouterr()
    assert main(["lock", "mine", "--show"]) == 0
    said = capsys.readouterr().out
    assert (
        "  moderators.baseline: was not there; is name: baseline, planned: false, outcomes: []\n"
        in said
    )
