"""Personalized advantage in a plan: what is read, and what is refused with rule and remedy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from ipt_outcomes.errors import PlanError
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.reading import read_plan

INDEX: dict[str, Any] = {
    "name": "which",
    "outcome": "phq9",
    "test": "ipt",
    "comparison": "cbt",
    "predictors": ["baseline", "iip32", "age"],
}
Read = Callable[..., Plan]


@pytest.fixture
def read(root: Path, tmp_path: Path) -> Read:
    """The demonstration plan with one index of these changes, and other keys."""
    content = yaml.safe_load((root / "config/trials/demo_ipt.yaml").read_text(encoding="utf-8"))

    def made(*changes: dict[str, Any], **keys: Any) -> Plan:
        indices = [INDEX | each for each in changes or ({},)]
        path = tmp_path / "demo_ipt.yaml"
        other = content | {"personalized_advantage": indices} | keys
        path.write_text(yaml.safe_dump(other, sort_keys=False))
        return read_plan(path)

    return made


def test_what_is_not_said_has_its_default_and_is_exploratory(read: Read) -> None:
    (index,) = read().personalized_advantage
    assert (index.learner, index.folds, index.repeats, index.permutations) == ("ridge", 5, 10, 199)
    assert index.missing_outcomes == "weighted"
    assert not index.planned


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"outcome": "bdi"}, "'bdi' is not one of the plan's outcomes"),
        ({"test": "act"}, "'act' is not one of the plan's arms"),
        ({"comparison": "ipt"}, "both arms are the same"),
        ({"predictors": ["age", "age"]}, "'age' is named twice"),
        ({"predictors": ["phq9"]}, "'phq9' is what is predicted"),
        ({"predictors": ["arm"]}, "the arm is what is compared"),
        ({"predictors": ["participant"]}, "it tells people apart"),
        ({"predictors": ["alliance"]}, "'alliance' is measured after the baseline"),
        ({"predictors": ["therapist"]}, "'therapist' is measured after the baseline"),
        ({"predictors": ["withdrawal_day"]}, "'withdrawal_day' is measured after the baseline"),
        ({"predictors": ["income"]}, "no participant column is mapped to 'income'"),
    ],
)
def test_what_cannot_be_is_refused(read: Read, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(PlanError, match=said):
        read(changes)


def test_the_remedy_names_what_may_be_a_predictor(read: Read) -> None:
    with pytest.raises(PlanError) as refused:
        read({"predictors": ["income"]})
    remedy = str(refused.value).partition("Remedy:")[2]
    for name in ("baseline", "age", "problem_area", "hrsd17"):
        assert name in remedy
    for name in ("therapist", "withdrawal_day", "phq9"):
        assert f" {name}" not in remedy


def test_two_indices_of_one_name_are_refused(read: Read) -> None:
    with pytest.raises(PlanError, match="another index has this name"):
        read({}, {})


def test_arms_that_were_not_randomised_are_refused(read: Read) -> None:
    with pytest.raises(PlanError, match="only where chance decided"):
        read(allocation="observational", estimands=[], events=[])


def test_randomised_clusters_are_refused(read: Read) -> None:
    with pytest.raises(PlanError, match="clusters were randomised"):
        read(clusters=[{"name": "site", "kind": "site", "randomised": True}])
