"""What a row's variance is made of, under every way in which a covariance is kept."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.models.variance_parts import variance_parts


@pytest.fixture(scope="module")
def data() -> pd.DataFrame:
    random = np.random.default_rng(8)
    n = 60
    person = np.repeat(np.arange(n), 3)
    week = np.tile([0.0, 4.0, 8.0], n)
    own = random.normal(0, 2, n)[person] + random.normal(0, 0.3, n)[person] * week
    site = person % 12
    return pd.DataFrame(
        {
            "person": person,
            "week": week,
            "visit": pd.Categorical(week.astype(int)),
            "arm": np.array(["a", "b"])[person % 2],
            "site": np.where(person < 40, site.astype(float), np.nan),
            "treated": (person < 40).astype(float),
            "age": random.normal(40, 9, n)[person],
            "y": own + random.normal(0, 1.5, len(person)) + random.normal(0, 2, 12)[site],
        }
    )


def test_visit_by_visit_and_one_an_arm(data: pd.DataFrame) -> None:
    fit = ipt.fit("y ~ arm * visit + us(visit | person)", data)
    parts = variance_parts(fit, data)
    expected = data["visit"].map(dict(zip([0, 4, 8], np.diag(fit.covariance), strict=True)))
    np.testing.assert_allclose(parts["Residual"], expected.astype(float))
    again = ipt.scaled_residuals(fit, data)
    np.testing.assert_allclose(parts["fitted"], again["fitted"], rtol=1e-9)
    by_arm = ipt.fit("y ~ arm * visit + us(visit | arm / person)", data)
    parts = variance_parts(by_arm, data)
    for (arm, visit), rows in data.groupby(["arm", "visit"], observed=True):
        known = by_arm.covariance.xs(arm, level=0)
        place = [0, 4, 8].index(visit)
        np.testing.assert_allclose(parts.loc[rows.index, "Residual"], known.iloc[place, place])


def test_random_slopes_are_a_quadratic_of_time(data: pd.DataFrame) -> None:
    fit = ipt.fit("y ~ arm * week + (1 + week | person)", data)
    g = fit.covariance["variance_or_covariance"].to_numpy()
    parts = variance_parts(fit, data)
    expected = g[0] + 2 * data["week"] * g[2] + data["week"] ** 2 * g[1]
    np.testing.assert_allclose(parts["person"], expected)
    np.testing.assert_allclose(parts["Residual"], g[3])


def test_clusters_that_some_are_in(data: pd.DataFrame) -> None:
    formula = "y ~ arm * visit + us(visit | person) + (0 + treated | site)"
    filled = data.assign(site=data["site"].fillna(-1))
    fit = ipt.fit(formula, filled)
    parts = variance_parts(fit, data)
    rows = fit.covariance
    own = rows.loc[rows["group"] == "site", "variance_or_covariance"].iloc[0]
    np.testing.assert_allclose(parts["site"], np.where(data["site"].notna(), own, 0.0))
    listed = rows.loc[(rows["group"] == "Residual") & rows["term_2"].isna()]
    expected = data["visit"].map(
        dict(zip([0, 4, 8], listed["variance_or_covariance"], strict=True))
    )
    np.testing.assert_allclose(parts["Residual"], expected.astype(float))


def test_real_times(data: pd.DataFrame) -> None:
    moved = data.assign(time=data["week"] + data["person"] % 3 * 0.2)
    fit = ipt.fit("y ~ arm + time + sp_exp(time | person)", moved)
    np.testing.assert_allclose(
        variance_parts(fit, moved)["Residual"], fit.covariance["variance"].iloc[0]
    )


def test_a_column_that_is_not_there(data: pd.DataFrame) -> None:
    fit = ipt.fit("y ~ arm * week + (1 + week | person)", data)
    with pytest.raises(ipt.ModelError, match="week"):
        variance_parts(fit, data.drop(columns="week"))
