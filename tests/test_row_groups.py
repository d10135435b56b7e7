"""Groups of rows are those of pandas, missing cells included."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.row_groups import first_of_each, numbered_groups, rows_where


@pytest.fixture
def frame() -> pd.DataFrame:
    rng = np.random.default_rng(5)
    frame = pd.DataFrame(
        {
            "participant": pd.array(rng.choice(["a", "b", "a1", "c"], 500), dtype="str"),
            "day": rng.choice([0.0, 1.5, np.nan, -3.0], 500),
            "repeat": pd.array(rng.choice([1, 2], 500), dtype="Int64"),
            "visit": pd.Categorical(rng.choice(["late", "early"], 500)),
        }
    )
    frame.loc[rng.random(500) < 0.2, ["participant"]] = None
    frame.loc[rng.random(500) < 0.2, ["repeat"]] = pd.NA
    frame.loc[rng.random(500) < 0.2, ["visit"]] = None
    return frame.set_index(np.repeat(np.arange(250), 2))


@pytest.mark.parametrize(
    "key",
    [
        ["day"],
        ["participant", "day"],
        ["visit", "repeat"],
        ["participant", "day", "repeat", "visit"],
    ],
)
def test_groups_are_those_of_pandas(frame: pd.DataFrame, key: list[str]) -> None:
    groups = numbered_groups(frame, key)
    theirs = frame.groupby(key, sort=False, dropna=False, observed=True).ngroup().to_numpy()
    # Which number a group has is told by its first row, theirs and ours.
    assert (pd.Series(groups).groupby(theirs).nunique() == 1).all()
    assert len(np.unique(groups)) == len(np.unique(theirs))
    assert (first_of_each(groups) == ~frame[key].duplicated().to_numpy()).all()


def test_many_columns_of_many_values_do_not_overflow() -> None:
    many = pd.DataFrame({f"c{column}": np.arange(3_000) for column in range(9)})
    assert (numbered_groups(many, list(many)) == np.arange(3_000)).all()


def test_nothing_gives_nothing(frame: pd.DataFrame) -> None:
    none = frame.head(0)
    assert len(numbered_groups(none, ["day"])) == len(first_of_each(np.zeros(0, np.int64))) == 0


def test_rows_that_are_wanted(frame: pd.DataFrame) -> None:
    assert rows_where(frame, frame["day"].eq(frame["day"]) | True) is frame
    some = (frame["repeat"] == 1).fillna(False)
    pd.testing.assert_frame_equal(rows_where(frame, some), frame[some])
