"""What must hold of a plan's protocols."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ipt_outcomes.errors import PlanError
from ipt_outcomes.plan.protocol_rules import protocol_of
from ipt_outcomes.plan.reading import read_plan

from ..demo_plan import demo_plan


def written(root: Path, tmp_path: Path, *protocols: Any, **changes: Any) -> Path:
    content = demo_plan(root)
    path = tmp_path / "demo_ipt.yaml"
    path.write_text(yaml.safe_dump(content | {"protocol": list(protocols)} | changes))
    return path


@pytest.mark.parametrize(
    ("protocol", "at", "rule", "remedy"),
    [
        ({"arms": ["act"]}, "arms.0", "'act' is not one", "waitlist, cbt, ipt"),
        ({"arms": ["ipt", "ipt"]}, "arms.1", "has a protocol already", "once"),
        ({"minutes": [50, 45]}, "minutes", "ends before it begins", "lower number first"),
        ({"sessions": [12, 16], "per_protocol": 17}, "per_protocol", "17 of 16", "up to 16"),
        ({"phases": {"initial": [2, 3]}}, "phases", "begins after the first", "session 1"),
        ({"phases": {"initial": [1, 3], "middle": [5, 9]}}, "phases.middle",
         "ends with session 3", "begin with session 4"),
        ({"phases": {"initial": [1, 3], "middle": [3, 9]}}, "phases.middle",
         "begins with session 3", "begin with session 4"),
        ({"sessions": [4, 6], "phases": {"all": [1, 9]}}, "phases", "goes on after session 6",
         "begin after it"),
    ],
)  # fmt: skip
def test_a_protocol_that_contradicts_itself_is_refused(
    root: Path, tmp_path: Path, protocol: dict[str, Any], at: str, rule: str, remedy: str
) -> None:
    with pytest.raises(PlanError) as refused:
        read_plan(written(root, tmp_path, {"arms": ["ipt"]} | protocol))
    (problem,) = refused.value.problems
    assert problem.column == f"protocol.0.{at}"
    assert rule in problem.rule and remedy in problem.remedy


def test_a_protocol_asks_nothing_that_the_sessions_do_not_say(root: Path, tmp_path: Path) -> None:
    sessions = {
        "file": "data/raw/demo_ipt/sessions.csv",
        "columns": {"participant": "participant", "session": "session", "attended": "attended"},
    }
    asked = {"arms": ["ipt"], "minutes": [45, 50], "days_between": [5, 10]}
    with pytest.raises(PlanError) as refused:
        read_plan(written(root, tmp_path, asked, sessions=sessions))
    found = [problem.column for problem in refused.value.problems]
    assert found == ["protocol.0.minutes", "protocol.0.days_between"]


def test_without_sessions_there_is_nothing_to_hold_a_protocol_against(
    root: Path, tmp_path: Path
) -> None:
    with pytest.raises(PlanError, match="names no file of sessions"):
        read_plan(written(root, tmp_path, {"arms": ["ipt"]}, sessions=None))


def test_a_phase_after_the_last_planned_session_is_no_part_of_the_treatment(
    root: Path, tmp_path: Path
) -> None:
    phases = {"initial": [1, 3], "rest": [4, 16], "maintenance": [17, 22]}
    asked = {"arms": ["cbt", "ipt"], "sessions": [12, 16], "phases": phases}
    plan = read_plan(written(root, tmp_path, asked))
    protocol = protocol_of(plan, "cbt")
    assert protocol is not None and protocol.first_after_treatment == 17
    assert list(protocol.phases_of_treatment) == ["initial", "rest"]
    assert protocol_of(plan, "waitlist") is None


def test_without_the_number_of_sessions_every_phase_is_of_the_treatment(
    root: Path, tmp_path: Path
) -> None:
    asked = {"arms": ["ipt"], "phases": {"initial": [1, 3], "rest": [4, 22]}}
    protocol = read_plan(written(root, tmp_path, asked)).protocol[0]
    assert protocol.first_after_treatment is None
    assert protocol.phases_of_treatment == {"initial": (1, 3), "rest": (4, 22)}
