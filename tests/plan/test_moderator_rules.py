"""What must hold of a plan's moderators."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ipt_outcomes.errors import PlanError
from ipt_outcomes.plan.moderator_rules import moderated_outcomes
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.reading import read_plan

AGES = {"cuts": [18, 65], "labels": ["adolescent", "adult", "older"]}


def written(root: Path, tmp_path: Path, moderators: list[Any], **changes: Any) -> Path:
    content = yaml.safe_load((root / "config/trials/demo_ipt.yaml").read_text())
    people = content["participants"]
    people["covariates"] = {
        "preferred_format": {"column": "preference", "type": "category"},
        "chronicity": {"column": "years", "type": "number"},
    }
    path = tmp_path / "demo_ipt.yaml"
    path.write_text(yaml.safe_dump(content | {"moderators": moderators} | changes))
    return path


@pytest.mark.parametrize(
    ("moderator", "at", "rule", "remedy"),
    [
        ({"name": "allegiance"}, "name", "no participant column is mapped to 'allegiance'",
         "baseline, stratum, site, age, sex, problem_area, prior_episodes, chronicity"),
        ({"name": "arm"}, "name", "the arm is what is compared", "Leave it out"),
        ({"name": "participant"}, "name", "tells people apart", "Leave it out"),
        ({"name": "withdrawal_reason"}, "name", "comes after randomisation", "before random"),
        ({"name": "format"}, "name", "what the treatment may have changed", "before random"),
        ({"name": "alliance"}, "name", "comes after randomisation", "before random"),
        ({"name": "therapist"}, "name", "comes after randomisation", "before random"),
        ({"name": "therapy_group"}, "name", "comes after randomisation", "before random"),
        ({"name": "age", "outcomes": ["bdi"]}, "outcomes.0", "'bdi' is not one", "phq9"),
        ({"name": "age", "outcomes": ["phq9", "phq9"]}, "outcomes.1", "named twice", "once"),
        ({"name": "sex", "groups": AGES}, "groups", "'sex' is a category", "Leave `groups`"),
        ({"name": "preferred_format", "groups": AGES}, "groups", "is a category", "Leave"),
        ({"name": "age", "groups": AGES | {"cuts": [65, 18]}}, "groups.cuts", "must increase",
         "Order them"),
        ({"name": "age", "groups": AGES | {"labels": ["young", "old"]}}, "groups.labels",
         "2 cuts make 3 groups", "a label for each"),
        ({"name": "age", "groups": AGES | {"labels": ["a", "b", "a"]}}, "groups.labels",
         "two groups have one label", "Rename"),
    ],
)  # fmt: skip
def test_what_can_moderate_nothing_is_refused_with_its_reason(
    root: Path, tmp_path: Path, moderator: dict[str, Any], at: str, rule: str, remedy: str
) -> None:
    with pytest.raises(PlanError) as refused:
        read_plan(written(root, tmp_path, [moderator]))
    (problem,) = refused.value.problems
    assert problem.column == f"moderators.0.{at}"
    assert problem.line is not None
    assert rule in problem.rule and remedy in problem.remedy


def test_a_variable_is_named_once(root: Path, tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="'age' is named twice"):
        read_plan(written(root, tmp_path, [{"name": "age"}, {"name": "age"}]))


def test_a_cluster_has_a_random_effect_already(root: Path, tmp_path: Path) -> None:
    clusters = [{"name": "site", "kind": "site"}]
    with pytest.raises(PlanError, match="one of the plan's clusters"):
        read_plan(written(root, tmp_path, [{"name": "site"}], clusters=clusters))


@pytest.mark.parametrize(
    ("models", "fine"),
    [
        ({"mmrm": {"covariance": "us"}}, True),
        ({"mmrm": {"baseline": "constrained"}}, False),
        ({"mmrm": {"baseline": "free"}}, False),
        ({"mmrm": None, "growth": {"df": "kenward-roger"}}, False),
    ],
)
def test_a_baseline_score_that_is_an_outcome_moderates_nothing(
    root: Path, tmp_path: Path, models: dict[str, Any], fine: bool
) -> None:
    path = written(root, tmp_path, [{"name": "baseline"}], models=models)
    if fine:
        assert read_plan(path).moderators[0].called == "Baseline score"
        return
    with pytest.raises(PlanError, match="which cannot moderate itself"):
        read_plan(path)


def test_what_was_known_before_is_a_moderator_of_the_primary_outcomes(
    root: Path, tmp_path: Path
) -> None:
    named = [
        {"name": "stratum"},
        {"name": "preferred_format", "label": "Preferred format", "planned": True},
        {"name": "chronicity", "outcomes": ["iip32", "phq9"]},
        {"name": "age", "groups": AGES},
    ]
    plan = read_plan(written(root, tmp_path, named))
    assert [each.planned for each in plan.moderators] == [False, True, False, False]
    assert [each.called for each in plan.moderators] == [
        "Stratum", "Preferred format", "chronicity", "Age",
    ]  # fmt: skip
    of = [moderated_outcomes(plan, each) for each in plan.moderators]
    assert of == [("phq9",), ("phq9",), ("phq9", "iip32"), ("phq9",)]


def test_with_one_arm_there_is_nothing_to_moderate(beat_the_blues: Plan, tmp_path: Path) -> None:
    content = beat_the_blues.model_dump(mode="json", exclude_unset=True)
    content |= {"arms": content["arms"][:1], "contrasts": []}
    content["participants"]["columns"].pop("arm")
    content["participants"]["arm_codes"] = {}
    path = tmp_path / "beat_the_blues.yaml"
    path.write_text(yaml.safe_dump(content))
    with pytest.raises(PlanError, match="there is one arm"):
        read_plan(path)
