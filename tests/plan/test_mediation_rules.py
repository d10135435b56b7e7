"""What must hold of a plan's mediators."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ipt_outcomes.errors import PlanError
from ipt_outcomes.plan.mediation_rules import mediation_visits
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.reading import read_plan

ONE = {"name": "way", "mediator": "iip32", "outcome": "phq9", "test": "ipt", "comparison": "cbt"}
EVEN = ["week_0", "week_4", "week_8", "week_12"]


def written(root: Path, tmp_path: Path, *mediation: dict[str, Any], **changes: Any) -> Path:
    content = yaml.safe_load((root / "config/trials/demo_ipt.yaml").read_text())
    path = tmp_path / "demo_ipt.yaml"
    path.write_text(yaml.safe_dump(content | {"mediation": list(mediation)} | changes))
    return path


@pytest.mark.parametrize(
    ("change", "at", "rule", "remedy"),
    [
        ({"mediator": "bdi"}, "mediator", "'bdi' is not one of the plan's outcomes", "iip32"),
        ({"outcome": "bdi"}, "outcome", "'bdi' is not one of the plan's outcomes", "phq9"),
        ({"mediator": "phq9"}, "mediator", "does not bring itself about", "another outcome"),
        ({"test": "drug"}, "test", "'drug' is not one of the plan's arms", "waitlist"),
        ({"test": "cbt"}, "comparison", "compared with itself", "another arm"),
        ({"visits": ["week_9"]}, "visits", "'week_9' is not one of the plan's visits", "week_28"),
        ({"visits": EVEN[::-1]}, "visits", "in the plan's order", "Order them"),
        ({"visits": [*EVEN[1:], "week_16"]}, "visits", "the baseline must come first", "baseline"),
        ({"visits": EVEN[:3]}, "visits", "there are 3 visits, and it takes 4", "show no path"),
        ({"visits": EVEN, "people_differ_in": "pace"}, "visits",
         "4 visits, and it takes 5 to tell a person's level and pace", "Leave it out"),
        ({"visits": [*EVEN, "week_28"]}, "visits", "not evenly spaced", "Name under `visits`"),
    ],
)  # fmt: skip
def test_what_cannot_be_looked_at_is_refused_with_its_reason(
    root: Path, tmp_path: Path, change: dict[str, Any], at: str, rule: str, remedy: str
) -> None:
    with pytest.raises(PlanError) as refused:
        read_plan(written(root, tmp_path, ONE | change))
    problem = next(each for each in refused.value.problems if each.column == f"mediation.0.{at}")
    assert problem.line is not None
    assert rule in problem.rule and remedy in problem.remedy


def test_an_endpoint_after_a_gap_needs_visits_that_are_named(root: Path, tmp_path: Path) -> None:
    content = yaml.safe_load((root / "config/trials/demo_ipt.yaml").read_text())
    outcomes = [each | {"endpoint": "week_40"} for each in content["outcomes"]]
    with pytest.raises(PlanError, match="not evenly spaced: a path over 4 weeks"):
        read_plan(written(root, tmp_path, ONE, outcomes=outcomes))
    named = ONE | {"visits": EVEN}
    plan = read_plan(written(root, tmp_path, named, outcomes=outcomes, clusters=[]))
    assert [visit.name for visit in mediation_visits(plan, plan.mediation[0])] == EVEN


@pytest.mark.parametrize(
    "change", [{"randomised": True}, {"effect": "constant"}, {"kind": "site", "arms": []}]
)
def test_clusters_that_were_not_simulated_are_refused(
    root: Path, tmp_path: Path, change: dict[str, Any]
) -> None:
    clusters = [{"name": "therapist", "kind": "therapist", "arms": ["cbt", "ipt"]} | change]
    with pytest.raises(PlanError) as refused:
        read_plan(written(root, tmp_path, ONE, clusters=clusters))
    (problem,) = (each for each in refused.value.problems if "mediat" in str(each.column))
    assert problem.column == "mediation.0" and problem.remedy == "Leave it out."
    assert "no interval was shown to hold" in problem.rule


def test_clusters_and_a_pace_are_refused_together(root: Path, tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="people share clusters, which have a pace too") as refused:
        read_plan(written(root, tmp_path, ONE | {"people_differ_in": "pace"}))
    (problem,) = refused.value.problems
    assert problem.column == "mediation.0.people_differ_in" and problem.remedy == "Write `level`."


def test_four_visits_are_too_few_with_clusters(root: Path, tmp_path: Path) -> None:
    with pytest.raises(
        PlanError, match="where people share clusters intervals were shown to hold from 5"
    ):
        read_plan(written(root, tmp_path, ONE | {"visits": EVEN}))
    read_plan(written(root, tmp_path, ONE | {"visits": EVEN}, clusters=[]))


def test_two_of_one_name_are_refused(root: Path, tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="another mediation has this name"):
        read_plan(written(root, tmp_path, ONE, ONE | {"mediator": "sas_sr"}))


def test_all_visits_up_to_the_endpoint_are_looked_at(root: Path, tmp_path: Path) -> None:
    plan = read_plan(written(root, tmp_path, ONE, ONE | {"name": "other", "mediator": "sas_sr"}))
    visits = [visit.name for visit in mediation_visits(plan, plan.mediation[0])]
    assert visits == [*EVEN, "week_16"]
    assert plan.mediation[0].people_differ_in == "level"


def test_with_one_arm_there_is_nothing_to_carry(beat_the_blues: Plan, tmp_path: Path) -> None:
    content = beat_the_blues.model_dump(mode="json", exclude_unset=True)
    content |= {"arms": content["arms"][:1], "contrasts": [], "mediation": [ONE]}
    content["participants"]["columns"].pop("arm")
    content["participants"]["arm_codes"] = {}
    content.pop("moderators", None)
    path = tmp_path / "beat_the_blues.yaml"
    path.write_text(yaml.safe_dump(content))
    with pytest.raises(PlanError, match="there is one arm"):
        read_plan(path)
