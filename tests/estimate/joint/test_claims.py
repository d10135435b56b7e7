"""What is claimed of outcomes together, and what stands where their model cannot be had."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.estimate.given import Given
from ipt_outcomes.estimate.joint.made import JointTables
from ipt_outcomes.estimate.multiplicity.methods import max_t

from .conftest import BOTH, PEOPLE, Maker, results_of

ANY = {"name": "either", "claim": "any"}
Results = tuple[list[ipt.Result], pd.DataFrame]


@pytest.fixture(scope="module")
def results(joint_plan: Maker) -> Results:
    """Of everybody, by the primary analyses, which no claim changes."""
    return results_of(joint_plan())


@pytest.fixture(scope="module")
def both(joint_plan: Maker, results: Results) -> JointTables:
    return ipt.joint_models(joint_plan(joint=[BOTH, ANY]), *results)


def of_claim(tables: JointTables, claim: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The contrasts, and the tests by arm."""
    contrasts, tests = tables.joint_contrasts, tables.joint_tests
    return (
        contrasts[contrasts["claim"] == claim].reset_index(drop=True),
        tests[tests["claim"] == claim].set_index("test"),
    )


def correlation_of(tables: JointTables) -> np.ndarray:
    """That of the four contrasts, as a square."""
    pairs = tables.joint_correlations
    square = np.eye(4)
    square[np.triu_indices(4, 1)] = pairs.loc[pairs["joint"] == "either", "correlation"]
    return square + np.triu(square, 1).T


def test_a_claim_of_all_outcomes_has_the_largest_p_value(both: JointTables) -> None:
    contrasts, tests = of_claim(both, "all")
    for arm in ("ipt", "cbt"):
        p = contrasts.loc[contrasts["test"] == arm, "p_value"]
        assert tests.loc[arm, "p_claim"] == p.max()
        assert contrasts.loc[contrasts["test"] == arm, "p_adjusted"].eq(p.max()).all()
    # PHQ-9 alone tells CBT from the waitlist: the claim of both is not shown.
    assert tests.loc["cbt", "p_value"] < 0.05 < tests.loc["cbt", "p_claim"]
    assert tests.loc["cbt", "holds"] == "not shown"
    # Of all contrasts together nothing is claimed.
    assert np.isnan(tests["p_claim"].iloc[0]) and pd.isna(tests["holds"].iloc[0])


def test_a_claim_of_any_is_adjusted_by_max_t_over_all_contrasts(both: JointTables) -> None:
    contrasts, tests = of_claim(both, "any")
    t, df = (contrasts[name].to_numpy(float) for name in ("statistic", "df"))
    wanted = max_t(t, df, correlation_of(both))
    np.testing.assert_allclose(contrasts["p_adjusted"], wanted, rtol=1e-6)
    # Between the p-value alone and Bonferroni's, as it knows that outcomes go together.
    assert (contrasts["p_adjusted"] > contrasts["p_value"]).all()
    assert (contrasts["p_adjusted"] < 4 * contrasts["p_value"]).all()
    own = contrasts.set_index("test")["p_adjusted"]
    assert tests.loc["cbt", "p_claim"] == own["cbt"].min()
    assert tests["p_claim"].iloc[0] == own.min()
    assert tests["holds"].eq("shown").all()


def test_where_the_test_arm_is_worse_nothing_is_shown(joint_plan: Maker, results: Results) -> None:
    turned = [
        {"test": "waitlist", "comparison": arm, "hypothesis": "superiority"}
        for arm in ("ipt", "cbt")
    ]
    tables = ipt.joint_models(joint_plan(contrasts=turned, joint=[BOTH, ANY]), *results)
    claims = tables.joint_tests.dropna(subset="p_claim")
    assert len(claims) == 2 + 3
    assert claims["p_claim"].eq(1.0).all()
    assert claims["holds"].eq("not shown").all()


def joined(plan: ipt.Plan) -> JointTables:
    return ipt.joint_models(plan, *results_of(plan))


