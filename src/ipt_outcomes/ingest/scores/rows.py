"""Answers side by side in a file's row, one under another in the table `scores`."""

from __future__ import annotations

import numpy as np
import pandas as pd

COLUMNS = ["participant", "visit", "day", "scale", "item", "value"]


def score_rows(
    at: pd.DataFrame, scale: str, values: pd.DataFrame, repeat: pd.Series | None = None
) -> pd.DataFrame:
    """One row for every answer of an assessment; none where nothing of the scale was answered.

    `at` has participant, visit and day, `values` one column an item (0: the reported total); both
    have one row an assessment and its line as index, which the rows returned keep. `repeat`, where
    the plan keeps several assessments of one time, becomes a column.
    """
    assessed = values.notna().any(axis=1).to_numpy()
    answers = values.to_numpy(dtype="float64")[assessed]
    count, items = answers.shape
    rows = at.loc[assessed].take(np.repeat(np.arange(count), items))
    stacked = rows.assign(
        scale=pd.array([scale], dtype="str").take(np.zeros(count * items, dtype=int)),
        item=pd.array(np.tile(values.columns.to_numpy(dtype="int64"), count), dtype="Int64"),
        value=answers.ravel(),
    )[COLUMNS]
    if repeat is None:
        return stacked
    numbers = repeat.to_numpy(dtype="int64")[assessed].repeat(items)
    return stacked.assign(repeat=pd.array(numbers, dtype="Int64"))
