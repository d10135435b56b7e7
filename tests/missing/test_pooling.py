"""Rubin's rules are mice's, and say when imputations are few."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.models.errors import ModelError

REFERENCE = Path(__file__).parents[1] / "reference" / "missing"


@pytest.fixture(scope="module")
def estimates() -> pd.DataFrame:
    return pd.read_csv(REFERENCE / "pool_estimates.csv")


@pytest.mark.parametrize("rule", ["rubin", "rubin1987"])
@pytest.mark.filterwarnings("ignore::ipt_outcomes.FewImputationsWarning")
def test_against_mice(estimates: pd.DataFrame, rule: str) -> None:
    expected = pd.read_csv(REFERENCE / "pool.csv")
    expected = expected[expected["rule"] == rule].set_index("case")
    shuffled = estimates.sample(frac=1, random_state=3)
    for case, rows in shuffled.groupby("case"):
        found = ipt.pool(rows, rule).set_index("case").loc[case]
        for name in ("estimate", "se", "df", "within", "between", "fraction_missing"):
            assert found[name] == pytest.approx(expected.loc[case, name], rel=1e-9), (case, name)
        m = found["n_imputations"]
        assert found["monte_carlo_se"] == pytest.approx(np.sqrt(found["between"] / m))


def test_estimates_are_told_apart_by_their_columns(estimates: pd.DataFrame) -> None:
    one = estimates[estimates["case"] == "usual"].drop(columns="case")
    both = pd.concat([one.assign(visit=8), one.assign(visit=12, estimate=one["estimate"] - 1)])
    found = ipt.pool(both.assign(statistic=0.1, p_value=0.9))
    assert found["visit"].tolist() == [8, 12]
    assert found["estimate"].diff().iloc[1] == pytest.approx(-1)
    assert (found["ci_lower"] < found["estimate"]).all() and set(found["status"]) == {"ok"}


def test_few_imputations_are_told(estimates: pd.DataFrame) -> None:
    much = estimates[estimates["case"] == "much"]
    with pytest.warns(ipt.FewImputationsWarning, match="10 imputations are few .* at least 87"):
        found = ipt.pool(much)
    assert found["wanted_imputations"].tolist() == [87]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ipt.pool(estimates[estimates["case"] == "usual"])


def test_one_failed_analysis_is_no_estimate(estimates: pd.DataFrame) -> None:
    usual = estimates[estimates["case"] == "usual"].assign(status="ok")
    for column, value in (("estimate", np.nan), ("status", "not converged")):
        broken = usual.copy()
        broken.iloc[4, broken.columns.get_loc(column)] = value
        found = ipt.pool(broken).iloc[0]
        assert found["status"] == "not estimable" and np.isnan(found["estimate"])
        assert np.isnan(found["se"]) and pd.isna(found["wanted_imputations"])


@pytest.mark.filterwarnings("ignore::ipt_outcomes.FewImputationsWarning")
def test_what_is_no_standard_error_gives_no_interval(estimates: pd.DataFrame) -> None:
    usual = estimates[estimates["case"] == "usual"]
    for column, value in (("se", -1.0), ("df", 0.0), ("df", -4.0)):
        found = ipt.pool(usual.assign(**{column: value})).iloc[0]
        assert found["status"] == "not estimable" and np.isnan(found["estimate"])
    exact = ipt.pool(usual.assign(se=0.0)).iloc[0]
    assert exact["status"] == "variance not estimable" and np.isnan(exact["ci_lower"])


def test_without_df_they_are_infinite_for_complete_data(estimates: pd.DataFrame) -> None:
    usual = estimates[estimates["case"] == "usual"]
    found, expected = ipt.pool(usual.drop(columns="df")), ipt.pool(usual, "rubin1987")
    assert found["df"][0] == pytest.approx(expected["df"][0])


@pytest.mark.parametrize(
    ("rows", "rule", "message"),
    [
        (lambda d: d.drop(columns="se"), "rubin", "have no se"),
        (lambda d: d.iloc[:0], "rubin", "have no rows"),
        (lambda d: d.iloc[:1], "rubin", "same number of imputations"),
        (lambda d: d.assign(visit=[1] + [2] * (len(d) - 1)), "rubin", "1 to 49"),
        (lambda d: d, "mean", "'rubin' and 'rubin1987'"),
        (lambda d: d["estimate"], "rubin", "must be a pandas DataFrame"),
        (lambda d: pd.concat([d, d[["se"]]], axis=1), "rubin", "several columns 'se'"),
        (
            lambda d: pd.concat([d, d]).assign(imputation=[*range(len(d))] * 2),
            "rubin",
            "50 rows are of an imputation that has such an estimate already",
        ),
    ],
)
def test_what_is_refused(estimates: pd.DataFrame, rows: object, rule: str, message: str) -> None:
    usual = estimates[estimates["case"] == "usual"]
    with pytest.raises(ModelError, match=message):
        ipt.pool(rows(usual), rule)  # type: ignore[operator]
