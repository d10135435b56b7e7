"""The table of slopes as shown: of arms, of one arm, by week or visit, and without a result."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.tables.slopes import slopes_table

from ..made_up import typed


def slopes(**changes: Any) -> pd.DataFrame:
    row = {
        "outcome": "phq9", "analysis": "growth", "test": "ipt", "comparison": "waitlist",
        "first": "week_0", "last": "week_16", "length": 16.0, "unit": "week",
        "estimate": -0.25, "se": 0.1, "df": 88.04, "ci_lower": -0.4504, "ci_upper": -0.05,
        "statistic": -2.5, "p_value": 0.014, "caution": False, "status": "ok",
    }  # fmt: skip
    return typed("slopes", [row | changes, row | changes | {"analysis": "other"}])


def test_arms_are_compared_in_points_a_week(plan: Plan) -> None:
    table = slopes_table(plan, slopes(), "growth")
    assert table.title == "Growth model: change a week"
    assert [column.heading for column in table.columns] == [
        "Test − comparison", "Between", "Difference in change, points a week (95%\u00a0CI)", "df",
        "p", "Status",
    ]  # fmt: skip
    assert table.texts == (
        ("IPT − Waitlist", "Baseline and Week 16", "−0.250 (−0.450 to −0.050)", "88.0", ".014",
         "ok"),
    )  # fmt: skip
    assert table.rows[0].group == "Depression, self-report (PHQ-9)"
    assert table.notes == (
        "SYNTHETIC DATA: simulated people, not real ones. Mean change a week between two visits, "
        "in points of the scale; test arm minus comparison arm. PHQ-9: lower is better.",
        "95% confidence intervals and two-sided p-values of no difference, not adjusted for "
        "multiplicity.",
    )


def test_of_one_arm_the_change_is_its_own(plan: Plan) -> None:
    alone = plan.model_copy(update={"arms": plan.arms[-1:]})
    table = slopes_table(alone, slopes(comparison="week_0", unit="visit"), "growth")
    assert [column.heading for column in table.columns][:3] == [
        "Arm", "Between", "Change, points a visit (95%\u00a0CI)",
    ]  # fmt: skip
    assert table.texts[0][0] == "IPT"
    assert "minus" not in " ".join(table.notes)
    assert table.notes[1].startswith("95% confidence intervals and two-sided p-values of no change")


@pytest.mark.parametrize("status", ["not estimable", "failed", "not converged"])
def test_what_has_no_result_has_no_number(plan: Plan, status: str) -> None:
    table = slopes_table(plan, slopes(status=status), "growth")
    assert table.texts[0][2:] == ("–", "–", "–", status)
