from __future__ import annotations

import numpy as np
import pandas as pd

from ipt_outcomes.ingest.scores.rows import score_rows


def assessments() -> pd.DataFrame:
    return pd.DataFrame(
        {"participant": ["a", "b", "c"], "visit": ["v"] * 3, "day": [0.0, 1.0, 2.0]},
        index=[2, 3, 5],
    )


def test_answers_keep_their_line_person_and_item() -> None:
    values = pd.DataFrame({1: [0.0, np.nan, 3.0], 2: [1.0, np.nan, np.nan]}, index=[2, 3, 5])
    rows = score_rows(assessments(), "phq9", values)
    assert rows.index.tolist() == [2, 2, 5, 5]
    assert rows["participant"].tolist() == ["a", "a", "c", "c"]
    assert rows["item"].tolist() == [1, 2, 1, 2]
    np.testing.assert_array_equal(rows["value"], [0, 1, 3, np.nan])
    assert set(rows["scale"]) == {"phq9"}


def test_nothing_answered_gives_no_rows() -> None:
    values = pd.DataFrame({0: [np.nan] * 3}, index=[2, 3, 5])
    rows = score_rows(assessments(), "phq9", values)
    assert rows.empty
    assert rows["item"].dtype == "Int64"
