"""Columns without a frame say what the frame would."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.models.design.typed_columns import TypedColumns, numbered


@pytest.fixture
def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "x": [1.5, np.nan, -2.0, 0.0],
            "arm": pd.Categorical(["b", None, "a", "b"], ["unused", "b", "a"]),
            "who": [7, 7, 3, 9],
            "text": ["p", "q", None, "p"],
        },
        index=[4, 4, 1, 0],
    )


def test_codes_levels_and_missing_values_are_the_frames(frame: pd.DataFrame) -> None:
    typed = TypedColumns.of(frame)
    np.testing.assert_array_equal(typed.codes("arm"), frame["arm"].cat.codes)
    assert typed.levels("arm") == ("unused", "b", "a")
    for name in frame:
        np.testing.assert_array_equal(typed.missing(str(name)), frame[name].isna())
    pd.testing.assert_frame_equal(typed.frame, frame.reset_index(drop=True))


def test_some_rows_lose_the_levels_that_none_of_them_has(frame: pd.DataFrame) -> None:
    chosen = TypedColumns.of(frame).at(np.array([0, 3])).seen(("arm", "x"))
    assert chosen.levels("arm") == ("b",)
    np.testing.assert_array_equal(chosen.codes("arm"), [0, 0])
    pd.testing.assert_series_equal(chosen.frame["text"], pd.Series(["p", "p"], name="text"))


@pytest.mark.parametrize(
    "values",
    [
        [3, 3, 5, 9],
        [9, 3, 3, 5],
        [2.0, np.nan, 1.0, 2.0],
        ["b", "a", None, "b"],
        pd.Categorical(["b", "a", None, "b"], ["b", "a"]),
        [],
    ],
)
@pytest.mark.parametrize("sort", [True, False])
def test_values_are_numbered_as_pandas_does(values: list[object], sort: bool) -> None:
    column = pd.Series(values)
    expected, _ = pd.factorize(column, sort=sort)
    found = numbered(TypedColumns.of(pd.DataFrame({"v": column}))["v"], sort=sort)
    np.testing.assert_array_equal(found, expected)
