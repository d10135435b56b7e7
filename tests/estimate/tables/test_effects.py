"""The table of effects on a real trial, and where there is nothing to estimate."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.estimate.given import Given
from ipt_outcomes.estimate.ledger.intervals import INTERVALS
from ipt_outcomes.estimate.ledger.standardisers import NAMES
from ipt_outcomes.estimate.tables.models import models_table
from ipt_outcomes.plan.effect_size import EffectSize

from ..conftest import result


def plan_effects(plan: ipt.Plan, results: list[ipt.Result], outcomes: pd.DataFrame) -> pd.DataFrame:
    return ipt.plan_effects(plan, ipt.planned_contrasts(plan, results), outcomes)


@pytest.fixture(scope="module")
def effects(
    blues_plan: ipt.Plan, blues_results: list[ipt.Result], blues_outcomes: pd.DataFrame
) -> pd.DataFrame:
    return plan_effects(blues_plan, blues_results, blues_outcomes)


def test_a_row_a_model_and_visit_after_baseline(effects: pd.DataFrame) -> None:
    visits = ["month_2", "month_3", "month_5", "month_8"]
    assert list(effects.loc[effects["analysis"] == "mmrm", "visit"]) == visits
    assert list(effects.loc[effects["analysis"] == "growth", "visit"]) == visits
    assert list(effects.loc[effects["endpoint"], "visit"]) == ["month_2", "month_2"]


def test_people_behind_each_row(effects: pd.DataFrame) -> None:
    """Observed by visit, as published: TAU 45, 36, 29, 25; BtheB 52, 37, 29, 27."""
    mmrm = effects[effects["analysis"] == "mmrm"]
    assert list(mmrm["n_comparison"]) == [45, 36, 29, 25]
    assert list(mmrm["n_test"]) == [52, 37, 29, 27]
    assert set(mmrm["participants"]) == {97} and set(mmrm["observations"]) == {280}


def test_the_model_agrees_with_its_own_contrast(
    effects: pd.DataFrame, blues_results: list[ipt.Result]
) -> None:
    fit = blues_results[0].reliable
    assert fit is not None
    asked = ipt.contrast(fit, "arm", against="tau", by="visit")
    mmrm = effects[effects["analysis"] == "mmrm"]
    for column in ("estimate", "se", "df", "p_value", "ci_lower", "ci_upper"):
        np.testing.assert_array_equal(mmrm[column], asked[column])


def test_lower_bdi_favours_the_test_arm(effects: pd.DataFrame) -> None:
    assert (effects["estimate"] < 0).all()
    assert set(effects["favours"]) == {"ccbt"}


def test_the_growth_lines_meet_at_week_0(
    blues_plan: ipt.Plan, blues_results: list[ipt.Result]
) -> None:
    means = ipt.adjusted_means(blues_plan, blues_results)
    start = means[(means["analysis"] == "growth") & (means["visit"] == "baseline")]
    assert start["estimate"].nunique() == 1 and start["estimate"].notna().all()


def without_arm_at(outcomes: pd.DataFrame, arm: str, visit: str) -> pd.DataFrame:
    nobody = (outcomes["arm"] == arm) & (outcomes["visit"] == visit)
    return outcomes.assign(score=outcomes["score"].mask(nobody))


@pytest.mark.parametrize("model", ["mmrm", "growth"])
def test_an_arm_without_data_at_a_visit_is_not_estimable(
    model: str, blues_plan: ipt.Plan, blues_study: ipt.Study, blues_outcomes: pd.DataFrame
) -> None:
    outcomes = without_arm_at(blues_outcomes, "tau", "month_8")
    results = [result(blues_plan, blues_study.participants, outcomes, model)]
    effects = plan_effects(blues_plan, results, outcomes).set_index("visit")
    assert effects.loc["month_8", "status"] == "not estimable"
    assert effects.loc["month_8", ["estimate", "se", "p_value", "effect_size"]].isna().all()
    assert pd.isna(effects.loc["month_8", "favours"])
    assert effects.loc["month_5", "status"] == "ok" and effects.loc["month_8", "n_test"] == 27
    means = ipt.adjusted_means(blues_plan, results).set_index(["arm", "visit"])
    assert means.loc[("tau", "month_8"), "status"] == "not estimable"
    assert np.isnan(means.loc[("tau", "month_8"), "estimate"])
    assert means.loc[("ccbt", "month_8"), "status"] == "ok"


def test_a_visit_that_nobody_came_to(
    blues_plan: ipt.Plan, blues_study: ipt.Study, blues_outcomes: pd.DataFrame
) -> None:
    outcomes = without_arm_at(blues_outcomes, "tau", "month_8")
    outcomes = without_arm_at(outcomes, "ccbt", "month_8")
    results = [result(blues_plan, blues_study.participants, outcomes, "mmrm")]
    effects = plan_effects(blues_plan, results, outcomes).set_index("visit")
    assert effects.loc["month_8", "status"] == "not estimable"
    assert effects.loc["month_2", "status"] == "ok"


@pytest.fixture(scope="module")
def with_a_failure(
    blues_plan: ipt.Plan, blues_study: ipt.Study, blues_outcomes: pd.DataFrame
) -> tuple[list[ipt.Result], pd.DataFrame]:
    """Every score after baseline the same: no model can be fitted."""
    constant = blues_outcomes["score"].mask(blues_outcomes["visit"] != "baseline", 7.0)
    outcomes = blues_outcomes.assign(score=constant)
    return [result(blues_plan, blues_study.participants, outcomes, "mmrm")], outcomes


def test_a_model_that_fails_is_a_row_that_says_so(
    blues_plan: ipt.Plan, with_a_failure: tuple[list[ipt.Result], pd.DataFrame]
) -> None:
    results, outcomes = with_a_failure
    models = models_table(results)
    assert list(models["status"]) == ["failed"]
    assert models["reason"].iloc[0] and models["participants"].iloc[0] == 100
    effects = plan_effects(blues_plan, results, outcomes)
    assert set(effects["status"]) == {"failed"} and effects["estimate"].isna().all()
    assert set(ipt.adjusted_means(blues_plan, results)["status"]) == {"failed"}


def test_a_model_that_did_not_converge_shows_no_numbers(
    blues_plan: ipt.Plan, blues_results: list[ipt.Result], blues_outcomes: pd.DataFrame
) -> None:
    fit = blues_results[0].reliable
    assert fit is not None
    doubtful = [replace(blues_results[0], fit=replace(fit, converged=False))]
    effects = plan_effects(blues_plan, doubtful, blues_outcomes)
    assert set(effects["status"]) == {"not converged"} and effects["estimate"].isna().all()


def test_a_fallback_covariance_is_named_with_what_was_passed_over(
    blues_plan: ipt.Plan, blues_study: ipt.Study, blues_outcomes: pd.DataFrame
) -> None:
    """Two scores at month 8 do not identify an unstructured matrix; the plan's next is fitted."""
    late = blues_outcomes["visit"] == "month_8"
    seen = blues_outcomes.index[late & blues_outcomes["score"].notna()][2:]
    outcomes = blues_outcomes.assign(
        score=blues_outcomes["score"].mask(blues_outcomes.index.isin(seen))
    )
    asked = ipt.planned_analysis(blues_plan, "bdi")
    tables = {"participants": blues_study.participants, "outcomes": outcomes}
    result = ipt.analyse(replace(asked, fallback=("toeph", "cs")), tables)
    row = models_table([result]).iloc[0]
    assert row["status"] == "ok"
    assert "us(visit" not in row["formula"]
    assert row["covariance"] in row["formula"]
    assert row["reason"].startswith("unstructured (")


