"""In trials of a few people a number is finite, or its status says that it is not to be had."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes import ModelError, contrast, fit, fit_many, joint_test, marginal_means
from ipt_outcomes.models.f_tests import FTest
from ipt_outcomes.models.marginal.linear_functions import judged

FOLDER = Path(__file__).parents[1] / "reference"
COVARIANCES = [
    "(1 | id)",
    "(1 + week | id)",
    "us(visit | id)",
    "cs(visit | id)",
    "csh(visit | id)",
    "ar1(visit | id)",
    "ar1h(visit | id)",
    "toep(visit | id)",
    "toeph(visit | id)",
    "ad(visit | id)",
    "adh(visit | id)",
    "cs(visit | arm / id)",
]
FIXED = ["arm * week", "arm + visit", "arm * visit", "arm * week + base"]
OPTIONS: list[dict[str, Any]] = [
    {},
    {"df": "kenward-roger-linear"},
    {"df": "satterthwaite"},
    {"vcov": "CR0", "df": "normal"},
    {"vcov": "CR2"},
    {"vcov": "CR3"},
]
TRIALS = 6
NUMBERS = ["se", "df", "p_value", "ci_lower", "ci_upper"]


def tiny_trial(seed: int) -> pd.DataFrame:
    """Two to four arms, one to three people an arm on average, two to four visits, some missed."""
    random = np.random.default_rng(seed)
    arms, visits = (int(number) for number in random.integers(2, 5, size=2))
    n = int(random.integers(arms + 1, 3 * arms + 1))
    arm = np.concatenate([np.arange(arms), random.integers(0, arms, n - arms)])
    who = np.repeat(np.arange(n), visits)
    week = np.tile(np.arange(visits), n)
    own = random.normal(size=(n, 2))
    y = float(random.choice([0.0, 1.0, 3.0])) * own[who, 0] + random.normal(size=len(who))
    if random.random() < 0.5:
        y[random.random(len(y)) < 0.15] = np.nan
    return pd.DataFrame(
        {
            "id": who,
            "arm": np.array(list("abcd"))[arm][who],
            "visit": pd.Categorical(week),
            "week": week.astype(float),
            "base": own[who, 1],
            "y": y,
        }
    )


def responses(data: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"first": data["y"], "second": 2.0 * data["y"]})


def assert_sound(table: pd.DataFrame) -> None:
    """What stands beside "ok" is finite, and in its range."""
    good = table[table["status"].isin(["ok", "partly estimable"])]
    if "se" in table:
        assert np.isfinite(good[["estimate", "se", "ci_lower", "ci_upper"]].astype(float)).all(
            axis=None
        )
        assert (good["se"] > 0).all()
        assert (good["df"] > 0).all()
    else:
        assert np.isfinite(good["statistic"]).all()
        assert (good["statistic"] >= 0).all()
        assert (good["df2"] > 0).all()
        assert (table.loc[~table.index.isin(good.index), "reason"] != "").all()
    if "p_value" in table:
        assert good["p_value"].between(0, 1).all()


@pytest.mark.parametrize("covariance", COVARIANCES)
def test_ok_is_sound(covariance: str) -> None:
    fitted = 0
    for seed in range(TRIALS):
        data = tiny_trial(seed)
        fixed, options = FIXED[seed * 7 // 6 % len(FIXED)], OPTIONS[seed % len(OPTIONS)]
        formula = f"y ~ {fixed} + {covariance}"
        try:
            one = fit(formula, data, **options)
        except ModelError:
            continue
        fitted += 1
        tables = [one.coefficients, contrast(one, "arm"), marginal_means(one, "arm")]
        terms = [term.strip() for term in fixed.replace("*", "+").split("+")]
        tables += [joint_test(one, term) for term in terms]
        if "vcov" not in options:
            many = fit_many(formula, data, responses(data), **options)
            tables += [many.coefficients, contrast(many, "arm"), marginal_means(many, "arm")]
        for table in tables:
            assert_sound(table)
    assert fitted


@pytest.fixture(scope="module")
def negative() -> pd.DataFrame:
    data = pd.read_csv(FOLDER / "tiny_trials_negative.csv")
    return data.assign(visit=pd.Categorical(data["visit"]))


def test_negative_adjusted_variance(negative: pd.DataFrame) -> None:
    """mmrm has NaN for every standard error. The estimates remain."""
    formula = "y ~ arm * week + base + toeph(visit | id)"
    one = fit(formula, negative)
    many = fit_many(formula, negative, responses(negative))
    for ask in (
        lambda fitted: fitted.coefficients,
        lambda fitted: contrast(fitted, "arm"),
        lambda fitted: marginal_means(fitted, "arm"),
    ):
        for fitted in (one, many):
            table = ask(fitted)
            assert set(table["status"]) == {"variance not estimable"}
            assert np.isfinite(table["estimate"]).all()
            assert table[[name for name in NUMBERS if name in table]].isna().all(axis=None)
    test = joint_test(one, "arm").iloc[0]
    assert test["status"] == "variance not estimable"
    assert test["reason"] == "Kenward and Roger's adjustment leaves no covariance"
    linear = fit(formula, negative, df="kenward-roger-linear").coefficients
    assert (linear["status"] == "ok").all()


@pytest.mark.parametrize("covariance", ["toeph(visit | id)", "ar1h(visit | id)"])
def test_batched_responses_have_the_same_statuses(covariance: str) -> None:
    data = tiny_trial(239)
    formula = f"y ~ arm + visit + {covariance}"
    one, many = fit(formula, data), fit_many(formula, data, responses(data))
    assert many.fits["batched"].all()
    assert set(one.coefficients["status"]) == {"ok", "variance not estimable"}
    for single, table in (
        (one.coefficients, many.coefficients),
        (contrast(one, "arm"), contrast(many, "arm")),
    ):
        first = table[table["response"] == "first"].reset_index(drop=True)
        pd.testing.assert_series_equal(first["status"], single["status"])
        gap = (first["estimate"] - single["estimate"]).abs().max()
        assert gap < 1e-5 * single["se"].max()
        np.testing.assert_allclose(first["se"], single["se"], rtol=1e-4)


def test_hardly_identified_variance() -> None:
    """Two people in an arm of a covariance of its own: a variance with 5e-12 degrees of freedom."""
    row = np.array([[2.0, 1.0, 5e-12, 2.0, 1.0, -np.inf, np.inf]])
    assert list(judged(row)) == ["df not estimable"]
    np.testing.assert_array_equal(row[0], [2.0, 1.0, *[np.nan] * 5])
    assert not FTest(statistic=2.0, df2=5e-12, rank=2).valid
    assert not FTest(statistic=-1e-15, df2=2.0, rank=2).valid
    assert FTest(statistic=2.0, df2=np.inf, rank=2).valid
