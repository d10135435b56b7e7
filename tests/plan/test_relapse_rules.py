"""What a plan may say of relapse, and what it is told to mend."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import ipt_outcomes as ipt
from ipt_outcomes.errors import PlanError
from ipt_outcomes.plan.relapse_limits import relapse_limits

from ..conftest import ROOT
from ..demo_plan import demo_plan

PHQ9 = {"outcome": "phq9", "visit": "week_16", "of": "remission"}


def read(folder: Path, *entries: dict[str, Any], **changes: Any) -> ipt.Plan:
    content = demo_plan(ROOT) | {"relapse": list(entries)} | changes
    for file in ("participants.csv", "scores.csv", "sessions.csv"):
        (folder / "data/raw/demo_ipt").mkdir(parents=True, exist_ok=True)
        (folder / "data/raw/demo_ipt" / file).touch()
    path = folder / "demo_ipt.yaml"
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return ipt.read_plan(path)


def test_limits_are_those_of_the_scales_entry(tmp_path: Path) -> None:
    plan = read(tmp_path, PHQ9)
    limits = relapse_limits(plan, plan.relapse[0])
    assert limits.well is not None and limits.relapse is not None
    assert (limits.well.value, limits.well.words) == (5.0, "below")
    assert (limits.relapse.value, limits.relapse.words) == (10.0, "probable major depression")
    assert "Kroenke" in limits.relapse.source


def test_the_plans_own_limits_come_first_and_the_endpoint_is_the_visit(tmp_path: Path) -> None:
    own = {"outcome": "phq9", "of": "response", "relapse": 12.0, "source": "A trial (2001)"}
    judged = [{"outcome": "phq9", "response": 60.0, "source": "Another (2002)"}]
    plan = read(tmp_path, own, clinical_change=judged)
    limits = relapse_limits(plan, plan.relapse[0])
    assert limits.well is not None and limits.relapse is not None
    assert (limits.visit, limits.well.value, limits.well.unit) == (
        "week_16", 60.0, "percent of baseline",
    )  # fmt: skip
    assert (limits.relapse.value, limits.relapse.source) == (12.0, "the plan: A trial (2001)")


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ([PHQ9 | {"outcome": "phq8"}], "'phq8' is not one of the plan's outcomes"),
        ([PHQ9 | {"visit": "week_40"}], "'week_40' is not a visit after baseline that another"),
        ([PHQ9 | {"visit": "week_0"}], "'week_0' is not a visit after baseline that another"),
        ([PHQ9, dict(PHQ9)], "the remission of phq9 at week_16 is followed twice"),
        ([PHQ9 | {"relapse": 12.0}], "relapse is a number that means nothing without its source"),
        ([PHQ9 | {"source": "Somebody"}], "this is the source of no number"),
        ([PHQ9 | {"relapse": 30.0, "source": "X"}], "30 is not a score of PHQ-9"),
        ([PHQ9 | {"relapse": 3.0, "source": "X"}], "is no worse than the limit of remission, 5"),
        ([PHQ9 | {"outcome": "iip32"}], "no source for a remission of IIP-32"),
        ([PHQ9 | {"outcome": "iip32"}], "no cutoff of IIP-32, and nothing says which score"),
    ],
)
def test_what_does_not_hold_is_said(
    tmp_path: Path, entries: list[dict[str, Any]], said: str
) -> None:
    with pytest.raises(PlanError) as error:
        read(tmp_path, *entries)
    assert said in str(error.value)


def test_maintenance_by_chance_needs_the_column_that_says_who(tmp_path: Path) -> None:
    columns = demo_plan(ROOT)["participants"]
    del columns["columns"]["maintenance"]
    with pytest.raises(PlanError, match="no column says who was offered maintenance"):
        read(tmp_path, PHQ9 | {"maintenance_randomised": True}, participants=columns)
