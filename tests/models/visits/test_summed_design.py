"""Sums of carriers that are no independent columns: fixed parts without an intercept."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.models.fit import fit
from ipt_outcomes.models.marginal.means import contrast, joint_test, marginal_means


def trial() -> pd.DataFrame:
    random = np.random.default_rng(3)
    person = np.repeat(np.arange(60), 4)
    data = pd.DataFrame(
        {
            "person": person,
            "visit": pd.Categorical(np.tile(list("wxyz"), 60)),
            "arm": np.array(list("abc"))[person % 3],
            "age": random.normal(size=60)[person],
        }
    )
    data["y"] = random.normal(size=60)[person] + random.normal(size=240) + 0.5 * data["age"]
    return data[random.random(240) < 0.9]


WITH = "y ~ arm * visit + age + us(visit | person)"
WITHOUT = "y ~ 0 + arm:visit + age + us(visit | person)"


@pytest.mark.parametrize("mean", [0.0, 2e4, 1e6])
@pytest.mark.parametrize("age", [0.0, 1e5])
def test_no_intercept_is_another_spelling_at_any_mean(mean: float, age: float) -> None:
    data = trial()
    expected = fit(WITH, data)
    moved = data.assign(y=data["y"] + mean, age=data["age"] + age)
    found = fit(WITHOUT, moved)
    assert found.status == "ok"
    # The arms' coefficients are at an age of zero, far from the people: their differences lose
    # the square of that distance.
    digits = 1e-8 if age == 0.0 else 1e-5
    np.testing.assert_allclose(
        contrast(found, "arm", by="visit")[["estimate", "se", "df"]],
        contrast(expected, "arm", by="visit")[["estimate", "se", "df"]],
        rtol=digits,
        atol=1e-8,
    )
    np.testing.assert_allclose(
        marginal_means(found, "arm", by="visit")["estimate"] - mean,
        marginal_means(expected, "arm", by="visit")["estimate"],
        atol=1e-7,
    )
    ours, theirs = (joint_test(each, "arm:visit").iloc[0] for each in (found, expected))
    assert (ours["df1"], ours["status"]) == (theirs["df1"], theirs["status"]) == (6, "ok")
    assert ours["statistic"] == pytest.approx(theirs["statistic"], rel=max(1e-6, digits))
    assert ours["df2"] == pytest.approx(theirs["df2"], rel=max(1e-6, digits))


@pytest.mark.parametrize("covariance", ["us(visit | person)", "ar1(visit | arm / person)"])
def test_arms_and_visits_without_an_intercept(covariance: str) -> None:
    data = trial().assign(y=lambda frame: frame["y"] + 1e6)
    found = fit(f"y ~ 0 + arm + visit + {covariance}", data)
    expected = fit(f"y ~ arm + visit + {covariance}", data.assign(y=data["y"] - 1e6))
    assert found.status == "ok"
    assert found.minus_2_log_likelihood == pytest.approx(expected.minus_2_log_likelihood, abs=1e-7)
    np.testing.assert_allclose(
        contrast(found, "arm")[["estimate", "se", "df"]],
        contrast(expected, "arm")[["estimate", "se", "df"]],
        rtol=1e-7,
    )
