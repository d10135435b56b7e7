"""What the data can estimate does not depend on a covariate's units or its origin."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes import contrast, fit, joint_test, marginal_means
from ipt_outcomes.models.design.orthogonal import orthogonal_basis
from ipt_outcomes.models.marginal.estimable import estimable, unknown_parts


@pytest.fixture(scope="module")
def trial() -> pd.DataFrame:
    """Nobody of the first arm came to the last visit."""
    rng = np.random.default_rng(3)
    people = pd.DataFrame({"id": range(24), "arm": ["TAU", "IPT"] * 12, "age": rng.normal(size=24)})
    rows = people.merge(pd.DataFrame({"visit": ["v1", "v2", "v3"]}), how="cross")
    rows["y"] = rng.normal(size=len(rows)) + rows["age"]
    rows["arm"] = pd.Categorical(rows["arm"], ["TAU", "IPT"])
    return rows[(rows["arm"] == "IPT") | (rows["visit"] != "v3")]


@pytest.mark.parametrize("origin", [0.0, 40.0, 36000.0, 4e6])
@pytest.mark.parametrize("unit", [1e-5, 1.0, 1e5])
def test_a_cell_without_people_has_no_mean(trial: pd.DataFrame, origin: float, unit: float) -> None:
    """36 000: a date of birth in days since 1900 has a mean of thousands of its deviations."""
    data = trial.assign(age=unit * (trial["age"] + origin))
    fitted = fit("y ~ arm * visit + age + (1 | id)", data)
    means = marginal_means(fitted, "arm", by="visit")
    empty = (means["arm"] == "TAU") & (means["visit"] == "v3")
    assert (means["status"] == np.where(empty, "not estimable", "ok")).all()
    assert list(contrast(fitted, "arm", by="visit")["status"]) == ["ok", "ok", "not estimable"]
    interaction = joint_test(fitted, "arm:visit").iloc[0]
    assert (interaction["df1"], interaction["status"]) == (1, "partly estimable")
    assert joint_test(fitted, "age")["status"].item() == "ok"


def test_aliased_covariates_are_told_apart_from_what_they_say_together() -> None:
    rng = np.random.default_rng(4)
    one, age = np.ones(50), 36000.0 + rng.normal(size=50)
    x = np.column_stack([one, age, 1e-3 * (age - 40.0)])
    basis = orthogonal_basis(x)
    assert basis.dropped == (2,)
    predicted = np.array([1.0, age.mean(), 1e-3 * (age.mean() - 40.0)])
    functions = np.array([predicted, [1.0, 0, 0], [0, 1.0, 0], [0, 1.0, 1e-3], [40.0, 0, -1.0]])
    assert list(estimable(functions, basis.null_basis)) == [True, False, False, True, False]
    assert unknown_parts(functions, basis.null_basis)[0] == 0.0


def test_columns_without_a_part_in_the_alias_are_exactly_out_of_it() -> None:
    rng = np.random.default_rng(5)
    a, b = rng.normal(size=(2, 60))
    x = np.column_stack([np.ones(60), 1e6 + a, b, 2.0 * b])
    null = orthogonal_basis(x).null_basis
    np.testing.assert_array_equal(null[:2], 0.0)
    np.testing.assert_allclose(null[2:].ravel(), [-2.0, 1.0])
