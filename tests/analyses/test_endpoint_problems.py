"""An estimand without data at the endpoint is said before anything is run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

import ipt_outcomes as ipt

from ..demo_plan import demo_plan

Make = Callable[..., ipt.Plan]
PHQ9 = {"name": "phq9", "label": "PHQ-9", "scale": "phq9", "role": "primary"}
STARTED = {"name": "started", "label": "Began another", "after": "week_12", "arms": ["cbt"]}


@pytest.fixture
def make(root: Path, tmp_path: Path) -> Make:
    (tmp_path / "data").symlink_to(root / "data")

    def made(*contrasts: tuple[str, str], endpoint: str = "week_16", **changes: Any) -> ipt.Plan:
        content = demo_plan(root)
        content["outcomes"] = [PHQ9 | {"endpoint": endpoint}]
        content["contrasts"] = [
            {"test": test, "comparison": comparison, "hypothesis": "superiority"}
            for test, comparison in contrasts or [("ipt", "waitlist"), ("cbt", "waitlist")]
        ]
        content |= {"events": [STARTED], "estimands": []} | changes
        path = tmp_path / "demo_ipt.yaml"
        path.write_text(yaml.safe_dump(content), "utf-8")
        return ipt.read_plan(path)

    return made


def estimand(name: str, strategy: str) -> dict[str, Any]:
    return {"name": name, "label": name, "events": {"started": strategy}}


def test_an_arm_without_scores_under_the_strategy_is_named(make: Make) -> None:
    check = ipt.check_study(make(estimands=[estimand("a", "hypothetical")]))
    (problem,) = check.problems
    assert not check.ok and problem.column == "estimands.0.events"
    assert problem.rule == (
        "nobody of cbt has a score of phq9 at week_16 once scores after started (hypothetical) are "
        "taken away: there is nothing to estimate the contrast from"
    )
    assert problem.line is not None and "another strategy" in problem.remedy


def test_without_estimands_the_default_strategy_is_meant(make: Make) -> None:
    (problem,) = ipt.check_study(make()).problems
    assert problem.column == "outcomes.0.endpoint" and "(hypothetical)" in problem.rule


def test_of_several_estimands_each_that_lacks_data(make: Make) -> None:
    both = [estimand("a", "treatment_policy"), estimand("b", "hypothetical")]
    (problem,) = ipt.check_study(make(estimands=both)).problems
    assert problem.column == "estimands.1.events"
    assert ipt.check_study(make(estimands=both[:1])).ok
    carried = estimand("b", "while_on_treatment")
    assert ipt.check_study(make(estimands=[both[0], carried])).ok


def test_an_arm_that_nothing_is_compared_with_may_lack_scores(make: Make) -> None:
    assert ipt.check_study(make(("ipt", "waitlist"))).ok


def test_an_arm_that_was_never_assessed_there_is_said_once(make: Make) -> None:
    both = [estimand("a", "treatment_policy"), estimand("b", "treatment_policy")]
    plan = make(("ipt", "waitlist"), endpoint="week_28", estimands=both)
    (problem,) = ipt.check_study(plan).problems
    assert problem.column == "outcomes.0.endpoint"
    assert problem.rule.startswith("nobody of waitlist has a score of phq9 at week_28: there is")


def test_what_the_run_makes_of_it_is_not_estimable(make: Make) -> None:
    reasons = dict.fromkeys(("therapist", "therapy_group"), "for speed")
    models = {"mmrm": {"df": "satterthwaite"}, "growth": None}
    plan = make(("cbt", "waitlist"), clusters=[], ignore_clusters=reasons, models=models)
    study = ipt.read_study(plan)
    found = ipt.scenarios(plan, {"participants": study.participants, "scores": study.scores})
    assert set(found["status"]) == {"not estimable"}
    assert "missing_scores" not in set(found["family"])
