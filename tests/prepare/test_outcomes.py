from __future__ import annotations

import pandas as pd
import pytest

from ipt_outcomes.errors import DataError
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.prepare.outcomes import (
    NO_TOTAL,
    NOT_NEAREST,
    OUTSIDE,
    prepare_outcome,
    prepare_outcomes,
    unused_assessments,
)

from ..made_scores import MakeScores, Row


def phq9(who: str, day: float, *answers: float | None) -> list[Row]:
    return [(who, None, day, "phq9", item, value) for item, value in enumerate(answers, 1)]


@pytest.fixture
def scores(make_scores: MakeScores) -> pd.DataFrame:
    return make_scores(
        [
            *phq9("a", -3, 0, 1, 2, 3, 0, 1, 2, 3, 0),
            *phq9("a", 25, 1, 1, 1, 1, 1, 1, 1, 1, None),
            *phq9("a", 40, 2, 2, 2, 2, 2, 2, 2, 2, 2),
            *phq9("b", 3, 1, 1, 1, 1, 1, 1, 1, 1, 1),
            *phq9("b", 60, 1, 1, 1, None, None, None, None, None, None),
            *phq9("b", 150, 1, 1, 1, 1, 1, 1, 1, 1, 1),
            ("c", None, 112.0, "sas_sr", 0, 2.5),
        ]
    )


def test_one_row_for_every_person_outcome_and_visit(
    demo: Plan, people: pd.DataFrame, scores: pd.DataFrame
) -> None:
    outcomes = prepare_outcomes(demo, people, scores)
    assert len(outcomes) == 3 * 4 * 7
    assert not outcomes.duplicated(["participant", "outcome", "visit"]).any()
    visits = [visit.name for visit in demo.visits]
    assert outcomes["visit"].tolist() == visits * 12
    assert outcomes.loc[outcomes["participant"] == "b", "arm"].unique().tolist() == ["waitlist"]


def test_scores_are_where_they_belong(
    demo: Plan, people: pd.DataFrame, scores: pd.DataFrame
) -> None:
    outcomes = prepare_outcomes(demo, people, scores)
    found = outcomes.loc[outcomes["score"].notna()].set_index(["participant", "outcome", "visit"])
    assert found["score"].to_dict() == {
        ("a", "phq9", "week_0"): 12.0,
        ("a", "phq9", "week_4"): 9.0,
        ("c", "sas_sr", "week_16"): 2.5,
    }
    week_4 = found.loc[("a", "phq9", "week_4")]
    assert (week_4["day"], week_4["items_answered"], week_4["prorated"]) == (25, 8, True)
    assert week_4["week"] == 4
    without = outcomes.loc[outcomes["items_answered"].notna() & outcomes["score"].isna()]
    assert without[["participant", "visit", "items_answered"]].values.tolist() == [
        ["b", "week_8", 3]
    ]


def test_what_is_not_used_is_counted(demo: Plan, scores: pd.DataFrame) -> None:
    unused = unused_assessments(demo, scores)
    assert unused.values.tolist() == [
        ["phq9", "week_0", OUTSIDE, 1, 1],
        ["phq9", "week_4", NOT_NEAREST, 1, 1],
        ["phq9", "week_8", NO_TOTAL, 1, 1],
        ["phq9", "week_16", OUTSIDE, 1, 1],
    ]


def test_every_assessment_is_an_outcome_or_counted(
    demo: Plan, people: pd.DataFrame, scores: pd.DataFrame
) -> None:
    assessments = len(scores[["participant", "day", "scale"]].drop_duplicates())
    used = prepare_outcomes(demo, people, scores)["score"].notna().sum()
    assert used + unused_assessments(demo, scores)["assessments"].sum() == assessments


def test_nothing_unused_is_an_empty_frame(demo: Plan, make_scores: MakeScores) -> None:
    unused = unused_assessments(demo, make_scores([("c", None, 112.0, "sas_sr", 0, 2.5)]))
    assert unused.empty
    assert list(unused) == ["scale", "visit", "reason", "assessments", "participants"]


def test_no_scores_at_all(demo: Plan, people: pd.DataFrame, make_scores: MakeScores) -> None:
    outcomes = prepare_outcomes(demo, people, make_scores([]))
    assert len(outcomes) == 84
    assert outcomes["score"].isna().all()
    assert unused_assessments(demo, make_scores([])).empty


def test_scores_of_a_stranger_are_refused_without_the_name(
    demo: Plan, people: pd.DataFrame, make_scores: MakeScores
) -> None:
    strange = make_scores([("Zanzibar77", None, 0.0, "sas_sr", 0, 2.0)])
    with pytest.raises(DataError) as refused:
        prepare_outcomes(demo, people, strange)
    assert "Zanzibar77" not in str(refused.value)


def test_one_outcome_is_its_part_of_all(
    demo: Plan, people: pd.DataFrame, scores: pd.DataFrame
) -> None:
    prepared = prepare_outcome(demo, people, scores, "phq9")
    everything = prepare_outcomes(demo, people, scores)
    part = everything.loc[everything["outcome"] == "phq9"].reset_index(drop=True)
    pd.testing.assert_frame_equal(prepared.outcomes, part)
    assert f"phq9, week_4: 1 assessment of 1 person not used: {NOT_NEAREST}" in prepared.notes
    assert len(prepared.notes) == 4
    assert prepare_outcome(demo, people, scores, "sas_sr").notes == ()
