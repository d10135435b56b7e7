from __future__ import annotations

import pandas as pd
import pytest

from ipt_outcomes.errors import DataError
from ipt_outcomes.prepare.totals import assessment_totals

from ..made_scores import MakeScores


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


def test_another_missing_item_rule_can_be_named(make_scores: MakeScores) -> None:
    rows = [("a", None, 0.0, "phq9", item, 1.0) for item in range(1, 8)]
    scores = make_scores(rows)
    assert assessment_totals(scores)["score"].tolist() == [9.0]
    other = assessment_totals(scores, missing_rules={"phq9": "one_item"})
    assert other["score"].isna().all() and not other["prorated"].any()
    with pytest.raises(KeyError, match="no missing-item rule"):
        assessment_totals(scores, missing_rules={"phq9": "any_item"})


def test_assessments_of_one_day_that_are_kept_apart_are_scored_apart(
    make_scores: MakeScores,
) -> None:
    rows = [("a", None, 0.0, "phq9", item, 1.0) for item in range(1, 10)]
    first = make_scores(rows).assign(repeat=1)
    second = first.assign(repeat=2, value=2.0)
    totals = assessment_totals(pd.concat([first, second], ignore_index=True))
    assert totals["score"].tolist() == [9.0, 18.0]
