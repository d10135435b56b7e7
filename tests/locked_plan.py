"""A shipped trial's plan, locked in a folder of its own and then changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

import ipt_outcomes as ipt
from ipt_outcomes.plan.locking.locked import amended, locked
from ipt_outcomes.plan.plan import Plan

from .conftest import ROOT

DAY = "2026-03-04"
Change = Callable[[dict[str, Any]], object]


def write_plan(folder: Path, change: Change, trial: str = "demo_ipt") -> Path:
    """The plan's file in the folder, with keys changed; what is there is replaced."""
    file = folder / "config" / "trials" / f"{trial}.yaml"
    source = file if file.exists() else ROOT / "config" / "trials" / f"{trial}.yaml"
    content = yaml.safe_load(source.read_text(encoding="utf-8"))
    change(content)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return file


def lock(folder: Path, change: Change = lambda _: None, trial: str = "demo_ipt") -> ipt.Plan:
    """The plan, changed so and then locked."""
    file = write_plan(folder, change, trial)
    ipt.lock_study(ipt.read_plan(file), date=DAY)
    return ipt.read_plan(file)


def locked_then(
    change: Change, *, of: Change = lambda _: None, trial: str = "demo_ipt", data: bool = False
) -> ipt.Plan:
    """The plan, changed by `of`, locked, and then changed: without files, and with no rule asked.

    `data`: whether the data were there when it was locked.
    """
    text = (ROOT / "config" / "trials" / f"{trial}.yaml").read_text(encoding="utf-8")
    content = yaml.load(text, yaml.CSafeLoader)
    of(content)
    before = Plan.model_validate_json(json.dumps(content))
    before._root = ROOT if data else Path("nowhere")
    kept = locked(before, date=DAY, version="1.0")
    change(content)
    plan = Plan.model_validate_json(json.dumps(content))
    plan._root, plan._lock = before._root, kept
    return plan


def amended_then(plan: ipt.Plan, change: Change, *, day: str, data: bool) -> ipt.Plan:
    """The plan with what was changed as an amendment, and changed again."""
    plan._root = ROOT if data else Path("nowhere")
    kept = amended(plan, date=day, version="1.0", reason=f"Seen to on {day}")
    content = plan.model_dump(mode="json", exclude_unset=True)
    change(content)
    again = Plan.model_validate_json(json.dumps(content))
    again._root, again._lock = plan._root, kept
    return again


def data_come(folder: Path) -> None:
    """The trials' files are there from now on."""
    (folder / "data").symlink_to(ROOT / "data")
