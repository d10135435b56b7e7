from __future__ import annotations

import math

import pytest

from ipt_outcomes.report.cells import (
    Cell,
    Code,
    Count,
    CountPair,
    Estimate,
    Interval,
    Number,
    PValue,
    Share,
    written,
)
from ipt_outcomes.report.shown_table import Column, Row, ShownTable

COLUMNS = (Column("who", "Who", "The arm."), Column("n", "n", "People.", "count"))


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, "–"),
        ("IPT", "IPT"),
        (Code("score ~ arm"), "score ~ arm"),
        (Number(-4.115, 1), "−4.1"),
        (Number(math.nan, 1), "–"),
        (Interval(-5.6, 2.6, 1), "−5.6 to 2.6"),
        (Estimate(-4.1, -5.6, -2.6, 1), "−4.1 (−5.6 to −2.6)"),
        (Estimate(math.nan, -5.6, -2.6, 1), "–"),
        (PValue(0.0231), ".023"),
        (Count(1262), "1,262"),
        (CountPair(1061, 60), "1,061 / 60"),
        (Share(74, 1079), "74 of 1,079"),
    ],
)
def test_a_cell_is_written_from_its_value(cell: Cell, text: str) -> None:
    assert written(cell) == text


def test_texts_stand_in_the_columns_order() -> None:
    table = ShownTable("t", "A table", COLUMNS, (Row({"n": Count(3), "who": "IPT"}),))
    assert table.texts == (("IPT", "3"),)


@pytest.mark.parametrize("cells", [{"who": "IPT"}, {"who": "IPT", "n": None, "extra": None}])
def test_a_row_that_does_not_fit_is_refused(cells: dict[str, Cell]) -> None:
    with pytest.raises(ValueError, match=r"table t: columns and cells differ in (n|extra)"):
        ShownTable("t", "A table", COLUMNS, (Row(cells),))


def test_a_notebook_shows_it_as_html() -> None:
    table = ShownTable("t", "A table", COLUMNS, (Row({"who": "IPT", "n": Count(3)}),))
    assert "<table" in table._repr_html_() and ">IPT</td>" in table._repr_html_()
