from __future__ import annotations

from pathlib import Path

import pytest

from ipt_outcomes.errors import DataError
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.reading import read_plan
from ipt_outcomes.prepare.totals import assessment_totals
from ipt_outcomes.prepare.visits import planned_visits

from ..demo_plan import demo_plan_text
from ..made_scores import MakeScores, Row


def total(day: float, value: float = 20.0, who: str = "a") -> Row:
    return (who, None, day, "hrsd17", 0, value)


@pytest.mark.parametrize(
    ("day", "visit"),
    [
        (-15, None), (-14, "week_0"), (0, "week_0"), (0.9, "week_0"), (1, None), (13.9, None),
        (14, "week_4"), (41, "week_4"), (41.5, "week_4"), (42, "week_8"), (140, "week_16"),
        (141, None), (308, "week_40"), (309, None),
    ],
)  # fmt: skip
def test_windows_are_closed_at_both_ends(
    demo: Plan, make_scores: MakeScores, day: float, visit: str | None
) -> None:
    placed = planned_visits(demo, assessment_totals(make_scores([total(day)])))
    assert placed["chosen"].tolist() == [visit is not None]
    assert placed["visit"].isna().tolist() == [visit is None]
    if visit is not None:
        assert placed["visit"].tolist() == [visit]


@pytest.mark.parametrize(
    ("days", "chosen"),
    [
        ([20, 27, 33], 27),  # the target is day 28
        ([35, 21], 21),  # equally near: the earlier
        ([21, 35], 21),
        ([41, 29], 29),
        ([14], 14),
    ],
)
def test_the_nearest_stands_for_the_visit(
    demo: Plan, make_scores: MakeScores, days: list[float], chosen: float
) -> None:
    placed = planned_visits(demo, assessment_totals(make_scores([total(day) for day in days])))
    assert placed.loc[placed["chosen"], "day"].tolist() == [chosen]


def test_people_and_scales_do_not_compete(demo: Plan, make_scores: MakeScores) -> None:
    rows = [total(28), total(28, who="b"), ("a", None, 28.0, "iip32", 0, 60.0)]
    placed = planned_visits(demo, assessment_totals(make_scores(rows)))
    assert placed["chosen"].all()


def test_an_assessment_with_a_total_goes_before_a_nearer_one_without(
    demo: Plan, make_scores: MakeScores
) -> None:
    rows: list[Row] = [("a", None, 28.0, "phq9", item, 1.0) for item in range(1, 4)]
    rows += [("a", None, 35.0, "phq9", item, 1.0) for item in range(1, 10)]
    placed = planned_visits(demo, assessment_totals(make_scores(rows)))
    assert placed.loc[placed["chosen"], "day"].tolist() == [35]


def test_the_files_own_visit_is_kept(beat_the_blues: Plan, make_scores: MakeScores) -> None:
    rows = [("1", "month_3", None, "bdi_ii", 0, 9.0)]
    placed = planned_visits(beat_the_blues, assessment_totals(make_scores(rows)))
    assert placed["visit"].tolist() == ["month_3"]
    assert placed["chosen"].all()


def test_a_visit_that_the_plan_lacks(beat_the_blues: Plan, make_scores: MakeScores) -> None:
    totals = assessment_totals(make_scores([("1", "month_9", None, "bdi_ii", 0, 9.0)]))
    with pytest.raises(DataError, match="month_8") as refused:
        planned_visits(beat_the_blues, totals)
    assert "month_9" not in str(refused.value)


@pytest.mark.parametrize(
    ("pick", "days", "chosen", "tied"),
    [
        ("nearest", [20, 27, 33], 27, []),
        ("nearest", [35, 21], 21, [35]),
        ("earliest", [33, 20, 27], 20, []),
        ("last", [20, 33, 27], 33, []),
    ],
)
def test_which_of_several_stands_for_the_visit(
    root: Path, tmp_path: Path, make_scores: MakeScores, pick: str, days: list[float],
    chosen: float, tied: list[float],
) -> None:  # fmt: skip
    text = demo_plan_text(root)
    plan = tmp_path / "demo_ipt.yaml"
    plan.write_text(text.replace("window: [14, 41]}", f"window: [14, 41], pick: {pick}}}"))
    scores = make_scores([total(day) for day in days])
    placed = planned_visits(read_plan(plan), assessment_totals(scores))
    assert placed.loc[placed["chosen"], "day"].tolist() == [chosen]
    assert placed.loc[placed["tied"], "day"].tolist() == tied
