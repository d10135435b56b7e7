"""The joint model held to nlme::gls (joint_outcomes.R), and its F test to Hotelling's T squared."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from ipt_outcomes.estimate.joint.joined import joined_outcomes
from ipt_outcomes.estimate.joint.made import JointTables, joint_tables

from .conftest import PEOPLE, REFERENCE, Maker, results_of

THEIRS = pd.read_csv(REFERENCE / "joint_outcomes.csv")
SATTERTHWAITE = {"mmrm": {"covariance": "us", "df": "satterthwaite"}, "growth": None}


def asked(what: str) -> pd.DataFrame:
    return THEIRS[THEIRS["what"] == what].set_index("label")


def labelled(table: pd.DataFrame, of: str = "") -> pd.Series:
    names = [f"{of}outcome", f"{of}test", f"{of}comparison"]
    return table[names].agg(" ".join, axis=1)


@pytest.fixture(scope="module")
def as_gls(joint_plan: Maker) -> JointTables:
    """With the model's own standard errors, as gls has them."""
    plan = joint_plan(models=SATTERTHWAITE)
    (joined,) = joined_outcomes(plan, *results_of(plan))
    assert joined.model.reliable is not None
    wanted = asked("likelihood").loc["reml", "estimate"]
    assert joined.model.reliable.minus_2_log_likelihood == pytest.approx(wanted, abs=1e-5)
    return joint_tables([joined])


def test_contrasts_are_r_s_each_in_its_own_points(as_gls: JointTables) -> None:
    found = as_gls.joint_contrasts.set_index(labelled(as_gls.joint_contrasts))
    wanted = asked("contrast").loc[found.index]
    np.testing.assert_allclose(found["estimate"], wanted["estimate"], rtol=2e-5)
    np.testing.assert_allclose(found["se"], wanted["se"], rtol=2e-5)
    assert found["status"].eq("ok").all()


def test_scores_missing_in_one_outcome_borrow_from_the_other(joint_plan: Maker) -> None:
    plan = joint_plan(models=SATTERTHWAITE)
    results, _ = results_of(plan)
    alone = {
        f"{result.analysis.outcome} {test} waitlist": result.analysis.grid.contrasts(
            result.reliable, test, "waitlist", 0.95
        ).set_index("visit").loc["week_16"]
        for result in results
        for test in ("ipt", "cbt")
    }  # fmt: skip
    separate, joint = asked("separate"), asked("contrast")
    for label, row in alone.items():
        assert row["estimate"] == pytest.approx(separate.loc[label, "estimate"], rel=2e-5)
        assert joint.loc[label, "se"] < separate.loc[label, "se"]


def test_correlations_of_estimates_are_r_s(as_gls: JointTables) -> None:
    table = as_gls.joint_correlations
    labels = labelled(table) + "; " + labelled(table, "other_")
    wanted = asked("correlation")["estimate"].loc[labels]
    np.testing.assert_allclose(table["correlation"], wanted, atol=2e-5)


def test_the_joint_tests_are_r_s(as_gls: JointTables) -> None:
    table = as_gls.joint_tests
    together = table["test"].isna()
    labels = ("all" + table["test"].fillna("")).where(
        together, table["test"] + " " + table["comparison"]
    )
    wanted = asked("test").loc[labels]
    np.testing.assert_allclose(table["statistic"], wanted["estimate"], rtol=5e-5)
    assert table["df1"].tolist() == wanted["se"].tolist()


def test_with_complete_scores_the_f_test_is_hotellings_t_squared(joint_plan: Maker) -> None:
    """Of changes from baseline of two arms, Kenward and Roger's test is exact."""
    people = PEOPLE.dropna()
    people = people[people["arm"] != "cbt"]
    plan = joint_plan(
        people,
        arms=[
            {"name": "waitlist", "label": "Waitlist", "role": "control"},
            {"name": "ipt", "label": "IPT", "role": "treatment"},
        ],
        contrasts=[{"test": "ipt", "comparison": "waitlist", "hypothesis": "superiority"}],
        models={"mmrm": {"covariance": "us", "baseline": "free"}, "growth": None},
        stratification=[],
    )
    results, outcomes = results_of(plan)
    (joined,) = joined_outcomes(plan, results, outcomes)
    tables = joint_tables([joined])
    change = np.column_stack(
        [people[f"{scale}_16"] - people[f"{scale}_0"] for scale in ("phq9", "hrsd17")]
    )
    treated = (people["arm"] == "ipt").to_numpy()
    one, other = change[treated], change[~treated]
    away = one.mean(axis=0) - other.mean(axis=0)
    freedom = len(change) - 2
    within = (np.cov(one.T) * (len(one) - 1) + np.cov(other.T) * (len(other) - 1)) / freedom
    t_squared = away @ np.linalg.solve(within * (1 / len(one) + 1 / len(other)), away)
    (test,) = tables.joint_tests.to_dict("records")
    assert (test["df1"], test["outcomes"], test["participants"]) == (2, 2, len(people))
    assert test["df2"] == pytest.approx(freedom - 1, rel=1e-6)
    wanted = t_squared * (freedom - 1) / (2 * freedom)
    assert test["statistic"] == pytest.approx(wanted, rel=1e-6)
    assert test["p_value"] == pytest.approx(stats.f.sf(wanted, 2, freedom - 1), rel=1e-5)
    # Nothing is missing: each outcome's own contrast is that of its own model.
    alone = [
        result.analysis.grid.contrasts(result.reliable, "ipt", "waitlist", 0.95)
        .set_index("visit")
        .loc["week_16"]
        for result in results
    ]
    for column in ("estimate", "se", "df", "ci_lower", "p_value"):
        np.testing.assert_allclose(
            tables.joint_contrasts[column], [row[column] for row in alone], rtol=1e-5
        )
