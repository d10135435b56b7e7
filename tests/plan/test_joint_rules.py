from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ipt_outcomes.errors import PlanError
from ipt_outcomes.plan.joint_rules import joint_of, joint_outcomes
from ipt_outcomes.plan.reading import read_plan

from ..demo_plan import demo_plan_text

TWO = ["hrsd17", "phq9"]
JOINT = {"name": "both", "outcomes": TWO, "claim": "any"}


def written(root: Path, folder: Path, joint: list[dict[str, Any]], **changes: Any) -> Path:
    content = yaml.safe_load(demo_plan_text(root))
    path = folder / "demo_ipt.yaml"
    path.write_text(yaml.safe_dump(content | {"joint": joint} | changes))
    return path


def test_outcomes_are_joined_in_their_own_order_and_found_in_any(
    root: Path, tmp_path: Path
) -> None:
    plan = read_plan(written(root, tmp_path, [JOINT]))
    (own,) = plan.joint
    assert joint_outcomes(plan, own) == ("hrsd17", "phq9")
    assert joint_of(plan, ("phq9", "hrsd17")) == own
    assert joint_of(plan, ("phq9", "iip32")) is None
    assert own.called == "both"


GROWTH = [
    {"name": "line", "kind": "growth", "role": "primary", "outcomes": TWO},
]  # fmt: skip


@pytest.mark.parametrize(
    ("joint", "changes", "rule"),
    [
        ([JOINT, JOINT], {}, "another joint model has this name"),
        ([JOINT | {"outcomes": ["phq9", "bdi"]}], {}, "'bdi' is not one of the plan's outcomes"),
        ([JOINT | {"outcomes": ["phq9"]}], {}, "two outcomes at least"),
        ([JOINT | {"outcomes": ["phq9", "phq9"]}], {}, "each named once"),
        ([{"name": "primary", "claim": "any"}], {}, "two outcomes at least"),
        ([JOINT], {"analyses": [GROWTH[0] | {"outcomes": ["phq9"]}]}, "are several: mmrm, line"),
        ([JOINT], {"analyses": GROWTH}, "lines over time, which a joint model"),
        ([JOINT], {"analyses": [{"name": "end", "kind": "ancova", "role": "primary",
                                 "errors": "robust"}]}, "robust standard errors, which"),
        ([JOINT | {"claim": "all", "outcomes": ["iip32", "phq9"]}],
         {"contrasts": [
             {"test": "ipt", "comparison": "waitlist", "hypothesis": "superiority"},
             {"test": "cbt", "comparison": "waitlist", "hypothesis": "superiority",
              "outcomes": ["phq9"]}]},
         "cbt against waitlist cannot hold in all of them"),
        ([], {"multiplicity": [{"name": "f", "method": "max-t", "outcomes": TWO}]},
         "those of several by a joint model"),
        ([JOINT], {"multiplicity": [{"name": "f", "method": "all", "outcomes": TWO}]},
         "claims `any`"),
        ([JOINT | {"claim": "all"}],
         {"multiplicity": [{"name": "f", "method": "holm", "outcomes": TWO}]}, "claims `all`"),
        ([], {"multiplicity": [{"name": "f", "method": "all"}]}, "there is one outcome"),
        ([], {"multiplicity": [{"name": "f", "method": "all", "outcomes": TWO}],
              "contrasts": [{"test": "ipt", "comparison": "cbt", "hypothesis": "superiority",
                             "outcomes": ["phq9"]}]},
         "the plan does not ask it of hrsd17"),
    ],
)  # fmt: skip
def test_what_cannot_be_joined_is_refused(
    root: Path, tmp_path: Path, joint: list[dict[str, Any]], changes: dict[str, Any], rule: str
) -> None:
    with pytest.raises(PlanError) as refused:
        read_plan(written(root, tmp_path, joint, **changes))
    assert any(rule in problem.rule for problem in refused.value.problems)
    assert all(problem.remedy for problem in refused.value.problems)


def test_an_ancova_may_be_joined_and_a_family_of_any_have_its_model(
    root: Path, tmp_path: Path
) -> None:
    ancova = {"name": "end", "kind": "ancova", "role": "primary", "outcomes": TWO}
    family = {"name": "f", "method": "max-t", "outcomes": ["phq9", "hrsd17"]}
    plan = read_plan(written(root, tmp_path, [JOINT], analyses=[ancova], multiplicity=[family]))
    assert plan.primary_of("phq9") == "end"
