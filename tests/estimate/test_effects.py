"""The table of effects on a real trial, and where there is nothing to estimate."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.estimate.results import ModelResult

from .conftest import result


@pytest.fixture(scope="module")
def effects(
    blues_plan: ipt.Plan, blues_results: list[ModelResult], blues_outcomes: pd.DataFrame
) -> pd.DataFrame:
    return ipt.plan_effects(blues_plan, blues_results, blues_outcomes)


def test_a_row_a_model_and_visit_after_baseline(effects: pd.DataFrame) -> None:
    visits = ["month_2", "month_3", "month_5", "month_8"]
    assert list(effects.loc[effects["model"] == "mmrm", "visit"]) == visits
    assert list(effects.loc[effects["model"] == "growth", "visit"]) == visits
    assert list(effects.loc[effects["endpoint"], "visit"]) == ["month_2", "month_2"]


def test_people_behind_each_row(effects: pd.DataFrame) -> None:
    """Observed by visit, as published: TAU 45, 36, 29, 25; BtheB 52, 37, 29, 27."""
    mmrm = effects[effects["model"] == "mmrm"]
    assert list(mmrm["n_comparison"]) == [45, 36, 29, 25]
    assert list(mmrm["n_test"]) == [52, 37, 29, 27]
    assert set(mmrm["participants"]) == {97} and set(mmrm["observations"]) == {280}


def test_the_model_agrees_with_its_own_contrast(
    effects: pd.DataFrame, blues_results: list[ModelResult]
) -> None:
    fit = blues_results[0].reliable
    assert fit is not None
    asked = ipt.contrast(fit, "arm", against="tau", by="visit")
    mmrm = effects[effects["model"] == "mmrm"]
    for column in ("estimate", "se", "df", "p_value", "ci_lower", "ci_upper"):
        np.testing.assert_array_equal(mmrm[column], asked[column])


def test_lower_bdi_favours_the_test_arm(effects: pd.DataFrame) -> None:
    assert (effects["estimate"] < 0).all()
    assert set(effects["favours"]) == {"ccbt"}


def test_the_growth_lines_meet_at_week_0(
    blues_plan: ipt.Plan, blues_results: list[ModelResult]
) -> None:
    means = ipt.adjusted_means(blues_plan, blues_results)
    start = means[(means["model"] == "growth") & (means["visit"] == "baseline")]
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
    effects = ipt.plan_effects(blues_plan, results, outcomes).set_index("visit")
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
    effects = ipt.plan_effects(blues_plan, results, outcomes).set_index("visit")
    assert effects.loc["month_8", "status"] == "not estimable"
    assert effects.loc["month_2", "status"] == "ok"


@pytest.fixture(scope="module")
def with_a_failure(
    blues_plan: ipt.Plan, blues_study: ipt.Study, blues_outcomes: pd.DataFrame
) -> tuple[list[ModelResult], pd.DataFrame]:
    """Every score after baseline the same: no model can be fitted."""
    constant = blues_outcomes["score"].mask(blues_outcomes["visit"] != "baseline", 7.0)
    outcomes = blues_outcomes.assign(score=constant)
    return [result(blues_plan, blues_study.participants, outcomes, "mmrm")], outcomes


def test_a_model_that_fails_is_a_row_that_says_so(
    blues_plan: ipt.Plan, with_a_failure: tuple[list[ModelResult], pd.DataFrame]
) -> None:
    results, outcomes = with_a_failure
    models = ipt.models_table(results)
    assert list(models["status"]) == ["failed"]
    assert models["reason"].iloc[0] and models["participants"].iloc[0] == 100
    effects = ipt.plan_effects(blues_plan, results, outcomes)
    assert set(effects["status"]) == {"failed"} and effects["estimate"].isna().all()
    assert set(ipt.adjusted_means(blues_plan, results)["status"]) == {"failed"}


def test_a_model_that_did_not_converge_shows_no_numbers(
    blues_plan: ipt.Plan, blues_results: list[ModelResult], blues_outcomes: pd.DataFrame
) -> None:
    fit = blues_results[0].reliable
    assert fit is not None
    doubtful = [replace(blues_results[0], fit=replace(fit, converged=False))]
    effects = ipt.plan_effects(blues_plan, doubtful, blues_outcomes)
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
    frame = ipt.model_frame(blues_plan, blues_study.participants, outcomes, "bdi", "mmrm")
    asked = ipt.specify(blues_plan, "mmrm")
    fit = ipt.attempt_fit(
        asked.formula, frame.rows, method="reml", df=asked.df, fallback=("toeph", "cs")
    )
    row = ipt.models_table(
        [ipt.ModelResult("bdi", "mmrm", fit, frame.rows, frame.analysis_set)]
    ).iloc[0]
    assert row["status"] == "ok"
    assert "us(visit" not in row["formula"]
    assert row["reason"].startswith("us(visit | participant): ")


def test_the_verdict_names_what_failed(
    blues_results: list[ModelResult], with_a_failure: tuple[list[ModelResult], pd.DataFrame]
) -> None:
    good = ipt.models_table(blues_results)
    assert ipt.verdict({"blues": good}) == "blues: 2 models fitted\n"
    bad = ipt.models_table(with_a_failure[0])
    with pytest.raises(ipt.UnreliableModelsError, match="other: the mmrm model of bdi failed: "):
        ipt.verdict({"blues": good, "other": bad})
