"""Points and percentages: the minimal important difference, and response."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.models.errors import ModelError

from .conftest import NAMES, long_of


def test_a_minimal_important_difference_reached_is_one() -> None:
    scores = long_of([20, 20, 20, 20, 20], [15, 16, 20, 22, 23])
    found = ipt.clinical_change(
        scores, **NAMES, method="mid", mid=5, mid_deterioration=3, cutoff=15
    )
    expected = ["recovered", "unchanged", "unchanged", "unchanged", "deteriorated"]
    assert found["category"].tolist() == expected
    assert (found["statistic_lower"].iloc[0], found["statistic_upper"].iloc[0]) == (-5, 3)
    assert (found["post_lower"].iloc[0], found["post_upper"].iloc[0]) == (15, 23)
    up = ipt.clinical_change(
        scores, **NAMES, method="mid", mid=2, mid_deterioration=4, direction="higher"
    )
    expected = ["deteriorated", "deteriorated", "unchanged", "improved", "improved"]
    assert up["category"].tolist() == expected
    assert found[["reliability", "clinical_sd", "level"]].isna().all().all()


@pytest.mark.parametrize("percentage", [20, 30, 50, 70])
@pytest.mark.parametrize(("best", "direction"), [(0, "lower"), (7, "lower"), (30, "higher")])
def test_response_is_that_of_completed_scores(
    percentage: float, best: float, direction: str
) -> None:
    pre, post = (each.ravel().astype(float) for each in np.mgrid[0:31, 0:31])
    found = ipt.clinical_change(
        long_of(pre, post), **NAMES, method="percentage", percentage=percentage, best=best,
        direction=direction,
    )  # fmt: skip
    event = ipt.response(
        percentage / 100, baseline="pre", best=best, higher_is_better=direction == "higher"
    )
    expected = event(post[None], pd.DataFrame({"pre": pre}))[0]
    np.testing.assert_array_equal((found["category"] == "improved").to_numpy(), expected)
    assert 0 < expected.sum() < len(expected)


def test_percentages_of_the_way_to_the_best_score() -> None:
    found = ipt.clinical_change(
        long_of([20, 20, 20, 0, 0], [10, 11, 25, 0, 1]), **NAMES, method="percentage",
        percentage_deterioration=25,
    )  # fmt: skip
    assert found["statistic"].tolist() == [-50, -45, 25, 0, np.inf]
    expected = ["improved", "unchanged", "deteriorated", "unchanged", "deteriorated"]
    assert found["category"].tolist() == expected
    assert found.loc[2, ["post_lower", "post_upper"]].tolist() == [10, 25]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"method": "mid"}, "give mid= points"),
        ({"method": "mid", "mid": -5}, "mid is -5, and must be positive, whatever the direction"),
        ({"method": "mid", "mid": 5, "mid_deterioration": 0}, "mid_deterioration is 0"),
        ({"method": "mid", "mid": "5"}, "mid is text: write a number"),
        ({"method": "percentage", "percentage": 120}, "more than the whole way, 100"),
        ({"method": "percentage", "best": None}, "best is None: write a number"),
    ],
)
def test_amounts_that_are_none(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ModelError, match=message):
        ipt.clinical_change(long_of([20, 10], [10, 10]), **NAMES, **given)
