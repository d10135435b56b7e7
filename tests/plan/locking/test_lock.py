"""Locking, amending, and the file that a lock is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import ipt_outcomes as ipt
from ipt_outcomes.plan.locking.content import content_of
from ipt_outcomes.plan.locking.locked import not_amended

from ...conftest import ROOT
from ...locked_plan import DAY, data_come, lock, write_plan

_OF_PEOPLE = ("participants", "sessions", "fidelity", "adverse_events", "scores")


def test_the_lock_says_what_the_plan_says(tmp_path: Path) -> None:
    plan = lock(tmp_path)
    assert plan.lock is not None
    assert plan.lock.last == content_of(plan)
    assert (plan.lock.trial, plan.lock.date) == ("demo_ipt", DAY)
    assert plan.lock.plan_sha256 == plan.digest
    assert repr(plan.lock) == "<Lock of demo_ipt: 2026-03-04, 0 amendments>"


def test_without_a_lock_there_is_none(demo: ipt.Plan) -> None:
    assert demo.lock is None
    assert not_amended(demo) == ()


def test_the_same_plan_on_the_same_day_gives_the_same_file(tmp_path: Path) -> None:
    lock(tmp_path / "one")
    lock(tmp_path / "two")
    one, two = (
        (tmp_path / name / "config/trials/demo_ipt.lock.yaml").read_bytes()
        for name in ("one", "two")
    )
    assert one == two


def test_a_plan_is_locked_before_there_are_data_and_when_there_are(tmp_path: Path) -> None:
    before = lock(tmp_path / "before").lock
    assert before is not None and not before.after_data
    assert set(before.data.values()) == {"not there"}
    (tmp_path / "after").mkdir()
    data_come(tmp_path / "after")
    after = lock(tmp_path / "after").lock
    assert after is not None and after.after_data
    assert "not there" not in after.data.values()
    assert before.plan == after.plan


def test_published_studies_and_dictionaries_are_no_data_of_the_trial(tmp_path: Path) -> None:
    """Both are at hand when a trial is planned, and the lock says that there were no data."""

    def with_dictionary(plan: dict[str, Any]) -> None:
        plan["participants"]["dictionary"] = "data/raw/demo_ipt/dictionary.csv"

    folder = tmp_path / "data/raw/demo_ipt"
    folder.mkdir(parents=True)
    (folder / "studies.csv").write_text("study\n")
    (folder / "dictionary.csv").write_text("Variable / Field Name\n")
    kept = lock(tmp_path, with_dictionary).lock
    assert kept is not None and not kept.after_data
    assert set(kept.data) == {f"data/raw/demo_ipt/{name}.csv" for name in _OF_PEOPLE}


def test_a_lock_holds_nothing_of_the_data(tmp_path: Path) -> None:
    """But hashes of whole files: no cell that says who somebody is, and no column of cells."""
    data_come(tmp_path)
    lock(tmp_path)
    text = (tmp_path / "config/trials/demo_ipt.lock.yaml").read_text(encoding="utf-8")
    rows = (ROOT / "data/raw/demo_ipt/participants.csv").read_text(encoding="utf-8").splitlines()
    people = {row.split(",")[0] for row in rows[1:]}
    assert len(people) == 240
    assert not [person for person in people if person in text]


def test_a_locked_plan_is_not_locked_again(tmp_path: Path) -> None:
    plan = lock(tmp_path)
    file = tmp_path / "config/trials/demo_ipt.lock.yaml"
    text = file.read_bytes()
    with pytest.raises(ipt.PlanError, match="the plan is locked since 2026-03-04, and was not"):
        ipt.lock_study(plan, date="2026-05-06")
    changed = ipt.read_plan(write_plan(tmp_path, lambda plan: plan.update(alpha=0.1)))
    with pytest.raises(ipt.PlanError, match=r"as an amendment \(alpha\): --amend"):
        ipt.lock_study(changed, date="2026-05-06")
    assert file.read_bytes() == text


def test_amendments_are_added_and_nothing_is_overwritten(tmp_path: Path) -> None:
    first = lock(tmp_path).lock
    changes: list[dict[str, Any]] = [{"alpha": 0.1}, {"alpha": 0.01, "few": 7}]
    for day, change in zip(("2026-05-06", "2026-05-07"), changes, strict=True):
        plan = ipt.read_plan(write_plan(tmp_path, lambda plan, change=change: plan.update(change)))  # type: ignore[misc]
        ipt.lock_study(plan, date=day, amend=f"Of {day}")
    plan = ipt.read_plan(tmp_path / "config/trials/demo_ipt.yaml")
    assert first is not None and plan.lock is not None
    assert plan.lock.plan == first.plan and plan.lock.date == first.date
    one, two = plan.lock.amendments
    assert (one.date, one.reason, one.was, one.now) == (
        "2026-05-06", "Of 2026-05-06", {"alpha": 0.05}, {"alpha": 0.1},
    )  # fmt: skip
    assert (two.was, two.now) == ({"alpha": 0.1, "few": 5}, {"alpha": 0.01, "few": 7})
    assert plan.lock.last == content_of(plan) and not_amended(plan) == ()


def test_an_amendment_takes_an_outcome_out_and_puts_one_in(tmp_path: Path) -> None:
    def change(plan: dict[str, Any]) -> None:
        plan["outcomes"][3]["name"] = "adjustment"
        plan["contrasts"][3]["outcomes"] = ["hrsd17", "iip32", "adjustment"]
        plan["personalized_advantage"][0]["predictors"] = ["baseline", "adjustment"]

    lock(tmp_path)
    plan = ipt.read_plan(write_plan(tmp_path, change))
    ipt.lock_study(plan, date="2026-05-06", amend="A clearer name")
    plan = ipt.read_plan(plan.file)
    assert plan.lock is not None and plan.lock.last == content_of(plan)


@pytest.mark.parametrize(
    ("locked", "change", "reason", "rule"),
    [
        (False, {"alpha": 0.1}, "Why", "the plan is not locked: nothing can be amended"),
        (True, {"alpha": 0.1}, "  ", "an amendment needs a reason"),
        (True, {}, "Why", "the plan says what its lock says"),
    ],
)
def test_what_is_no_amendment_is_refused(
    tmp_path: Path, locked: bool, change: dict[str, Any], reason: str, rule: str
) -> None:
    if locked:
        lock(tmp_path)
    plan = ipt.read_plan(write_plan(tmp_path, lambda plan: plan.update(change)))
    with pytest.raises(ipt.PlanError, match=rule):
        ipt.lock_study(plan, date="2026-05-06", amend=reason)


def test_a_plan_with_something_to_decide_is_not_locked(tmp_path: Path) -> None:
    plan = ipt.read_plan(write_plan(tmp_path, lambda plan: plan.update(alpha="0.05?")))
    file = tmp_path / "config/trials/demo_ipt.yaml"
    file.write_text(file.read_text().replace("'0.05?'", "0.05?"))
    plan = ipt.read_plan(file)
    with pytest.raises(ipt.PlanError, match="to decide"):
        ipt.lock_study(plan, date=DAY)
    assert not ipt.lock_file(plan.file).exists()


def test_a_lock_that_was_changed_by_hand_is_refused(tmp_path: Path) -> None:
    lock(tmp_path)
    file = tmp_path / "config/trials/demo_ipt.lock.yaml"
    file.write_text(file.read_text().replace("alpha: 0.05", "alpha: 0.1"))
    with pytest.raises(ipt.PlanError, match="its seal is broken"):
        ipt.read_plan(tmp_path / "config/trials/demo_ipt.yaml")


def test_a_lock_without_its_reader_is_text_that_people_read(tmp_path: Path) -> None:
    lock(tmp_path)
    content = yaml.safe_load((tmp_path / "config/trials/demo_ipt.lock.yaml").read_text())
    assert content["plan"]["outcomes"] == ["phq9", "hrsd17", "iip32", "sas_sr"]
    assert content["plan"]["outcomes.phq9.endpoint"] == "week_16"
    assert content["plan"]["contrasts.ipt - cbt (phq9).margin"] == 2.5


def test_the_lock_of_another_trial_is_refused(tmp_path: Path) -> None:
    lock(tmp_path)
    folder = tmp_path / "config/trials"
    other = write_plan(tmp_path, lambda _: None, "beat_the_blues")
    (folder / "demo_ipt.lock.yaml").rename(folder / "beat_the_blues.lock.yaml")
    with pytest.raises(ipt.PlanError, match="the lock of demo_ipt, and not of beat_the_blues"):
        ipt.read_plan(other)


def test_what_is_no_lock_is_refused_with_the_key(tmp_path: Path) -> None:
    file = write_plan(tmp_path, lambda _: None)
    ipt.lock_file(file).write_text("trial: demo_ipt\n")
    with pytest.raises(ipt.PlanError, match="key seal"):
        ipt.read_plan(file)
