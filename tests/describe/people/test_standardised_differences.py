"""Standardised differences by Austin's and Yang and Dalton's definitions, against plain R.

The numbers: tests/reference/standardised_differences.R.
"""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest

from ipt_outcomes.describe.people.standardised_differences import standardised_difference


@pytest.fixture(scope="module")
def cars(root: Path) -> pd.DataFrame:
    return pd.read_csv(root / "tests/reference/standardised_differences_data.csv")


@pytest.mark.parametrize("name", ["mpg", "hp", "qsec", "cyl", "carb", "vs"])
def test_as_in_r(root: Path, cars: pd.DataFrame, name: str) -> None:
    table = pd.read_csv(root / "tests/reference/standardised_differences.csv", index_col=0)
    values = cars[name] if name in ("mpg", "hp", "qsec") else cars[name].astype("str")
    first, second = values[cars["am"] == 1], values[cars["am"] == 0]
    theirs = table.loc[name, "smd"]
    assert standardised_difference(first, second) == pytest.approx(theirs, rel=1e-12)


def test_of_two_categories_it_is_that_of_shares() -> None:
    """Austin 2009: (p1 - p2) / sqrt((p1 q1 + p2 q2) / 2)."""
    first, second = pd.Series(["a"] * 3 + ["b"] * 7), pd.Series(["a"] * 6 + ["b"] * 4)
    by_hand = 0.3 / math.sqrt((0.3 * 0.7 + 0.6 * 0.4) / 2)
    assert standardised_difference(first, second) == pytest.approx(by_hand, rel=1e-12)


@pytest.mark.parametrize(
    ("first", "second", "size"),
    [
        ([1.0, 1.0], [1.0, 1.0], 0.0),
        ([1.0, 1.0], [2.0, 2.0], math.nan),
        ([1.0], [2.0, 3.0], math.nan),
        (["a", "a"], ["a", "a"], 0.0),
        (["a", "a"], ["b", "b"], math.nan),
        (["a", None, "b"], ["b", "a"], 0.0),
        # A category that nobody of an arm is in, and two that fill the other: no unit is lost.
        (["a", "b", "b", "c"], ["a", "a", "b", "b"], math.sqrt(0.8)),
    ],
)
def test_where_nothing_varies(first: list[object], second: list[object], size: float) -> None:
    found = standardised_difference(pd.Series(first), pd.Series(second))
    assert found == pytest.approx(size, nan_ok=True)
