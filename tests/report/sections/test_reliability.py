"""The section on reliability: what it shows, and what it says of values that cannot be right."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.reading import read_plan
from ipt_outcomes.report.cells import Link
from ipt_outcomes.report.material import report_material
from ipt_outcomes.report.reliability_words import pointer
from ipt_outcomes.report.section import Paragraph, Section, Table
from ipt_outcomes.report.sections.reliability import section

from ..made_up import typed


@pytest.fixture(scope="module")
def plan(root: Path) -> Plan:
    return read_plan(root / "config/trials/demo_ipt.yaml")


def reliability(alphas: dict[str, float]) -> pd.DataFrame:
    rows = [
        {
            "outcome": "phq9", "visit": visit, "part": "total", "n": 120, "components": 9,
            "alpha": alpha, "alpha_lower": alpha - 0.1, "alpha_upper": alpha + 0.1,
            "omega": alpha, "least_item_rest_correlation": -0.3, "status": "ok",
        }
        for visit, alpha in alphas.items()
    ]  # fmt: skip
    return typed("reliability", rows)


def shown(plan: Plan, alphas: dict[str, float]) -> Section | None:
    return section(report_material(plan, {"reliability": reliability(alphas)}))


def words(made: Section) -> str:
    return " ".join(
        part for block in made.blocks if isinstance(block, Paragraph) for part in block.parts
    )


def test_plausible_values_are_a_table_alone(plan: Plan) -> None:
    made = shown(plan, {"week_0": 0.74, "week_16": 0.88})
    assert made is not None
    (table,) = [block.table for block in made.blocks if isinstance(block, Table)]
    assert [str(row.cells["visit"]) for row in table.rows] == ["Baseline", "Week 16"]
    assert str(table.rows[0].cells["alpha"]) == "0.74 (0.64 to 0.84)"
    assert words(made) == ""


@pytest.mark.parametrize(
    ("alphas", "said"),
    [
        ({"week_0": -0.42, "week_16": 0.8}, "alpha is negative at Baseline."),
        ({"week_0": -0.42, "week_16": 0.3}, "alpha is below 0.5 at Baseline and Week 16."),
    ],
)
def test_implausible_values_are_said(plan: Plan, alphas: dict[str, float], said: str) -> None:
    made = shown(plan, alphas)
    assert made is not None
    assert said in words(made)
    assert "reverse-keyed items" in words(made)


def test_without_items_there_is_no_section(plan: Plan) -> None:
    assert section(report_material(plan, {"reliability": typed("reliability", [])})) is None


def test_a_result_of_such_scores_points_there(plan: Plan) -> None:
    low = reliability({"week_0": -0.42, "week_16": 0.8})
    words, link = pointer(plan, low, ["phq9", "hrsd17"])
    assert words == (
        "The scores of Depression, self-report (PHQ-9) may be wrong, as their items do not go "
        "together: "
    )
    found = section(report_material(plan, {"reliability": low}))
    assert isinstance(link, Link) and found is not None and link.anchor == found.anchor
    plausible = reliability({"week_0": 0.74})
    assert pointer(plan, low, ["hrsd17"]) == pointer(plan, plausible, ["phq9"]) == ()
    assert pointer(plan, None, ["phq9"]) == ()
