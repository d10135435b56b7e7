"""Precision weights against lme4, lmerTest and nlme::gls."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes import ModelError, fit

REFERENCE = pd.read_csv(Path(__file__).parents[2] / "reference" / "weights.csv")
FIXED = "bdi ~ bdi_pre + months * treatment + "


@pytest.fixture(scope="module")
def weighted(beat_the_blues: pd.DataFrame) -> pd.DataFrame:
    months = beat_the_blues["month"].astype(int)
    return beat_the_blues.assign(
        months=months, w=1 + (7 * beat_the_blues["subject"] + 3 * months) % 5
    )


@pytest.mark.parametrize(
    ("model", "method"),
    list(REFERENCE[["model", "method"]].drop_duplicates().itertuples(index=False, name=None)),
)
def test_agrees_with_lme4_and_gls(model: str, method: str, weighted: pd.DataFrame) -> None:
    chosen = (REFERENCE["model"] == model) & (REFERENCE["method"] == method)
    reference = REFERENCE[chosen].reset_index(drop=True)
    fitted = fit(FIXED + model, weighted, method=method, df="satterthwaite", weights="w")
    table = fitted.coefficients
    names = table["term"].str.replace(r"\[T\.(\w+)\]", r"\1", regex=True)
    assert list(names) == list(reference["term"].replace("(Intercept)", "Intercept"))
    # gls leaves up to 1e-7 of minus twice the log-likelihood, hence 3e-4 SE of an estimate.
    gap = reference["minus_2_log_likelihood"][0] - fitted.minus_2_log_likelihood
    assert -1e-9 < gap < 1e-7
    near = np.maximum(1e-5, np.sqrt(max(gap, 0.0))) * reference["se"]
    assert ((table["estimate"] - reference["estimate"]).abs() <= near).all()
    np.testing.assert_allclose(table["se"], reference["se"], rtol=1e-5)
    if model.startswith("("):
        np.testing.assert_allclose(table["df"], reference["df"], rtol=1e-5)


def test_a_common_weight_changes_the_variances_alone(weighted: pd.DataFrame) -> None:
    formula = FIXED + "us(month | subject)"
    one = fit(formula, weighted)
    four = fit(formula, weighted.assign(w=4.0), weights="w")
    pd.testing.assert_frame_equal(one.coefficients, four.coefficients, rtol=1e-7)
    np.testing.assert_allclose(four.covariance, 4.0 * one.covariance, rtol=1e-6)
    assert four.minus_2_log_likelihood == pytest.approx(one.minus_2_log_likelihood, rel=1e-10)


def test_missing_weights_drop_rows_and_are_counted(weighted: pd.DataFrame) -> None:
    gap = weighted.assign(w=weighted["w"].where(weighted["subject"] != 2))
    fitted = fit(FIXED + "us(month | subject)", gap, weights="w")
    assert fitted.rows_dropped["w missing"] == 4


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (0.0, "precision weights 'w' are zero or negative in 280 rows"),
        ("much", "'w' must be a column of numbers"),
        (np.inf, "'w' is infinite"),
    ],
)
def test_refuses(value: float | str, message: str, weighted: pd.DataFrame) -> None:
    with pytest.raises(ModelError, match=message):
        fit(FIXED + "us(month | subject)", weighted.assign(w=value), weights="w")
