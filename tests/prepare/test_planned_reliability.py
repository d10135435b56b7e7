"""Reliability at the planned visits: the same numbers as of the forms by themselves."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import ipt_outcomes as ipt


@pytest.fixture(scope="module")
def plan(root: Path) -> ipt.Plan:
    return ipt.read_plan(root / "config/trials/demo_ipt.yaml")


@pytest.fixture(scope="module")
def scores(plan: ipt.Plan) -> pd.DataFrame:
    return ipt.read_study(plan).scores


def test_items_at_every_visit_in_the_plan_s_order(plan: ipt.Plan, scores: pd.DataFrame) -> None:
    found = ipt.outcome_reliability(plan, scores, "phq9")
    assert list(found["visit"]) == [visit.name for visit in plan.visits]
    assert (found["status"] == "ok").all()
    assert (found["components"] == 9).all()
    # By hand: the baseline's complete forms that are used.
    items = scores.loc[(scores["scale"] == "phq9") & scores["day"].between(*plan.baseline.window)]
    forms = items.pivot_table(index=["participant", "day"], columns="item", values="value").dropna()
    forms = forms.groupby("participant").filter(lambda of: len(of) == 1)
    share = forms.var().sum() / forms.sum(axis=1).var()
    baseline = found.loc[found["visit"] == plan.baseline.name].iloc[0]
    assert baseline["n"] == len(forms)
    assert baseline["alpha"] == pytest.approx(9 / 8 * (1 - share), abs=1e-9)


def test_reported_totals_have_none(plan: ipt.Plan, scores: pd.DataFrame) -> None:
    found = ipt.outcome_reliability(plan, scores, "hrsd17")
    assert found.empty
    assert list(found)[:3] == ["outcome", "visit", "part"]