def test_too_few_people_for_so_many_scores_is_said_and_nothing_stands_in(
    joint_plan: Maker,
) -> None:
    few = PEOPLE.groupby("arm").head(3)
    tables = joined(joint_plan(few))
    for table in (tables.joint_contrasts, tables.joint_tests):
        assert table["status"].eq("failed").all()
        said = "10 covariance parameters of 4 scores a person are more than 9 people"
        assert table["reason"].eq(said).all()
        assert table["p_value"].isna().all()
    assert tables.joint_tests["holds"].isna().all()
    assert tables.joint_correlations.empty


def test_a_model_that_finds_no_maximum_gives_no_number(joint_plan: Maker) -> None:
    twice = PEOPLE.assign(**{f"hrsd17_{week}": PEOPLE[f"phq9_{week}"] for week in (0, 8, 16)})
    tables = joined(joint_plan(twice))
    assert not tables.joint_contrasts["status"].eq("ok").any()
    assert tables.joint_tests["reason"].notna().all()
    assert tables.joint_tests["p_value"].isna().all()


def test_a_contrast_without_scores_is_not_estimable(joint_plan: Maker) -> None:
    gone = PEOPLE.assign(hrsd17_16=PEOPLE["hrsd17_16"].where(PEOPLE["arm"] != "cbt"))
    tables = joined(joint_plan(gone))
    row = tables.joint_contrasts.set_index(["outcome", "test"]).loc[("hrsd17", "cbt")]
    assert row["status"] == "not estimable" and row["n_test"] == 0
    tests = tables.joint_tests.set_index("test")
    assert (tests.loc["cbt", "p_claim"], tests.loc["cbt", "holds"]) == (1.0, "not shown")
    assert tests.loc["ipt", "status"] == "ok"


def hypotheses(plan: ipt.Plan, results: Results) -> pd.DataFrame:
    return Given(plan, *results).table("hypotheses")


def test_a_family_of_which_all_must_hold(joint_plan: Maker, results: Results) -> None:
    family = {"name": "co_primary", "method": "all"}
    found = hypotheses(joint_plan(multiplicity=[family], joint=[]), results)
    for arm in ("ipt", "cbt"):
        own = found[found["test"] == arm]
        assert own["p_adjusted"].eq(own["p_value"].max()).all()
    phq9, hrsd17 = (found[found["outcome"] == name] for name in ("phq9", "hrsd17"))
    assert phq9["holds"].eq("shown alone, not within its family").all()
    assert hrsd17["holds"].eq("not shown").all()


def test_a_family_of_several_outcomes_by_max_t(
    joint_plan: Maker, results: Results, both: JointTables
) -> None:
    family = {"name": "either", "method": "max-t"}
    found = hypotheses(joint_plan(multiplicity=[family], joint=[ANY]), results)
    t = (found["estimate"] / found["se"]).to_numpy(float)
    wanted = max_t(t, found["df"].to_numpy(float), correlation_of(both))
    np.testing.assert_allclose(found["p_adjusted"], wanted, rtol=1e-6)


def test_without_its_joint_model_a_family_shows_nothing(joint_plan: Maker) -> None:
    family = {"name": "either", "method": "max-t"}
    plan = joint_plan(PEOPLE.groupby("arm").head(3), multiplicity=[family], joint=[ANY])
    found = hypotheses(plan, results_of(plan))
    assert found["p_adjusted"].isna().all()
    assert not found["holds"].eq("shown").any()


def test_the_baseline_is_what_the_outcomes_own_analysis_has(joint_plan: Maker) -> None:
    models = {"mmrm": {"covariance": "us", "baseline": "constrained"}, "growth": None}
    plan = joint_plan(PEOPLE.dropna(), models=models)
    results, outcomes = results_of(plan)
    tables = ipt.joint_models(plan, results, outcomes)
    assert tables.joint_tests["scores_a_person"].eq(6).all()
    # One mean at baseline for all arms: the outcomes' baselines are correlated, so that contrasts
    # are near those alone, but not the same.
    alone = [
        result.analysis.grid.contrasts(result.reliable, arm, "waitlist", 0.95)
        .set_index("visit")
        .loc["week_16", "estimate"]
        for result in results
        for arm in ("ipt", "cbt")
    ]
    apart = (tables.joint_contrasts["estimate"] - alone) / tables.joint_contrasts["se"]
    assert 1e-6 < apart.abs().max() < 0.5