def test_the_verdict_names_what_failed(
    blues_results: list[ipt.Result], with_a_failure: tuple[list[ipt.Result], pd.DataFrame]
) -> None:
    good = models_table(blues_results)
    assert ipt.verdict({"blues": good}) == "blues: 2 models fitted\n"
    bad = models_table(with_a_failure[0])
    with pytest.raises(ipt.UnreliableModelsError, match="other: the mmrm model of bdi failed: "):
        ipt.verdict({"blues": good, "other": bad})


def test_an_estimate_from_elsewhere_becomes_an_effect_too(
    blues_plan: ipt.Plan, blues_results: list[ipt.Result], blues_outcomes: pd.DataFrame
) -> None:
    """What a pool of imputations or a sum over sites gives: a frame, and no fit behind it."""
    contrasts = ipt.planned_contrasts(blues_plan, blues_results[:1])
    pooled = contrasts.assign(
        estimate=-5.0, se=2.0, df=30.0, ci_lower=-9.084, ci_upper=-0.916, status="ok"
    )
    effects = ipt.plan_effects(blues_plan, pooled, blues_outcomes)
    assert list(effects["favours"]) == ["ccbt"] * 4
    assert list(effects.loc[effects["endpoint"], "conclusion"]) == ["test arm better"]
    made = effects.loc[0, ["effect_size", "sd", "sd_df"]].astype(float)
    correction = made["effect_size"] * made["sd"] / -5.0
    # J on 98 degrees of freedom (Hedges 1981, table 2 by its series).
    assert correction == pytest.approx(1 - 3 / (4 * made["sd_df"] - 1), abs=1e-4)


