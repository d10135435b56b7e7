"""What degrees of freedom make of an interval: with few clusters, and where they are alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from scipy.stats import t as student

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.degrees_in_words import degrees_in_words
from ipt_outcomes.report.scenarios_in_words import scenarios_in_words
from ipt_outcomes.report.tipping_in_words import imputed_otherwise

from .tipping import made_up_points

Make = Callable[..., pd.DataFrame]


def missing_at_random(make: Make, plan_df: float, df: float, **changes: Any) -> pd.DataFrame:
    """The plan's analysis of -2.0 points, and the same imputed, with these degrees of freedom."""
    rows = (
        make()
        .iloc[:2]
        .assign(
            family="missing_scores",
            choice=["planned", "mar"],
            label=["missing at random, by the plan's model", "missing at random, imputed"],
            df=[plan_df, df],
            shift=[0.0, 0.0],
            estimate=-2.0,
            units_changed=pd.array([0, 9], dtype="Int64"),
        )
    )
    for name, value in changes.items():
        rows.loc[rows["choice"] == "mar", name] = value
    half = student.ppf(0.975, rows["df"]) * rows["se"]
    rows["ci_lower"], rows["ci_upper"] = rows["estimate"] - half, rows["estimate"] + half
    below = rows["ci_upper"] < 0
    rows["conclusion"] = below.map({True: "test arm better", False: "no difference shown"})
    return rows


def test_the_same_assumption_with_fewer_degrees_of_freedom(
    plan: Plan, make_scenarios: Make
) -> None:
    # t(.975, 7) = 2.365 and t(.975, 4) = 2.776: -2 + 2.365 * .8 < 0 < -2 + 2.776 * .8
    rows = missing_at_random(make_scenarios, 7.0, 4.0)
    assert list(rows["conclusion"]) == ["test arm better", "no difference shown"]
    said = degrees_in_words(plan, rows)
    assert said.startswith(
        "Against 7.0 degrees of freedom with the plan's choice there are 4.0 with “missing at "
        "random, imputed”: that alone makes intervals 1.17 times as wide. “Missing at random, "
        "imputed” assumes of missing scores what the plan's analysis assumes. For IPT − Waitlist "
        "its estimate differs from the plan's by 0.00 points, its standard error is 1.00 times "
        "the plan's, and its degrees of freedom are 4.0 against 7.0."
    )
    assert "With the plan's degrees of freedom it would conclude what the plan's" in said
    assert said in scenarios_in_words(plan, rows)[0]


def test_another_estimate_is_not_laid_to_the_degrees_of_freedom(
    plan: Plan, make_scenarios: Make
) -> None:
    moved = missing_at_random(make_scenarios, 7.0, 4.0, estimate=-1.0, shift=1.0)
    said = degrees_in_words(plan, moved)
    assert "its estimate differs from the plan's by 1.00 points" in said
    assert "it would conclude" not in said


@pytest.mark.parametrize(("plan_df", "df"), [(90.0, 60.0), (7.0, 6.5)])
def test_degrees_of_freedom_that_matter_little_are_not_spoken_of(
    plan: Plan, make_scenarios: Make, plan_df: float, df: float
) -> None:
    assert degrees_in_words(plan, missing_at_random(make_scenarios, plan_df, df)) == ""


def test_more_degrees_of_freedom_make_an_interval_narrower(
    plan: Plan, make_scenarios: Make
) -> None:
    said = degrees_in_words(plan, missing_at_random(make_scenarios, 5.0, 100.0))
    assert "that alone makes intervals 0.77 times as wide." in said


def test_imputed_scores_that_say_otherwise_are_told_beside_the_tipping_points(plan: Plan) -> None:
    points = made_up_points()
    effects = points.drop_duplicates(["test", "comparison"])
    assert imputed_otherwise(plan, points, effects) == []
    turned = effects.assign(conclusion=["no difference shown", "non-inferior"])
    (said,) = imputed_otherwise(plan, points, turned)
    assert said.startswith(
        "IPT − Waitlist at Week 16: imputed scores say “test arm better” before anybody is moved, "
        "and the plan's analysis says “no difference shown”."
    )
