"""Kenward and Roger's F with few degrees of freedom, against pbkrtest and exact tests."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes import fit, joint_test
from ipt_outcomes.models.f_tests import f_test

FOLDER = Path(__file__).parents[1] / "reference"
REFERENCE = pd.read_csv(FOLDER / "tiny_trials.csv")


@pytest.fixture(scope="module")
def trials() -> pd.DataFrame:
    data = pd.read_csv(FOLDER / "tiny_trials_data.csv")
    return data.assign(visit=pd.Categorical(data["visit"]))


@pytest.mark.parametrize("covariance", ["(1 | id)", "cs(visit | id)"])
@pytest.mark.parametrize("row", list(REFERENCE.itertuples()), ids=lambda row: str(row.trial))
def test_agrees_with_pbkrtest_and_the_exact_test(
    row: pd.Series, covariance: str, trials: pd.DataFrame
) -> None:
    data = trials[trials["trial"] == row.trial]
    test = joint_test(fit(f"y ~ arm + visit + {covariance}", data), "arm").iloc[0]
    assert (test["status"], test["reason"]) == ("ok", "")
    assert test["df2"] == pytest.approx(row.exact_ddf, rel=1e-6)
    assert test["df2"] == pytest.approx(row.kr_ddf, rel=1e-6)
    assert test["statistic"] == pytest.approx(row.exact_f, rel=1e-6)
    assert test["statistic"] == pytest.approx(row.kr_f, rel=1e-6)
    assert test["p_value"] == pytest.approx(row.exact_p, rel=1e-6)


@pytest.mark.parametrize("method", ["kenward-roger", "satterthwaite"])
def test_known_covariance_parameters_leave_a_chi_squared(method: str, trials: pd.DataFrame) -> None:
    """With W zero F has its scale one and infinitely many degrees of freedom."""
    data = trials[trials["trial"] == "four_df"]
    inference = fit("y ~ arm + visit + (1 | id)", data, df=method).inference
    known = replace(
        inference,
        theta_covariance=np.zeros_like(inference.theta_covariance),
        covariance=inference.phi,
    )
    functions = np.eye(len(inference.beta))[1:3]
    estimate = functions @ inference.beta
    found = f_test(known, functions)
    wald = estimate @ np.linalg.solve(functions @ inference.phi @ functions.T, estimate)
    assert found.statistic == pytest.approx(wald / 2, rel=1e-10)
    assert found.df2 == np.inf


def test_functions_in_other_units_have_the_same_test(trials: pd.DataFrame) -> None:
    data = trials[trials["trial"] == "four_df"]
    inference = fit("y ~ arm + visit + (1 | id)", data).inference
    functions = np.eye(len(inference.beta))[1:3]
    turned = np.array([[1e6, 2e6], [3e-6, 1e-6]]) @ functions
    one, other = f_test(inference, functions), f_test(inference, turned)
    assert other.statistic == pytest.approx(one.statistic, rel=1e-8)
    assert other.df2 == pytest.approx(one.df2, rel=1e-8)
