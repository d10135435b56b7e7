"""Everyone at every visit, and what the data must tell for that."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.missing.schedule import Schedule, schedule_of
from ipt_outcomes.models.errors import ModelError


def laid(data: pd.DataFrame, needed: tuple[str, ...] = ("baseline",)) -> Schedule:
    return schedule_of(
        data, response="score", needed=needed, participant="person", visit="visit", arm="arm"
    )


def test_rows_that_are_not_there_are_those_with_an_empty_score(small: pd.DataFrame) -> None:
    whole = laid(small.assign(week=small["visit"].astype(float)))
    kept = small[small["score"].notna() | (small["visit"] == 4)].sample(frac=1, random_state=1)
    fewer = laid(kept.assign(week=kept["visit"].astype(float)), ("baseline", "week"))
    order = fewer.frame["person"].drop_duplicates()
    same = whole.frame.set_index("person").loc[order].reset_index()[list(fewer.frame.columns)]
    pd.testing.assert_frame_equal(fewer.frame, same)


def test_who_left_and_who_has_gaps() -> None:
    score = [1.0, 2.0, 3.0, 1.0, np.nan, 2.0, 1.0, np.nan, np.nan, np.nan, np.nan, np.nan]
    data = pd.DataFrame(
        {
            "person": np.repeat(list("abcd"), 3),
            "visit": np.tile([1, 2, 3], 4),
            "arm": np.repeat(["x", "y", "x", "y"], 3),
            "baseline": np.repeat([1.0, 2.0, 3.0, 4.0], 3),
            "score": score,
        }
    )
    found = laid(data)
    assert found.left.tolist() == [3, 3, 1, 0]
    assert found.dropped.sum(axis=1).tolist() == [0, 0, 2, 3]
    assert found.arms == ("x", "y") and found.visits == (1, 2, 3)


def test_a_covariate_that_changes_needs_every_row(small: pd.DataFrame) -> None:
    changing = small.assign(baseline=np.arange(len(small), dtype=float))
    assert laid(changing).n_people == 60
    with pytest.raises(ModelError, match="'baseline' is not known in 1 of the rows"):
        laid(changing.iloc[1:])
    with pytest.raises(ModelError, match="is not known in 3 of the rows"):
        laid(small.assign(baseline=small["baseline"].where(small["person"] != "p007")))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.assign(arm=d["arm"].where(d.index > 1)), "'arm' is missing in 2 rows"),
        (lambda d: pd.concat([d, d.iloc[:2]]), "2 rows repeat a person"),
        (lambda d: d.assign(visit="week " + d["visit"].astype(str)), "order of the visits"),
        (lambda d: d.assign(arm=["a", "b"] * (len(d) // 2)), "more than one arm"),
        (lambda d: d.assign(score=d["score"].where(d["visit"] != 8)), "score at visit 8"),
        (lambda d: d.assign(imputed=1), "a column 'imputed'"),
        (lambda d: d.drop(columns="arm"), "no column 'arm'"),
        (lambda d: d.iloc[:0], "have no rows"),
        (lambda d: pd.concat([d, d[["baseline"]]], axis=1), "several columns 'baseline'"),
    ],
)
def test_what_is_refused(small: pd.DataFrame, change: object, message: str) -> None:
    with pytest.raises(ModelError, match=message) as told:
        laid(change(small))  # type: ignore[operator]
    assert "p0" not in str(told.value)


def test_a_visit_that_is_not_there(small: pd.DataFrame) -> None:
    assert laid(small).visit_place(None) == 2
    with pytest.raises(ModelError, match="there are 4, 8, 12"):
        laid(small).visit_place(16)
