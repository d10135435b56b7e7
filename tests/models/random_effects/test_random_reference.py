"""Fits against lme4, lmerTest (Satterthwaite) and pbkrtest (Kenward-Roger).

The numbers are made by tests/reference/random_effects.R with tightened optimisers.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.models.fit import fit
from ipt_outcomes.models.result import Fit

ROOT = Path(__file__).parents[3]
REFERENCE = ROOT / "tests" / "reference"

BTHEB = "bdi ~ bdi_pre + months + treatment + drug + length"
FORMULAS = {
    "btheb_intercept_ml": f"{BTHEB} + (1 | subject)",
    "btheb_slope_ml": f"{BTHEB} + (months | subject)",
    "btheb_intercept": f"{BTHEB} + (1 | subject)",
    "btheb_slope": f"{BTHEB} + (1 + months | subject)",
    "sleepstudy": "reaction ~ days + (days | subject)",
    "sleepstudy_ml": "reaction ~ days + (days | subject)",
    "sleepstudy_uncorrelated": "reaction ~ days + (days || subject)",
    "three_level": "y ~ arm * week + (1 + week | participant) + (0 + treated | therapist)",
    "three_level_days": "y ~ arm * days + (1 + days | participant) + (0 + treated | therapist)",
    "nested": "y ~ arm * week + (1 | therapist / participant)",
    "crossed": "score ~ condition + (1 | rater) + (1 | recording)",
    "singular_intercept": "y ~ arm + week + (1 | participant)",
    "singular_slope": "y ~ arm * week + (1 + week | participant)",
}
REML = [name for name in FORMULAS if not name.endswith("_ml")]


@cache
def table(name: str) -> pd.DataFrame:
    return pd.read_csv(
        REFERENCE / f"random_effects_{name}.csv", keep_default_na=False, na_values=[""]
    )


@cache
def data(name: str) -> pd.DataFrame:
    if name == "btheb":
        return beat_the_blues()
    if name == "treated_only":
        frame = data("three_level")
        return frame[frame["treated"] == 1]
    frame = table(name)
    if "arm" in frame:
        levels = [level for level in ("waitlist", "cbt", "ipt") if level in set(frame["arm"])]
        frame = frame.assign(arm=pd.Categorical(frame["arm"], levels))
    return frame


def beat_the_blues() -> pd.DataFrame:
    wide = pd.read_csv(ROOT / "data" / "raw" / "beat_the_blues" / "btheb_ccbt_vs_tau.csv")
    wide = wide.rename(columns=lambda name: name.replace(".", "_"))
    long = wide.melt(
        ["subject", "drug", "length", "treatment", "bdi_pre"], var_name="visit", value_name="bdi"
    )
    long["months"] = long["visit"].str.extract(r"(\d)")[0].astype(float)
    long["treatment"] = pd.Categorical(long["treatment"], ["TAU", "BtheB"])
    return long


@cache
def fitted(name: str, df: str) -> Fit:
    row = table("fits").set_index("model").loc[name]
    return fit(FORMULAS[name], data(row["data"]), method=row["method"], df=df)


def expected_coefficients(name: str) -> pd.DataFrame:
    every = table("coefficients")
    return every[every["model"] == name].reset_index(drop=True)


def assert_same_estimates(name: str, found: pd.DataFrame, rtol: float) -> pd.DataFrame:
    expected = expected_coefficients(name)
    assert len(found) == len(expected)
    np.testing.assert_allclose(
        found["estimate"], expected["estimate"], rtol=rtol, atol=1e-5 * expected["se"].min()
    )
    return expected


@pytest.mark.parametrize("name", FORMULAS)
def test_likelihood_is_lme4s_or_better(name: str) -> None:
    row = table("fits").set_index("model").loc[name]
    found = fitted(name, "satterthwaite")
    assert found.converged
    assert found.singular == row["singular"]
    assert found.minus_2_log_likelihood <= row["minus_2_log_likelihood"] * (1 + 1e-9)
    assert found.minus_2_log_likelihood == pytest.approx(row["minus_2_log_likelihood"], rel=1e-8)
    assert found.aic == pytest.approx(row["aic"], rel=1e-8)
    assert found.bic == pytest.approx(row["bic"], rel=1e-8)


@pytest.mark.parametrize("name", FORMULAS)
def test_estimates_and_standard_errors(name: str) -> None:
    found = fitted(name, "satterthwaite").coefficients
    expected = assert_same_estimates(name, found, rtol=1e-5)
    np.testing.assert_allclose(found["se"], expected["se"], rtol=1e-4)


@pytest.mark.parametrize("name", FORMULAS)
def test_satterthwaite_degrees_of_freedom(name: str) -> None:
    found = fitted(name, "satterthwaite").coefficients
    expected = expected_coefficients(name)
    np.testing.assert_allclose(found["df"], expected["df_satterthwaite"], rtol=1e-3)


@pytest.mark.parametrize("name", REML)
def test_kenward_roger_as_pbkrtest(name: str) -> None:
    found = fitted(name, "kenward-roger").coefficients
    expected = assert_same_estimates(name, found, rtol=1e-5)
    np.testing.assert_allclose(found["se"], expected["se_kenward_roger"], rtol=1e-4)
    np.testing.assert_allclose(found["df"], expected["df_kenward_roger"], rtol=1e-3)


@pytest.mark.parametrize("name", FORMULAS)
def test_variance_components(name: str) -> None:
    every = table("covariances")
    expected = every[every["model"] == name]
    found = fitted(name, "satterthwaite").covariance
    assert list(found.columns) == [
        "group",
        "term",
        "term_2",
        "variance_or_covariance",
        "sd_or_correlation",
    ]
    assert found["group"].iloc[-1] == "Residual"
    # lme4 orders the groups by their number of levels and we by the formula: match by value.
    for column in ("variance_or_covariance", "sd_or_correlation"):
        np.testing.assert_allclose(
            np.sort(found[column]), np.sort(expected[column]), rtol=2e-5, atol=1e-6
        )


def test_published_fit_of_beat_the_blues() -> None:
    """HSAUR3, chapter on longitudinal data, figure 13.2."""
    found = fitted("btheb_intercept_ml", "satterthwaite")
    table = found.coefficients
    assert list(table["estimate"].round(5)) == [
        5.59239,
        0.63968,
        -0.70476,
        -2.32908,
        -2.82495,
        0.19708,
    ]
    assert list(table["se"].round(5)) == [2.24244, 0.07789, 0.14639, 1.67036, 1.72684, 1.63832]
    assert list(found.covariance["variance_or_covariance"].round(2)) == [48.78, 25.14]
    assert round(found.minus_2_log_likelihood / -2, 2) == -935.75
    assert round(found.aic, 1) == 1887.5
    assert (found.n_subjects, found.n_observations) == (97, 280)


def test_published_likelihood_ratio_of_the_slope() -> None:
    intercept = fitted("btheb_intercept_ml", "satterthwaite").minus_2_log_likelihood
    slope = fitted("btheb_slope_ml", "satterthwaite")
    assert round(slope.aic, 1) == 1891.0
    assert round(intercept - slope.minus_2_log_likelihood, 4) == 0.4542


def test_the_unit_of_time_changes_nothing_but_the_unit() -> None:
    weeks = fitted("three_level", "kenward-roger")
    days = fitted("three_level_days", "kenward-roger")
    np.testing.assert_allclose(weeks.coefficients["df"], days.coefficients["df"], rtol=1e-8)
    slopes = [weeks.coefficients["estimate"].iloc[-1], days.coefficients["estimate"].iloc[-1]]
    assert slopes[0] == pytest.approx(7 * slopes[1], rel=1e-9)
