"""Intraclass correlations: lme4's, a dense profile of the restricted likelihood, and limits."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import brentq, minimize_scalar
from scipy.stats import chi2

from ipt_outcomes.models.intraclass import intraclass_correlation
from ipt_outcomes.models.moments import Array

REFERENCE = Path(__file__).parents[1] / "reference"


@pytest.fixture(scope="module")
def data() -> pd.DataFrame:
    return pd.read_csv(REFERENCE / "intraclass_data.csv")


def columns(data: pd.DataFrame) -> Array:
    return np.column_stack([np.ones(len(data)), data["x"], data["arm"]])


@pytest.mark.parametrize("score", ["alike", "independent"])
def test_lme4_and_its_profile_agree(data: pd.DataFrame, score: str) -> None:
    table = pd.read_csv(REFERENCE / "intraclass.csv").set_index(["score", "quantity"])["value"]
    found = intraclass_correlation(
        data[score].to_numpy(), columns(data), data["cluster"].to_numpy(), 0.95
    )
    assert found is not None
    assert found.icc == pytest.approx(table[score, "icc"], abs=2e-6)
    assert found.lower == pytest.approx(table[score, "lower"], abs=2e-6)
    assert found.upper == pytest.approx(table[score, "upper"], abs=2e-6)


def test_a_dense_profile_agrees(data: pd.DataFrame) -> None:
    """Covariance matrices of all rows, no formula of a single cluster."""
    y, x = data["alike"].to_numpy(), columns(data)
    same = data["cluster"].to_numpy()[:, None] == data["cluster"].to_numpy()[None, :]
    n, p = x.shape

    def deviance(rho: float) -> float:
        v = (1 - rho) * np.eye(n) + rho * same
        a = x.T @ np.linalg.solve(v, x)
        left = y - x @ np.linalg.solve(a, x.T @ np.linalg.solve(v, y))
        squares = float(left @ np.linalg.solve(v, left))
        dets = np.linalg.slogdet(v)[1] + np.linalg.slogdet(a)[1]
        return float((n - p) * np.log(squares) + dets)

    best = minimize_scalar(deviance, bounds=(0, 0.9), method="bounded", options={"xatol": 1e-11})
    limit = best.fun + chi2.ppf(0.9, 1)
    found = intraclass_correlation(y, x, data["cluster"].to_numpy(), 0.9)
    assert found is not None
    assert found.icc == pytest.approx(best.x, abs=1e-6)
    lower = brentq(lambda rho: deviance(rho) - limit, 0, best.x, xtol=1e-11)
    upper = brentq(lambda rho: deviance(rho) - limit, best.x, 0.95, xtol=1e-11)
    assert (found.lower, found.upper) == pytest.approx((lower, upper), abs=1e-6)


def test_neither_the_unit_nor_the_order_matters(data: pd.DataFrame) -> None:
    first = intraclass_correlation(
        data["alike"].to_numpy(), columns(data), data["cluster"].to_numpy(), 0.95
    )
    mixed = data.sample(frac=1, random_state=3)
    x = columns(mixed) * [1.0, 1e6, 1e-4]
    other = intraclass_correlation(
        1e5 + 1e-3 * mixed["alike"].to_numpy(), x, mixed["cluster"].to_numpy(), 0.95
    )
    assert first is not None and other is not None
    assert (other.icc, other.lower, other.upper) == pytest.approx(
        (first.icc, first.lower, first.upper), abs=1e-6
    )


@pytest.mark.parametrize(
    ("y", "clusters"),
    [([1.0, 2.0, 4.0], [0, 1, 2]), ([1.0, 2.0, 4.0], [0, 0, 0]), ([1.0, 2.0], [0, 0])],
    ids=["everybody alone", "one cluster", "too few people"],
)
def test_where_clusters_cannot_be_told_from_people_there_is_none(
    y: list[float], clusters: list[int]
) -> None:
    x = np.ones((len(y), 1))
    assert intraclass_correlation(np.array(y), x, np.array(clusters), 0.95) is None


def test_an_arm_that_is_a_cluster_leaves_nothing_to_estimate() -> None:
    """One cluster an arm: the arm's mean is the cluster's."""
    arm = np.repeat([0.0, 1.0], 5)
    y = np.random.default_rng(1).normal(size=10)
    x = np.column_stack([np.ones(10), arm])
    assert intraclass_correlation(y, x, arm.astype(int), 0.95) is None
