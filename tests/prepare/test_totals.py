from __future__ import annotations

import numpy as np
import pytest

from ipt_outcomes.errors import DataError
from ipt_outcomes.instruments import read_instrument
from ipt_outcomes.prepare.totals import assessment_totals, total_of_items

from .conftest import MakeScores

NAN = np.nan


def test_phq9_by_hand() -> None:
    answers = np.array(
        [
            [0, 1, 2, 3, 0, 1, 2, 3, 0],
            [3, 3, 3, 3, 3, 3, 3, 3, 3],
            [1, 1, 1, 1, 1, 1, 1, 1, NAN],
            [2, 1, NAN, 3, 2, NAN, 1, 2, 3],
            [2, 1, NAN, 3, 2, NAN, 1, 2, NAN],
            [NAN] * 9,
        ]
    )
    total, answered, prorated = total_of_items(read_instrument("phq9"), answers)
    # Rows 3 and 4: 8 answered, 8 points, 8/8 x 9; 7 answered, 14 points, 14/7 x 9.
    np.testing.assert_allclose(total, [12, 27, 9, 18, NAN, NAN])
    assert answered.tolist() == [9, 9, 8, 7, 6, 0]
    assert prorated.tolist() == [False, False, True, True, False, False]


def test_a_scale_without_a_missing_item_rule_needs_every_item() -> None:
    answers = np.ones((2, 21))
    answers[1, 4] = NAN
    total, answered, prorated = total_of_items(read_instrument("bdi_ii"), answers)
    np.testing.assert_allclose(total, [21, NAN])
    assert answered.tolist() == [21, 20]
    assert not prorated.any()


def test_a_mean_is_not_multiplied() -> None:
    instrument = read_instrument("phq9").model_copy(update={"scoring": "mean"})
    total, _, prorated = total_of_items(instrument, np.array([[1, 1, 1, 1, 3, 3, 3, 3, NAN]]))
    np.testing.assert_allclose(total, [2])
    assert prorated.all()


def test_items_are_placed_by_number_and_kept_apart(make_scores: MakeScores) -> None:
    rows = [("a", None, 0.0, "phq9", item, float(item % 4)) for item in range(9, 0, -1)]
    rows += [("a", None, 7.0, "phq9", item, 1.0) for item in range(1, 9)]
    rows += [("b", "after", None, "phq9", item, 2.0) for item in range(1, 10)]
    rows += [("b", "before", None, "phq9", item, 3.0) for item in range(1, 10)]
    totals = assessment_totals(make_scores(rows))
    assert totals["score"].tolist() == [sum(i % 4 for i in range(1, 10)), 9.0, 18.0, 27.0]
    assert totals["participant"].tolist() == ["a", "a", "b", "b"]
    assert totals["items_answered"].tolist() == [9, 8, 9, 9]
    assert totals["prorated"].tolist() == [False, True, False, False]


def test_reported_totals_have_no_items(make_scores: MakeScores) -> None:
    rows = [("a", None, 0.0, "hrsd17", 0, 20.0), ("a", None, 9.0, "hrsd17", 0, None)]
    totals = assessment_totals(make_scores(rows))
    assert totals["score"].tolist() == [20.0]
    assert totals["items_answered"].isna().all()


def test_nothing_answered_is_no_assessment(make_scores: MakeScores) -> None:
    rows = [("a", None, 0.0, "phq9", item, None) for item in range(1, 10)]
    assert assessment_totals(make_scores(rows)).empty
    assert assessment_totals(make_scores([])).empty


def test_an_item_that_the_scale_does_not_have(make_scores: MakeScores) -> None:
    with pytest.raises(DataError, match="PHQ-9"):
        assessment_totals(make_scores([("a", None, 0.0, "phq9", 10, 1.0)]))
