"""Beat the Blues has no day of leaving: its life table and model against R."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.describe.people.attrition_curves import attrition_arms, attrition_curves
from ipt_outcomes.describe.people.attrition_differences import attrition_differences
from ipt_outcomes.describe.people.attrition_leaving import Leaving, people_leaving
from ipt_outcomes.describe.people.attrition_model import attrition_model
from ipt_outcomes.describe.people.attrition_patterns import missing_patterns
from ipt_outcomes.describe.people.attrition_tests import attrition_tests
from ipt_outcomes.plan.plan import Plan

from ...conftest import ROOT

FOUND = pd.read_csv(ROOT / "tests/reference/attrition.csv")
ARMS = {"BtheB": "ccbt", "TAU": "tau"}
Blues = tuple[Plan, Leaving, pd.DataFrame, pd.DataFrame]


def in_r(what: str, of: str | None = None) -> float:
    rows = FOUND[FOUND["what"] == what]
    rows = rows if of is None else rows[rows["arm"] == of]
    return float(rows["value"].item())


@pytest.fixture(scope="module")
def blues() -> Blues:
    plan = ipt.read_plan(ROOT / "config/trials/beat_the_blues.yaml")
    study = ipt.read_study(plan)
    outcomes = ipt.prepare_outcomes(plan, study.participants, study.scores)
    leaving = people_leaving(plan, study.participants, outcomes)
    return plan, leaving, study.participants, outcomes


@pytest.mark.parametrize("column", ["still_in", "ci_lower", "ci_upper"])
def test_the_life_table(blues: Blues, column: str) -> None:
    curves = attrition_curves(blues[0], blues[1])
    assert set(curves["basis"]) == {"last score"}
    for arm, ours in ARMS.items():
        own = curves[(curves["arm"] == ours) & (curves["left"] > 0)]
        known = FOUND[(FOUND["what"] == column) & (FOUND["arm"] == arm)]
        assert own["week"].tolist() == known["at"].tolist()
        np.testing.assert_allclose(own[column], known["value"], rtol=1e-9)


def test_how_many_left(blues: Blues) -> None:
    arms = attrition_arms(blues[0], blues[1]).set_index("arm")
    assert arms[["n", "left"]].to_dict("index") == {
        "tau": {"n": 48, "left": 23},
        "ccbt": {"n": 52, "left": 25},
    }


def test_the_log_rank_test(blues: Blues) -> None:
    (row,) = attrition_tests(blues[0], blues[1]).to_dict("records")
    assert row["statistic"] == pytest.approx(in_r("log_rank"), rel=1e-8)
    assert (row["n"], row["left"], row["df"]) == (100, 48, 1)


def test_the_model(blues: Blues) -> None:
    model = attrition_model(*blues).set_index("term")
    for term in ("arm", "baseline score", "last score"):
        row = model.loc[term]
        assert row["log_hazard_ratio"] == pytest.approx(in_r("log_hazard_ratio", term), rel=1e-6)
        assert row["se"] == pytest.approx(in_r("se", term), rel=1e-5)
        assert row["hazard_ratio"] == pytest.approx(np.exp(row["log_hazard_ratio"]))
    assert model.loc["arm", ["test", "comparison"]].tolist() == ["ccbt", "tau"]
    assert set(model["se_method"]) == {"model"}


def test_people_who_left_beside_those_who_stayed(blues: Blues) -> None:
    own = attrition_differences(*blues)
    everybody = own[own["arm"].isna()].set_index(["variable", "category"])["difference"]
    assert everybody["baseline:bdi"].item() == pytest.approx(in_r("difference", "bdi"), rel=1e-9)
    assert everybody["episode_length", ">6m"] == pytest.approx(in_r("difference", ">6m"), rel=1e-9)


def test_the_patterns_are_those_of_people_who_left(blues: Blues) -> None:
    patterns = missing_patterns(blues[0], blues[3])
    assert set(patterns["kind"]) == {"complete", "left"}
    left = patterns[patterns["kind"] == "left"].groupby("arm")["people"].sum()
    assert left.to_dict() == {"tau": 23, "ccbt": 25}
    for _, own in patterns.groupby("arm"):
        assert own["people"].sum() == own["n"].iloc[0]
        assert own["share"].sum() == pytest.approx(1.0)
