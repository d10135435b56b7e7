"""What is asked of a plan once it is read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ipt_outcomes.models.covariance.structures import OF_VISITS
from ipt_outcomes.plan.formulas import specify
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
    part = json.loads(demo.part("alpha", "visits.week"))
    assert part == {"alpha": 0.05, "visits.week": [0, 4, 8, 12, 16, 28, 40]}


def test_growth_ends_with_treatment_or_where_the_plan_says(demo: Plan, blues: Plan) -> None:
    assert [v.name for v in demo.growth_visits()][-1] == "week_16"
    assert [v.name for v in blues.growth_visits()][-1] == "month_8"


def test_contrasts_of_an_outcome(demo: Plan) -> None:
    assert [c.hypothesis for c in demo.contrasts_of("phq9")][-1] == "non-inferiority"
    assert [c.hypothesis for c in demo.contrasts_of("iip32")] == ["superiority"] * 3


def test_formulas(demo: Plan, blues: Plan, root: Path, tmp_path: Path) -> None:
    assert specify(demo, "mmrm").formula == (
        "score ~ baseline * visit + arm * visit + stratum + us(visit | participant)"
    )
    assert specify(blues, "growth").formula == (
        "score ~ week + week:arm + antidepressant + episode_length + (1 + week | participant)"
    )
    constrained = rewritten(
        root, tmp_path, "missing_baseline: mean", "missing_baseline: constrained"
    )
    assert "baseline" not in specify(constrained, "mmrm").formula
    assert specify(demo, "mmrm").df == "kenward-roger"


def test_a_plan_without_growth(root: Path, tmp_path: Path) -> None:
    plan = rewritten(root, tmp_path, "  growth:\n    df: kenward-roger\n", "  growth: null\n")
    assert plan.model_names == ("mmrm",)
    with pytest.raises(KeyError):
        specify(plan, "growth")


@pytest.mark.parametrize("name", OF_VISITS)
def test_every_covariance_of_visits_may_be_planned(root: Path, tmp_path: Path, name: str) -> None:
    written = f"covariance: {name}\n    fallback: [{name}]"
    plan = rewritten(root, tmp_path, "covariance: us", written)
    assert f"{name}(visit | participant)" in specify(plan, "mmrm").formula
    assert specify(plan, "mmrm").fallback == (name,)
