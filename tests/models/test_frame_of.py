"""A frame made at once is the one that pandas makes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.models.frame_of import frame_of


@pytest.mark.parametrize("n", [0, 1, 3, 200])
def test_equals_the_frame_of_its_columns(n: int) -> None:
    text = [f"t{i}" for i in range(n)]
    numbers = np.arange(2.0 * n).reshape(n, 2)
    mixed = np.array([None if i % 2 else "a" for i in range(n)], dtype=object)
    columns = {"term": text, "x": numbers[:, 0], "level": list(range(n)), "status": mixed}
    pd.testing.assert_frame_equal(frame_of(columns.items()), pd.DataFrame(columns))


def test_a_name_may_come_twice() -> None:
    found = frame_of([("se", ["a", "b"]), ("se", np.array([1.0, 2.0]))])
    assert list(found.columns) == ["se", "se"]
    assert found.iloc[:, 0].tolist() == ["a", "b"]


def test_writing_into_one_frame_leaves_the_next_as_it_is() -> None:
    first = frame_of([("term", ["a", "b"])])
    first.loc[0, "term"] = "written"
    first.columns.name = "columns"
    second = frame_of([("term", ["a", "b"])])
    assert second.to_dict("list") == {"term": ["a", "b"]}
    assert second.columns.name is None
