"""Scores whose scale no name says: the shapes that R's packages have them in, with made-up rows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from ipt_outcomes.ingest.study import read_study
from ipt_outcomes.plan.reading import read_plan

from ...accepted_plan import accepted
from .conftest import Proposed
from .one_file import PEOPLE, asked

Rows = list[list[object]]


def made_up(arms: Sequence[object], visits: int) -> Rows:
    """A row a person: the row's number, who, the arm in turn, and a score a visit."""
    return [
        [
            n,
            100 + n,
            arms[n % len(arms)],
            *(20 + (7 * n + 3 * visit) % 11 for visit in range(visits)),
        ]
        for n in PEOPLE
    ]


def stacked(rows: Rows, times: Sequence[object]) -> Rows:
    """The same with a row an assessment: its number, who, the arm, when, and the score."""
    return [
        [f"{row[0]}.{place}", *row[1:3], time, row[3 + place]]
        for row in rows
        for place, time in enumerate(times)
    ]


@pytest.mark.parametrize(
    ("columns", "scale", "visits"),
    [
        (["prop1", "prop2", "prop3"], "prop", ["visit_1", "visit_2", "visit_3"]),
        (["Y1", "Y2", "Y3", "Y4"], "y", ["visit_1", "visit_2", "visit_3", "visit_4"]),
        (["t0", "t0.5", "t1", "t1.5"], "t", ["baseline", "visit_0_5", "visit_1", "visit_1_5"]),
        (["d8", "d10", "d12"], "d", ["visit_8", "visit_10", "visit_12"]),
        (["mood.pre", "mood.post"], "mood", ["baseline", "post"]),
        (
            ["pretest.1", "pretest.2", "post.test.1", "post.test.2", "post.test.3"],
            "score_1",
            ["baseline", "post"],
        ),
        (["PHQ.pre", "x1", "x2"], None, []),
    ],
)
def test_numbered_columns_of_one_word_are_visits(
    proposed: Proposed, columns: list[str], scale: str | None, visits: list[str]
) -> None:
    header = ",".join(['""', "id", "trt", *columns])
    rows = made_up(["placebo", "new"], len(columns))
    if scale is None:
        with pytest.raises(Exception, match="to decide"):
            proposed(header, rows)
        return
    plan = proposed(header, rows)
    assert plan.participants.columns.participant == "id"
    assert plan.scales == (scale,)
    assert [visit.name for visit in plan.visits] == visits
    (measure,) = plan.measures
    assert (measure.minimum, measure.maximum) == (0, 50)
    assert asked(plan)["measures.0.direction"] == "higher_is_worse or higher_is_better?"


def test_a_baseline_beside_numbered_columns_is_asked_about(proposed: Proposed) -> None:
    plan = proposed('"",ID,Trt,Base,Y1,Y2,Y3,Ysum', made_up(["placebo", "new"], 5))
    assert asked(plan)["scores.0.scales.y.baseline"] == "Base?"
    assert [visit.name for visit in plan.visits] == ["baseline", "visit_1", "visit_2", "visit_3"]


def test_other_columns_of_the_kind_are_shown_and_not_read(
    proposed: Proposed, tmp_path: Path
) -> None:
    header = '"",id,trt,a1,a2,a3,b1,b2,b3,f1,f2'
    plan = proposed(header, made_up(["placebo", "new"], 8))
    assert plan.scales == ("a",)
    text = (tmp_path / "mine.yaml").read_text()
    assert "# Seen as well, and not read: b: {visit_1: b1, visit_2: b2, visit_3: b3}" in text
    # It can be taken as it stands.
    lines = text.replace("# Seen as well, and not read: b:", "b:").splitlines()
    at = next(place for place, line in enumerate(lines) if "name: a, label" in line)
    lines.insert(at, lines[at].replace("name: a, label", "name: b, label"))
    (tmp_path / "mine.yaml").write_text("\n".join(lines) + "\n")
    assert read_plan(tmp_path / "mine.yaml").scales == ("a", "b")


@pytest.mark.parametrize(
    ("when", "times", "score", "visits"),
    [
        ("period", [1, 2, 3], "y", ["visit_1", "visit_2", "visit_3"]),
        ("age", [1, 1.5, 2], "cog", ["age_1", "age_1_5", "age_2"]),
        ("month", [0, 1, 2], "status", ["baseline", "month_1", "month_2"]),
        ("phase", ["pre", "post", "fup"], "value", ["baseline", "post", "follow_up"]),
        ("occ", ["first", "second"], "level", ["first", "second"]),
    ],
)
def test_a_column_that_changes_is_the_score(
    proposed: Proposed, when: str, times: list[object], score: str, visits: list[str]
) -> None:
    rows = stacked(made_up(["placebo", "new"], len(times)), times)
    plan = proposed(f'"",id,trt,{when},{score}', rows)
    assert plan.scores[0].columns.model_dump()["visit"] == when
    assert plan.scores[0].scales[score].model_dump()["total"] == score
    assert [visit.name for visit in plan.visits] == visits


def test_of_several_columns_that_change_the_score_is_asked_for(proposed: Proposed) -> None:
    rows = [[*row, row[4] * 3] for row in stacked(made_up(["placebo", "new"], 2), [0, 6])]  # type: ignore[operator]
    plan = proposed('"",id,trt,week,density,calories', rows)
    assert asked(plan)["scores.0.scales.density.total"] == "density or calories?"
    # Names of times, ages and baselines are no scores; one that says a score is it.
    plan = proposed('"",id,trt,week,score,age', rows)
    assert "scores.0.scales.score.total" not in asked(plan)


def test_a_repeated_baseline_is_counted_once_a_person(proposed: Proposed, tmp_path: Path) -> None:
    rows = [[*row, 30 + row[1]] for row in stacked(made_up(["placebo", "new"], 3), [1, 2, 3])]  # type: ignore[operator]
    plan = proposed('"",id,trt,period,y,base', rows)
    assert asked(plan)["scores.0.scales.y.baseline"] == "base?"
    assert "baseline (12 with a score), visit_1 (12" in _unwrapped(tmp_path)


def test_no_score_of_a_person_is_in_the_plan(proposed: Proposed, tmp_path: Path) -> None:
    rows = made_up(["placebo", "new"], 3)
    rows[4][3], rows[5][3] = 9137, -61
    proposed('"",id,trt,mood1,mood2,mood3', rows)
    text = (tmp_path / "mine.yaml").read_text()
    assert "minimum: -100?, maximum: 10000?" in text
    assert "9137" not in text
    assert "61" not in text


def test_a_plan_of_a_measure_is_read_when_it_is_decided(proposed: Proposed, tmp_path: Path) -> None:
    proposed('"",id,trt,mood1,mood2,mood3', made_up(["placebo", "new"], 3))
    plan = accepted(tmp_path / "mine.yaml", (tmp_path / "mine.yaml").read_text())
    assert len(read_study(plan).scores) == 36
    assert plan.direction_of("mood") == "higher_is_worse"


def _unwrapped(folder: Path) -> str:
    return " ".join((folder / "mine.yaml").read_text().replace("#", "").split())


def test_decimals_are_those_of_most_scores(proposed: Proposed) -> None:
    rows = made_up(["placebo", "new"], 3)
    rows[4][3] = 30.9677419354839
    assert proposed('"",id,trt,mood1,mood2,mood3', rows).measures[0].decimals == 0
    rows = [[*row[:3], *(float(str(score)) / 10 for score in row[3:])] for row in rows]
    assert proposed('"",id,trt,mood1,mood2,mood3', rows).measures[0].decimals == 1
