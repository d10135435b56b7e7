"""Adjusted p-values against R's p.adjust and multcomp."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.estimate.multiplicity.methods import adjusted, max_t
from ipt_outcomes.models.marginal.joint_covariance import contrast_covariance

P = np.array([0.03, 0.01, 0.2, 0.04, 0.02])


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        # R: p.adjust(c(.03, .01, .2, .04, .02), ...)
        ("holm", [0.09, 0.05, 0.2, 0.09, 0.08]),
        ("hochberg", [0.08, 0.05, 0.2, 0.08, 0.08]),
        ("fdr", [0.05, 0.05, 0.2, 0.05, 0.05]),
        ("fixed-sequence", [0.03, 0.03, 0.2, 0.2, 0.2]),
    ],
)
def test_by_the_p_values_alone(method: str, expected: list[float]) -> None:
    np.testing.assert_allclose(adjusted(P, method), expected)  # type: ignore[arg-type]


def test_a_hypothesis_without_a_p_value_counts() -> None:
    lost = np.array([0.01, np.nan, 0.02])
    np.testing.assert_allclose(adjusted(lost, "holm"), [0.03, np.nan, 0.04])
    np.testing.assert_allclose(adjusted(lost, "fixed-sequence"), [0.01, np.nan, 1.0])


@pytest.fixture(scope="module")
def cars(root: Path) -> tuple[ipt.Fit, pd.DataFrame]:
    data = pd.read_csv(root / "tests/reference/max_t_data.csv")
    names = {4: "four", 6: "six", 8: "eight"}
    data["cyl"] = pd.Categorical(data["cyl"].map(names), list(names.values()))
    data = data.assign(car=range(len(data)), once=0)
    fit = ipt.fit("mpg ~ wt + cyl + us(once | car)", data)
    return fit, pd.read_csv(root / "tests/reference/max_t.csv")


def test_max_t_is_multcomp_s(cars: tuple[ipt.Fit, pd.DataFrame]) -> None:
    fit, known = cars
    pairs = ipt.contrast(fit, "cyl")
    np.testing.assert_allclose(pairs["statistic"], known["t"], rtol=1e-8)
    covariance = contrast_covariance(fit, "cyl").to_numpy()
    np.testing.assert_allclose(np.sqrt(np.diag(covariance)), known["se"], rtol=1e-8)
    found = max_t(pairs["statistic"].to_numpy(), pairs["df"].to_numpy(), covariance)
    np.testing.assert_allclose(found, known["p_max_t"], atol=2e-5)
    assert (found > pairs["p_value"]).all()


def test_one_contrast_is_its_own_family(cars: tuple[ipt.Fit, pd.DataFrame]) -> None:
    fit, _ = cars
    pair = ipt.contrast(fit, "cyl").iloc[:1]
    covariance = contrast_covariance(fit, "cyl").to_numpy()[:1, :1]
    found = max_t(pair["statistic"].to_numpy(), pair["df"].to_numpy(), covariance)
    assert found[0] == pytest.approx(pair["p_value"].iloc[0], abs=1e-6)


def test_what_is_not_estimable_has_none() -> None:
    covariance = np.array([[1.0, np.nan], [np.nan, np.nan]])
    found = max_t(np.array([2.0, np.nan]), np.array([20.0, np.nan]), covariance)
    assert np.isnan(found[1]) and 0.05 < found[0] < 0.07
