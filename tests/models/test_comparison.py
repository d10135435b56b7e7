"""Likelihood-ratio comparison against the published one of Beat the Blues, and its refusals."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes import ModelError, fit, read_fit, reduce
from ipt_outcomes.models.comparison import compare_fits

FIXED = "bdi ~ bdi_pre + months + treatment + drug + length"


@pytest.fixture(scope="module")
def data(beat_the_blues: pd.DataFrame) -> pd.DataFrame:
    return beat_the_blues.assign(months=beat_the_blues["month"].astype(float))


def test_published_comparison(data: pd.DataFrame) -> None:
    """HSAUR3, analysing longitudinal data I: AIC 1887.5 and 1891.0, .4542 on 2 df, p .7969."""
    intercept = fit(f"{FIXED} + (1 | subject)", data, method="ml")
    slope = fit(f"{FIXED} + (months | subject)", data, method="ml")
    table = compare_fits(slope, intercept)
    assert list(table["n_parameters"]) == [8, 10]
    np.testing.assert_allclose(table["aic"], [1887.5, 1891.0], atol=0.05)
    assert table["chi_squared"][1] == pytest.approx(0.4542, abs=5e-5)
    assert table["df"][1] == 2
    assert table["p_value"][1] == pytest.approx(0.7969, abs=5e-5)
    assert pd.isna(table.loc[0, ["chi_squared", "df", "p_value"]]).all()


def test_covariances_by_reml(data: pd.DataFrame) -> None:
    cs = fit(f"{FIXED} + cs(month | subject)", data)
    us = fit(f"{FIXED} + us(month | subject)", data)
    table = compare_fits(cs, us)
    assert table["df"][1] == 8
    expected = cs.minus_2_log_likelihood - us.minus_2_log_likelihood
    assert table["chi_squared"][1] == pytest.approx(expected)


def test_criteria_have_one_meaning_in_a_table(data: pd.DataFrame) -> None:
    """By REML, of a residual covariance and of a random effect: nlme's and lme4's definition."""
    us = fit(f"{FIXED} + us(month | subject)", data)
    random = fit(f"{FIXED} + (1 | subject)", data)
    table = compare_fits(us, random)
    assert table["aic"][0] == pytest.approx(random.aic)
    assert table["bic"][0] == pytest.approx(random.bic)
    n_parameters = len(us.kept) + len(us.theta)
    expected = us.minus_2_log_likelihood + np.log(us.n_observations) * n_parameters
    assert table["bic"][1] == pytest.approx(expected)
    cs = fit(f"{FIXED} + cs(month | subject)", data)
    with pytest.raises(ModelError, match="no test compares them") as refused:
        compare_fits(cs, random)
    assert "compare their AIC" not in str(refused.value)


def test_fixed_parts_by_ml(data: pd.DataFrame) -> None:
    small = fit("bdi ~ bdi_pre + us(month | subject)", data, method="ml")
    large = fit("bdi ~ bdi_pre + treatment * month + us(month | subject)", data, method="ml")
    table = compare_fits(small, large)
    assert table["df"][1] == 7
    assert 0.0 < table["p_value"][1] < 1.0


def test_refuses(data: pd.DataFrame) -> None:
    us = fit("bdi ~ bdi_pre + us(month | subject)", data)
    with pytest.raises(ModelError, match="different fixed parts"):
        compare_fits(us, fit("bdi ~ bdi_pre + drug + us(month | subject)", data))
    with pytest.raises(ModelError, match="differ in method"):
        compare_fits(us, fit("bdi ~ bdi_pre + us(month | subject)", data, method="ml"))
    with pytest.raises(ModelError, match="differ in n_observations"):
        compare_fits(us, fit("bdi ~ bdi_pre + cs(month | subject)", data[data["subject"] > 2]))
    with pytest.raises(ModelError, match="differ in response"):
        compare_fits(us, fit("months ~ bdi_pre + (1 | length)", data))
    with pytest.raises(ModelError, match="both fits have"):
        compare_fits(us, us)
    with pytest.raises(ModelError, match="not converged"):
        compare_fits(us, replace(us, converged=False))
    cs = fit("bdi ~ bdi_pre + cs(month | subject)", data)
    with pytest.raises(ModelError, match="not nested"):
        compare_fits(replace(cs, minus_2_log_likelihood=0.0), us)
    weighted = data.assign(w=1.0 + data["subject"] % 3)
    with pytest.raises(ModelError, match="differ in weights"):
        compare_fits(cs, fit("bdi ~ bdi_pre + us(month | subject)", weighted, weights="w"))
    sampled = fit(
        "bdi ~ bdi_pre + us(month | subject)", weighted, vcov="CR2", probability_weights="w"
    )
    with pytest.raises(ModelError, match="probability weights"):
        compare_fits(cs, sampled)


FORMULA = "bdi ~ bdi_pre + months + (1 | subject)"
SLOPE = "bdi ~ bdi_pre + months + (months | subject)"


@pytest.mark.parametrize("method", ["reml", "ml"])
def test_other_values_in_as_many_rows_are_refused(data: pd.DataFrame, method: str) -> None:
    one = fit(FORMULA, data, method=method)
    for other, message in (
        (data.assign(bdi=data["bdi"] / 2.0), "'bdi' has other values in 280 rows"),
        (data.assign(bdi=data["bdi"] + 1e-3), "'bdi' has other values in 280 rows"),
        (data.assign(bdi_pre=data["bdi_pre"] ** 2), "the columns of one fixed part"),
    ):
        with pytest.raises(ModelError, match=message):
            compare_fits(one, fit(SLOPE, other, method=method))


def test_units_of_a_covariate_matter_to_reml_alone(data: pd.DataFrame) -> None:
    other = data.assign(bdi_pre=data["bdi_pre"] * 100.0)
    with pytest.raises(ModelError, match="a covariate in other units"):
        compare_fits(fit(FORMULA, data), fit(SLOPE, other))
    same = compare_fits(fit(FORMULA, data, method="ml"), fit(SLOPE, data, method="ml"))
    scaled = compare_fits(fit(FORMULA, data, method="ml"), fit(SLOPE, other, method="ml"))
    assert scaled["chi_squared"][1] == pytest.approx(same["chi_squared"][1], abs=1e-6)


@pytest.mark.parametrize("weights", [None, "w"])
@pytest.mark.parametrize("origin", [0.0, 1e6])
def test_the_same_rows_in_another_order_compare(
    data: pd.DataFrame, weights: str | None, origin: float
) -> None:
    rows = data.assign(bdi=data["bdi"] + origin, w=1.0 + data["subject"] % 3)
    one = fit(FORMULA, rows, weights=weights)
    same = compare_fits(one, fit(SLOPE, rows, weights=weights))
    other = compare_fits(one, fit(SLOPE, rows.sample(frac=1, random_state=1), weights=weights))
    assert other["chi_squared"][1] == pytest.approx(same["chi_squared"][1], abs=1e-6)


@pytest.mark.parametrize("centre", [None, {"bdi": 1000.0, "bdi_pre": -300.0}])
def test_sums_and_rows_have_one_fingerprint(
    data: pd.DataFrame, centre: dict[str, float] | None
) -> None:
    formula = "bdi ~ bdi_pre + treatment + cs(month | subject)"
    summed = fit(formula, reduce(formula, data, centre=centre))
    by_rows = fit(
        formula.replace("cs(month | subject)", "us(month | subject) + (0 + bdi_pre | length)"),
        data,
    )
    assert compare_fits(summed, by_rows)["df"][1] == by_rows.theta.size - 2
    moved = reduce(formula, data.assign(bdi=data["bdi"] / 2.0), centre=centre)
    with pytest.raises(ModelError, match="other values"):
        compare_fits(fit(formula, moved), by_rows)


def test_a_saved_fit_keeps_its_fingerprint(data: pd.DataFrame, tmp_path: Path) -> None:
    one = fit(FORMULA, data)
    one.save(tmp_path / "fit.json")
    read = read_fit(tmp_path / "fit.json")
    assert read.fingerprint == one.fingerprint
    with pytest.raises(ModelError, match="other values"):
        compare_fits(read, fit(SLOPE, data.assign(bdi=data["bdi"] / 2.0)))
