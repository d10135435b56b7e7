"""The problem as the engine sees it: identifiability, boundaries, names, order of rows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.fit import fit


def trial(seed: int, people: int = 30, sd: float = 3.0) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    person = np.repeat(np.arange(people), 4)
    week = np.tile([0.0, 4.0, 9.0, 16.0], people)
    y = 15 - 0.3 * week + sd * random.normal(size=people)[person] + random.normal(size=len(week))
    arm = np.where(person % 2 == 0, "ipt", "waitlist")
    return pd.DataFrame({"person": person, "week": week, "arm": arm, "y": y})


def test_one_row_a_level_cannot_be_told_from_the_residual() -> None:
    data = trial(0)
    with pytest.raises(ModelError, match=r"\(1 \| person\) and the residual cannot be told apart"):
        fit("y ~ arm + (1 | person)", data[data["week"] == 0])


def test_two_visits_are_too_few_for_a_correlated_slope() -> None:
    data = trial(0)
    with pytest.raises(ModelError, match=r"\(1 \+ week \| person\) and the residual"):
        fit("y ~ arm * week + (1 + week | person)", data[data["week"] < 9])


def test_the_same_term_twice_is_refused_by_name() -> None:
    data = trial(0).assign(same=lambda frame: frame["person"] + 100)
    with pytest.raises(ModelError, match=r"\(1 \| person\) and \(1 \| same\) cannot"):
        fit("y ~ arm + (1 | person) + (1 | same)", data)


def test_the_order_of_rows_does_not_matter() -> None:
    data = trial(1)
    first = fit("y ~ arm * week + (1 + week | person)", data)
    second = fit("y ~ arm * week + (1 + week | person)", data.sample(frac=1, random_state=4))
    np.testing.assert_allclose(
        first.coefficients[["estimate", "se", "df"]],
        second.coefficients[["estimate", "se", "df"]],
        rtol=1e-9,
    )


def test_the_origin_of_time_does_not_matter_to_the_slope() -> None:
    data = trial(2)
    formula = "y ~ arm * week + (1 + week | person)"
    here, there = fit(formula, data), fit(formula, data.assign(week=data["week"] + 2020))
    assert here.converged and there.converged
    assert there.minus_2_log_likelihood == pytest.approx(here.minus_2_log_likelihood, rel=1e-9)
    np.testing.assert_allclose(
        here.coefficients["se"].iloc[-1], there.coefficients["se"].iloc[-1], rtol=1e-6
    )


def test_names_and_shape_of_the_result() -> None:
    found = fit("y ~ arm * week + (1 + week || person)", trial(3))
    assert found.theta_names == ("person: (Intercept)", "person: week", "residual")
    assert found.covariance["group"].tolist() == ["person", "person", "Residual"]
    assert found.covariance["term"].tolist() == ["(Intercept)", "week", None]
    assert found.n_subjects == 30


def test_a_variance_of_zero_is_singular_and_exactly_zero() -> None:
    data = trial(0)
    data["y"] -= data.groupby("person")["y"].transform("mean")
    found = fit("y ~ arm * week + (1 | person)", data)
    assert (found.converged, found.singular, found.status) == (True, True, "singular")
    assert found.covariance["variance_or_covariance"].iloc[0] == 0.0
