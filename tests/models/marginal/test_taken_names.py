"""A variable called like a column of the result would overwrite it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes import ModelError, contrast, fit, fit_many, marginal_means

TAKEN = ["estimate", "se", "df", "statistic", "p_value", "ci_lower", "ci_upper", "status"]


def trial(name: str) -> pd.DataFrame:
    """Two arms at three visits, whose column is called `name`."""
    rng = np.random.default_rng(2)
    rows = pd.DataFrame({"id": np.repeat(np.arange(30), 3)})
    rows[name] = np.tile(["v1", "v2", "v3"], 30)
    rows["arm"] = np.where(rows["id"] % 2 == 0, "a", "b")
    rows["y"] = rng.normal(size=30)[rows["id"]] + rng.normal(size=len(rows))
    return rows


def fitted(name: str) -> tuple[Any, Any]:
    data, formula = trial(name), f"y ~ arm * {name} + (1 | id)"
    return fit(formula, data), fit_many(formula, data, ["y"])


@pytest.mark.parametrize("name", [*TAKEN, "test", "comparison"])
def test_by_a_variable_that_is_called_like_a_column(name: str) -> None:
    for one in fitted(name):
        with pytest.raises(ModelError, match=f"'{name}' is also what a column of the result"):
            contrast(one, "arm", by=name)
        assert len(contrast(one, "arm")) == 1


@pytest.mark.parametrize("name", TAKEN)
def test_means_of_a_variable_that_is_called_like_a_column(name: str) -> None:
    for one in fitted(name):
        with pytest.raises(ModelError, match=f"'{name}' is also what a column of the result"):
            marginal_means(one, "arm", by=name)


def test_a_column_that_only_other_tables_have_takes_no_name() -> None:
    one, many = fitted("response")
    assert list(contrast(one, "arm", by="response")["response"]) == ["v1", "v2", "v3"]
    assert list(marginal_means(one, "response")["response"]) == ["v1", "v2", "v3"]
    for ask in (
        lambda: contrast(many, "arm", by="response"),
        lambda: marginal_means(many, "response"),
    ):
        with pytest.raises(ModelError, match="'response' is also what a column of the result"):
            ask()
    assert list(marginal_means(fitted("test")[0], "test")["test"]) == ["v1", "v2", "v3"]


@pytest.mark.parametrize("name", ["contrast", "coefficient"])
def test_combinations_in_a_frame_need_their_own_columns(name: str) -> None:
    one = fitted(name)[0]
    weights = {"last to first": {"v3": 1.0, "v1": -1.0}}
    assert len(contrast(one, name, coefficients=weights)) == 1
    frame = pd.DataFrame({"contrast": ["v1", "v3"], "coefficient": [-1.0, 1.0]})
    with pytest.raises(ModelError, match=f"'{name}' is also what a column of the result"):
        contrast(one, name, coefficients=frame)
