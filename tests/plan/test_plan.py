"""What is asked of a plan once it is read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ipt_outcomes.models.covariance.structures import OF_VISITS
from ipt_outcomes.plan.part import plan_part
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.reading import read_plan


@pytest.fixture
def demo(root: Path) -> Plan:
    return read_plan(root / "config/trials/demo_ipt.yaml")


@pytest.fixture
def blues(root: Path) -> Plan:
    return read_plan(root / "config/trials/beat_the_blues.yaml")


def rewritten(root: Path, tmp_path: Path, old: str, new: str) -> Plan:
    text = (root / "config/trials/demo_ipt.yaml").read_text()
    assert old in text
    (tmp_path / "demo_ipt.yaml").write_text(text.replace(old, new))
    return read_plan(tmp_path / "demo_ipt.yaml")


def test_lines_of_the_file(demo: Plan, root: Path) -> None:
    lines = (root / "config/trials/demo_ipt.yaml").read_text().splitlines()
    line = demo.line("arms", 2, "name")
    assert line is not None and "name: ipt" in lines[line - 1]
    assert demo.line("arms", 2, "nothing") == line
    assert demo.line("nothing") is None


def test_the_digest_is_of_what_the_plan_says(root: Path, tmp_path: Path, demo: Plan) -> None:
    commented = rewritten(root, tmp_path, "alpha: 0.05", "alpha: 0.05  # as usual")
    assert commented.digest == demo.digest
    assert rewritten(root, tmp_path, "alpha: 0.05", "alpha: 0.10").digest != demo.digest


def test_parts(demo: Plan) -> None:
    part = json.loads(plan_part(demo, "alpha", "visits.week"))
    assert part == {"alpha": 0.05, "visits.week": [0, 4, 8, 12, 16, 28, 40]}


def test_what_is_at_hand_is_a_part(demo: Plan) -> None:
    part = plan_part(demo, "outcome.scale", "analysis", outcome="phq9", analysis="growth")
    assert json.loads(part) == {
        "outcome.scale": "phq9",
        "analysis": {
            "kind": "growth",
            "covariates": [],
            "estimand": None,
            "options": {
                "df": "kenward-roger",
                "last_visit": None,
                "time": "linear",
                "per": "week",
                "knots": [],
            },
        },
    }
    assert set(json.loads(plan_part(demo, "primary"))["primary"]) == {
        "phq9",
        "hrsd17",
        "iip32",
        "sas_sr",
    }


def test_lines_end_with_treatment_or_where_the_plan_says(demo: Plan, blues: Plan) -> None:
    for plan, last in ((demo, "week_16"), (blues, "month_8")):
        assert plan.models.growth is not None
        assert plan.models.growth.visits(plan.visits)[-1].name == last


def test_the_seed_may_be_left_out(root: Path, tmp_path: Path) -> None:
    assert rewritten(root, tmp_path, "seed: 20261123\n", "").seed == 0


def test_contrasts_of_an_outcome(demo: Plan) -> None:
    assert [c.hypothesis for c in demo.contrasts_of("phq9")][-1] == "non-inferiority"
    assert [c.hypothesis for c in demo.contrasts_of("iip32")] == ["superiority"] * 3


def test_a_plan_without_growth(root: Path, tmp_path: Path) -> None:
    plan = rewritten(root, tmp_path, "  growth:\n    df: kenward-roger\n", "  growth: null\n")
    assert [each.name for each in plan.requests] == ["mmrm"]


@pytest.mark.parametrize("name", OF_VISITS)
def test_every_covariance_of_visits_may_be_planned(root: Path, tmp_path: Path, name: str) -> None:
    other = "cs" if name != "cs" else "ar1"
    written = f"covariance: {name}\n    fallback: [{other}]"
    mmrm = rewritten(root, tmp_path, "covariance: us", written).models.mmrm
    assert mmrm is not None
    assert (mmrm.covariance, mmrm.fallback) == (name, (other,))


def test_the_name_of_a_primary_analysis_is_part_of_it(root: Path, tmp_path: Path) -> None:
    """Tables have it as their key: what was made under another name must be made again."""
    parts = []
    for name in ("one", "two"):
        more = f"alpha: 0.05\nanalyses: [{{name: {name}, kind: mmrm, role: primary}}]\n"
        parts.append(plan_part(rewritten(root, tmp_path, "alpha: 0.05\n", more), "primary"))
    assert parts[0] != parts[1]
