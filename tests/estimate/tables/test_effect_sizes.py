"""The ledger, on a real trial, by hand."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.estimate.given import Given
from ipt_outcomes.estimate.tables.effect_sizes import ADJUSTED, RAW, SLOPE, ledger

KEYS = ["analysis", "numerator", "standardiser", "correction", "ci_method"]


@pytest.fixture(scope="module")
def found(
    blues_plan: ipt.Plan, blues_results: list[ipt.Result], blues_outcomes: pd.DataFrame
) -> pd.DataFrame:
    table = ledger(Given(blues_plan, blues_results, blues_outcomes))
    return table[table["endpoint"]].set_index(KEYS).sort_index()


@pytest.fixture(scope="module")
def wide(blues_outcomes: pd.DataFrame) -> pd.DataFrame:
    return blues_outcomes.pivot(index="participant", columns="visit", values="score").join(
        blues_outcomes.drop_duplicates("participant").set_index("participant")["arm"]
    )


def pooled(values: pd.Series, arm: pd.Series) -> tuple[float, int]:
    groups = values.dropna().groupby(arm)
    df = int((groups.count() - 1).sum())
    return math.sqrt(float(((groups.count() - 1) * groups.var()).sum() / df)), df


def test_each_standard_deviation_is_what_its_name_says(
    found: pd.DataFrame, wide: pd.DataFrame
) -> None:
    own = found.loc[("mmrm", ADJUSTED)].droplevel(["correction", "ci_method"])
    own = own[~own.index.duplicated()]
    month, before, arm = wide["month_2"], wide["baseline"], wide["arm"]
    control = arm == "tau"
    for name, (sd, df) in {
        "baseline, pooled": pooled(before, arm),
        "visit, pooled": pooled(month, arm),
        "change since baseline, pooled": pooled(month - before, arm),
        "baseline, comparison arm": pooled(before[control], arm[control]),
        "visit, comparison arm": pooled(month[control], arm[control]),
    }.items():
        assert own.loc[name, "sd"] == pytest.approx(sd)
        assert own.loc[name, "sd_df"] == df
    # What the covariates explain is part of the spread of scores.
    assert own.loc["model, at the visit", "sd"] == pytest.approx(pooled(month, arm)[0], rel=0.05)


def test_the_model_s_sd_is_not_the_residual_one(
    found: pd.DataFrame, blues_results: list[ipt.Result]
) -> None:
    fit = blues_results[0].reliable
    assert fit is not None
    residual = math.sqrt(fit.covariance.iloc[0, 0])
    rows = blues_results[0].rows
    fitted = ipt.scaled_residuals(fit, rows)
    here = (rows["visit"].astype(str) == "month_2").to_numpy()
    groups = fitted.loc[here, "fitted"].groupby(rows.loc[here, "arm"].astype(str).to_numpy())
    among = float((groups.var() * (groups.count() - 1)).sum() / groups.count().sum())
    row = found.loc[("mmrm", ADJUSTED, "model, at the visit", "exact", "delta")]
    assert row["sd"] == pytest.approx(math.sqrt(residual**2 + among), rel=1e-6)
    assert row["sd"] > 1.1 * residual


def test_raw_means_are_a_t_test(found: pd.DataFrame, wide: pd.DataFrame) -> None:
    from scipy import stats

    a, b = (wide.loc[wide["arm"] == arm, "month_2"].dropna() for arm in ("ccbt", "tau"))
    test = stats.ttest_ind(a, b)
    row = found.loc[("observed", RAW, "visit, pooled", "none", "noncentral t")]
    sd, _ = pooled(wide["month_2"], wide["arm"])
    assert row["estimate"] == pytest.approx((a.mean() - b.mean()) / sd)
    assert row["p_value"] == pytest.approx(test.pvalue)
    assert (row["n_test"], row["n_comparison"]) == (52, 45)
    metapsy = found.loc[("observed", RAW, "visit, pooled", "approximate", "delta")]
    assert metapsy["estimate"] == pytest.approx(row["estimate"] * (1 - 3 / (4 * 95 - 1)))


def test_growth_of_a_line_is_its_difference_at_the_end(
    blues_plan: ipt.Plan, blues_results: list[ipt.Result], blues_outcomes: pd.DataFrame
) -> None:
    table = ledger(Given(blues_plan, blues_results, blues_outcomes))
    last = table[(table["analysis"] == "growth") & (table["visit"] == "month_8")]
    last = last[last["standardiser"] == "baseline, pooled"].set_index(
        ["numerator", "correction", "ci_method"]
    )
    for name in ("estimate", "se", "ci_lower"):
        assert last.loc[(SLOPE, "exact", "delta"), name] == pytest.approx(
            last.loc[(ADJUSTED, "exact", "delta"), name]
        )


def test_what_the_effects_table_has_is_the_one_that_is_shown(
    found: pd.DataFrame,
    blues_plan: ipt.Plan,
    blues_results: list[ipt.Result],
    blues_outcomes: pd.DataFrame,
) -> None:
    contrasts = ipt.planned_contrasts(blues_plan, blues_results)
    effects = ipt.plan_effects(blues_plan, contrasts, blues_outcomes)
    own = effects[effects["endpoint"]].set_index("analysis")
    shown = found[found["shown"]].reset_index().set_index("analysis")
    for name, other in (("estimate", "effect_size"), ("se", "effect_size_se")):
        np.testing.assert_allclose(shown[name].sort_index(), own[other].sort_index())
    assert set(shown["favours"]) == {"ccbt"}


def test_of_change_nothing_is_said_about_people(found: pd.DataFrame) -> None:
    rows = found.xs("change since baseline, pooled", level="standardiser")
    assert rows[["overlap", "superiority", "number_needed_to_treat"]].isna().all(axis=None)
    other = found.xs("baseline, pooled", level="standardiser")
    # The lower score is the better one, and the test arm's is lower.
    assert (other["estimate"] < 0).all() and (other["superiority"] > 0.5).all()
    assert (other["number_needed_to_treat"] > 0).all()


def test_a_contrast_without_a_result_keeps_its_rows(
    blues_plan: ipt.Plan, blues_results: list[ipt.Result], blues_outcomes: pd.DataFrame
) -> None:
    from dataclasses import replace

    failed = ipt.FailedFit("y ~ 1", "reml", "kenward-roger", "no")
    results = [replace(blues_results[0], fit=failed)]
    table = ledger(Given(blues_plan, results, blues_outcomes))
    own = table[table["analysis"] == "mmrm"]
    assert len(own) and set(own["status"]) == {"failed"} and own["estimate"].isna().all()


def test_bootstrap_intervals_stand_beside_the_one_that_is_shown(
    blues_plan: ipt.Plan, blues_results: list[ipt.Result], blues_outcomes: pd.DataFrame
) -> None:
    named = blues_plan.effect_size.model_copy(update={"bootstrap": 99})
    plan = blues_plan.model_copy(update={"effect_size": named})
    people = ipt.read_study(plan).participants
    tables = {"participants": people, "outcomes": blues_outcomes}
    expected = ipt.bootstrap_effect_sizes(plan, blues_results, tables, draws=99)
    table = ledger(Given(plan, blues_results, blues_outcomes, people))
    drawn = table[table["ci_method"].str.startswith("bootstrap")].reset_index(drop=True)
    assert drawn["ci_method"].tolist() == ["bootstrap percentile", "bootstrap BCa"]
    assert not drawn["shown"].any()
    for name in ("se", "ci_lower", "ci_upper"):
        np.testing.assert_array_equal(drawn[name], expected[name])
    shown = table[table["shown"] & table["endpoint"] & (table["analysis_role"] == "primary")]
    np.testing.assert_allclose(drawn["estimate"], shown["estimate"].item())