def test_the_margin_in_g_is_on_the_worse_side(root: Path) -> None:
    plan = ipt.read_plan(root / "config/trials/demo_ipt.yaml")
    study = ipt.read_study(plan)
    outcomes = ipt.prepare_outcome(plan, study.participants, study.scores, "phq9").outcomes
    tables = {"participants": study.participants, "outcomes": outcomes}
    results = [ipt.analyse(ipt.planned_analysis(plan, "phq9"), tables)]
    effects = plan_effects(plan, results, outcomes)
    asked = effects[effects["hypothesis"] == "non-inferiority"]
    # A lower PHQ-9 is better: the test arm is worse where the difference is positive.
    ratio = asked["margin_effect_size"] / asked["margin"]
    assert ratio.to_numpy() == pytest.approx((asked["effect_size"] / asked["estimate"]).to_numpy())
    assert (ratio > 0).all()
    assert effects.loc[effects["margin"].isna(), "margin_effect_size"].isna().all()


def test_no_contrast_is_an_empty_table(
    blues_plan: ipt.Plan, blues_results: list[ipt.Result], blues_outcomes: pd.DataFrame
) -> None:
    contrasts = ipt.planned_contrasts(blues_plan, blues_results)
    none = ipt.plan_effects(blues_plan, contrasts.iloc[:0], blues_outcomes)
    some = ipt.plan_effects(blues_plan, contrasts, blues_outcomes)
    assert none.empty and list(none) == list(some)
    assert dict(none.dtypes) == dict(some.dtypes)


@pytest.mark.parametrize(
    "named",
    [
        EffectSize(standardiser="baseline_comparison", correction="approximate"),
        EffectSize(standardiser="visit_pooled", correction="none", interval="noncentral-t"),
        EffectSize(standardiser="visit_comparison"),
        EffectSize(standardiser="change"),
        EffectSize(standardiser="model", correction="none"),
    ],
    ids=lambda named: named.standardiser,
)
def test_the_size_is_the_one_that_the_plan_names(
    blues_plan: ipt.Plan,
    blues_results: list[ipt.Result],
    blues_outcomes: pd.DataFrame,
    named: EffectSize,
) -> None:
    """The ledger's row of that definition, and it is marked as shown."""
    plan = blues_plan.model_copy(update={"effect_size": named})
    given = Given(plan, blues_results, blues_outcomes)
    key = ["outcome", "analysis", "visit", "test", "comparison"]
    shown = given.table("effect_sizes").query("shown").set_index(key)
    assert set(shown["standardiser"]) == {NAMES[named.standardiser]}
    assert set(shown["correction"]) == {named.correction}
    assert set(shown["ci_method"]) == {INTERVALS[named.interval]}
    effects = given.table("effects").set_index(key)
    assert len(effects) == len(shown) == 8
    for column, of in {
        "effect_size": "estimate", "effect_size_se": "se", "effect_size_lower": "ci_lower",
        "effect_size_upper": "ci_upper", "sd": "sd", "sd_df": "sd_df",
    }.items():  # fmt: skip
        np.testing.assert_array_equal(effects[column], shown.loc[effects.index, of])
    bare = effects["estimate"] / effects["sd"]
    factor = effects["effect_size"] / bare
    assert (factor == 1).all() if named.correction == "none" else factor.between(0.95, 1).all()
    again = ipt.plan_effects(plan, given.contrasts, blues_outcomes, blues_results)
    pd.testing.assert_frame_equal(again, given.table("effects"))
