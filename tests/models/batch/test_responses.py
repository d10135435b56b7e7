"""Responses belong to the rows of the data by their index, or by position where they have none."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes import ModelError, fit
from ipt_outcomes.models.batch.fit_many import fit_many
from ipt_outcomes.models.batch.responses import named_responses

FORMULAS = [
    "~ baseline * visit + arm * visit + us(visit | person)",
    "~ baseline + arm * week + (1 + week | person)",
]


@pytest.fixture
def frame(small_trial: pd.DataFrame) -> pd.DataFrame:
    """The data, their rows in no order, named by an index of their own."""
    shuffled = small_trial.sample(frac=1.0, random_state=3)
    return shuffled.set_index(pd.Index([f"row {number}" for number in shuffled.index]))


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_permuted_index_is_put_in_order(formula: str, frame: pd.DataFrame) -> None:
    expected = fit(f"y {formula}", frame).coefficients
    permuted = frame[["y"]].sample(frac=1.0, random_state=9)
    assert not permuted.index.equals(frame.index)
    for responses in (permuted, permuted["y"], frame[["y"]], frame["y"], ["y"], "y"):
        found = fit_many(formula, frame, responses).coefficients
        np.testing.assert_allclose(found["estimate"], expected["estimate"], rtol=1e-8)
        np.testing.assert_allclose(found["se"], expected["se"], rtol=1e-8)
    by_position = fit_many(formula, frame, permuted.to_numpy()).coefficients
    assert (by_position["estimate"] - expected["estimate"]).abs().max() > 0.1


@pytest.mark.parametrize("formula", FORMULAS)
def test_an_index_that_says_nothing_is_refused(formula: str, frame: pd.DataFrame) -> None:
    y = frame[["y"]]
    twice = y.set_axis(["row"] * len(y))
    several = y.set_axis(pd.MultiIndex.from_product([["a"], y.index]))
    for other in (y.reset_index(drop=True), y.set_axis([*y.index[1:], "another"]), twice, several):
        with pytest.raises(ModelError, match=r"the index of the responses is not the data's"):
            fit_many(formula, frame, other)
        with pytest.raises(ModelError, match=r"row k, give responses\.to_numpy\(\)"):
            fit_many(formula, frame, other["y"])
    with pytest.raises(ModelError, match="have 179 rows and the data 180"):
        fit_many(formula, frame, y.iloc[1:])


def test_an_index_that_both_have_may_repeat(frame: pd.DataFrame) -> None:
    by_person = frame.set_index("person", drop=False)
    found = named_responses(by_person, by_person[["y"]])
    np.testing.assert_array_equal(found["y"], frame["y"])
    with pytest.raises(ModelError, match="is not the data's"):
        named_responses(by_person, by_person[["y"]].iloc[::-1])


def test_numbers_in_any_storage(frame: pd.DataFrame) -> None:
    stored = pd.DataFrame(
        {
            "decimal": [Decimal(repr(value)) for value in frame["y"]],
            "object": frame["y"].astype(object).to_numpy(),
            "nullable": frame["y"].astype("Float64").to_numpy(),
            5: frame["y"].to_numpy(),
        },
        index=frame.index,
    )
    found = named_responses(frame, stored)
    assert list(found.columns) == ["decimal", "object", "nullable", "5"]
    np.testing.assert_allclose(found.to_numpy(), frame[["y"]].to_numpy() @ np.ones((1, 4)))


@pytest.mark.parametrize(
    "responses", [None, 5, {"y": [1.0]}, [1.0, 2.0], [["y"]], ("y", 5), pd.Index([1, 2])]
)
def test_what_responses_are_not(responses: Any, frame: pd.DataFrame) -> None:
    with pytest.raises(ModelError, match="give a DataFrame, a numpy array"):
        fit_many(FORMULAS[0], frame, responses)


@pytest.mark.parametrize("values", [np.ones((180, 2)) * 1j, np.full((180, 1), "x", dtype=object)])
def test_what_is_no_number(values: np.ndarray, frame: pd.DataFrame) -> None:
    with pytest.raises(ModelError, match="'response_1' must be a column of numbers, and holds"):
        fit_many(FORMULAS[0], frame, values)


def test_a_columns_values_in_the_place_of_names_are_not_shown(frame: pd.DataFrame) -> None:
    with pytest.raises(ModelError, match="no column 180 names") as caught:
        fit_many(FORMULAS[0], frame, list(frame["person"]))
    assert "p07" not in str(caught.value)
