"""The tipping map is what imputing again with every delta would give."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.missing.delta import delta_shift, steps_after
from ipt_outcomes.models.errors import ModelError

from .conftest import FORMULA, NAMES

NUMBERS = ["estimate", "se", "df", "p_value", "ci_lower", "ci_upper"]


@pytest.fixture(scope="module")
def made(small: pd.DataFrame) -> ipt.Imputations:
    return ipt.impute(FORMULA, small, n_imputations=50, seed=1, **NAMES)


@pytest.mark.parametrize("accumulating", [False, True])
def test_it_is_every_delta_done_again(made: ipt.Imputations, accumulating: bool) -> None:
    found = ipt.tipping_map(made, [0, 2], [-1, 3], unit=1.5, accumulating=accumulating)
    assert found["delta_test"].tolist() == [0, 0, 2, 2]
    assert found["delta_comparison"].tolist() == [-1, 3, -1, 3]
    for _, row in found.iterrows():
        deltas = {"therapy": 1.5 * row["delta_test"], "control": 1.5 * row["delta_comparison"]}
        again = made.shifted(deltas, accumulating=accumulating).ancova()
        expected = ipt.pool(again).iloc[0]
        np.testing.assert_allclose(
            row[NUMBERS].astype(float), expected[NUMBERS].astype(float), rtol=1e-8
        )


def test_where_the_conclusion_changes(made: ipt.Imputations) -> None:
    found = ipt.tipping_map(made, np.linspace(-20, 40, 13))
    plain = ipt.pool(made.ancova()).iloc[0]
    assert plain["ci_lower"] < 0 < plain["ci_upper"]
    assert found["differs"].tolist() == (found["ci_lower"] * found["ci_upper"] > 0).tolist()
    assert found["changed"].tolist() == found["differs"].tolist()
    assert set(np.sign(found.loc[found["changed"], "estimate"])) == {-1.0, 1.0}
    assert found["estimate"].is_monotonic_increasing


def test_what_is_moved(made: ipt.Imputations) -> None:
    schedule = made.model.schedule
    moved = delta_shift(schedule, 2.0, "therapy", True)
    assert not moved[schedule.arm_codes == 0].any() and not moved[schedule.seen].any()
    assert not moved[~schedule.dropped].any() and moved.any()
    moved = delta_shift(schedule, 2.0, None, True)
    never = schedule.left == 0
    assert (moved[never] == [2.0, 4.0, 6.0]).all() and never.any()
    assert set(np.unique(steps_after(schedule, False))) == {0.0, 1.0}
    twice = made.shifted(1.0).shifted({"control": 1.0})
    np.testing.assert_array_equal(
        twice.shift, delta_shift(schedule, {"control": 2, "therapy": 1}, None, False)
    )


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        ({"deltas_test": 3.0}, "deltas_test 3.0: write a list"),
        ({"deltas_test": []}, "deltas_test is empty"),
        ({"deltas_test": ["1"]}, "write a number"),
        ({"test": "waitlist"}, "test 'waitlist': there are therapy"),
        ({"visit": 5}, "there are 4, 8, 12"),
        ({"unit": None}, "unit is None"),
    ],
)
def test_what_is_refused(made: ipt.Imputations, chosen: dict[str, Any], message: str) -> None:
    with pytest.raises(ModelError, match=message):
        ipt.tipping_map(made, **{"deltas_test": [0.0], **chosen})


def test_refusals_of_shifts_and_of_other_things(made: ipt.Imputations) -> None:
    with pytest.raises(ModelError, match="'waitlist' is no arm"):
        made.shifted(1.0, arm="waitlist")
    with pytest.raises(ModelError, match="takes what impute"):
        ipt.tipping_map(made.ancova(), [0.0])  # type: ignore[arg-type]
