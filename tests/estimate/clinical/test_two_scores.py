"""Scores as they come: every kind of column, and what is refused in the project's words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.models.errors import ModelError

from .conftest import NAMES, long_of

GIVEN = NAMES | {"reliability": 0.8, "functional": (6.0, 4.0)}
SCORES = long_of([30, 24, 20, 18, 13], [12, 20, 21, 4, np.nan])
WANTED = ipt.clinical_change(SCORES, **GIVEN)


@pytest.mark.parametrize(
    ("column", "convert", "times"),
    [
        ("points", lambda c: c.astype("Float64"), {}),
        ("points", lambda c: c.astype("Int64"), {}),
        ("points", lambda c: pd.array(c, dtype="float32"), {}),
        ("points", lambda c: [None if np.isnan(x) else Decimal(int(x)) for x in c], {}),
        ("week", lambda c: c.astype("Int64"), {}),
        ("week", lambda c: c.astype("category"), {}),
        ("week", lambda c: c.astype(float), {"pre": 0.0, "post": 12}),
        ("week", lambda c: c.map({0: "start", 12: "end"}), {"pre": "start", "post": "end"}),
        ("week", lambda c: c.map({0: "start", 12: "end"}).astype("category"),
         {"pre": "start", "post": "end"}),
        ("person", lambda c: c.astype("category"), {}),
        ("person", lambda c: c.astype(object), {}),
    ],
)  # fmt: skip
def test_the_same_people_however_they_are_stored(
    column: str, convert: Any, times: dict[str, Any]
) -> None:
    found = ipt.clinical_change(SCORES.assign(**{column: convert(SCORES[column])}), **GIVEN | times)
    pd.testing.assert_frame_equal(
        found.drop(columns=["pre_time", "post_time"]),
        WANTED.drop(columns=["pre_time", "post_time"]),
        check_dtype=column != "person",
    )


def test_order_index_and_other_times_do_not_matter() -> None:
    later = SCORES.query("week == 12").assign(week=24, points=99.0)
    mixed = pd.concat([SCORES, later, later]).sample(frac=1, random_state=1)
    found = ipt.clinical_change(mixed, **GIVEN).sort_values("participant", ignore_index=True)
    pd.testing.assert_frame_equal(found, WANTED)


def test_a_person_without_a_row_at_a_time_lacks_the_score() -> None:
    found = ipt.clinical_change(SCORES.iloc[1:-1], **GIVEN)
    status = found.set_index("participant")["status"]
    assert status["p000"] == "no pre score" and status["p004"] == "no post score"
    nobody = SCORES.assign(points=SCORES["points"].mask(SCORES["person"] == "p001"))
    status = ipt.clinical_change(nobody, **GIVEN).set_index("participant")["status"]
    assert status["p001"] == "no scores"


def test_one_person_can_be_judged_by_a_known_population() -> None:
    one = long_of([30], [12])
    assert ipt.clinical_change(one, **GIVEN, clinical=(24.0, 7.0))["category"].iloc[0]
    assert ipt.clinical_change(one, **NAMES, method="mid", mid=5)["category"].iloc[0] == "improved"
    with pytest.raises(ModelError, match="of 1 one alone has none: give clinical"):
        ipt.clinical_change(one, **GIVEN)


def test_the_frame_survives_a_file(tmp_path: Any) -> None:
    ipt.write_table(WANTED, tmp_path / "change.parquet")
    WANTED.to_csv(tmp_path / "change.csv", index=False)
    people = pd.DataFrame({"participant": WANTED["participant"], "arm": ["a", "b", "a", "b", "a"]})
    effects = ipt.clinical_effects(WANTED, people, arm="arm")
    for read in (
        ipt.read_table(tmp_path / "change.parquet"), pd.read_csv(tmp_path / "change.csv"),
    ):  # fmt: skip
        assert ipt.clinical_counts(read).equals(ipt.clinical_counts(WANTED))
        pd.testing.assert_frame_equal(ipt.clinical_effects(read, people, arm="arm"), effects)
        assert callable(ipt.clinical_event(read, "recovered", baseline="pre"))


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"reliability": 0}, "reliability 0: write a share between 0 and 1, both excluded"),
        ({"reliability": 1}, "both excluded"),
        ({"reliability": 86}, "both excluded"),
        ({"reliability": "high"}, "reliability is text: write a number"),
        ({"reliability": None}, "needs the reliability of the scale"),
        ({"method": "nunnally-kotsch", "reliability_post": 1.2}, "reliability_post 1.2"),
        ({"method": "JT"}, "method 'JT': there are 'jacobson-truax',"),
        ({"direction": "down"}, "direction 'down': there are 'lower' and 'higher'"),
        ({"direction": "higher"}, "is not better than the clinical sample's 21; is the better end"),
        ({"functional": (6.0, 0.0)}, "functional: its sd is 0, and must be positive"),
        ({"functional": 6.0}, r"functional 6.0: write \(mean, sd\)"),
        ({"functional": ("6", 4)}, "functional: its mean is text"),
        ({"clinical": (24.0, -7.0)}, "clinical: its sd is -7"),
        ({"functional": None, "cutoff": "c"}, "cutoff 'c' needs the functional population"),
        ({"cutoff": "d"}, "cutoff 'd': there are 'a', 'b' and 'c'"),
        ({"cutoff": float("nan")}, "cutoff is nan: write a number"),
        ({"level": 95}, "level 95: write a share"),
        ({"pre": 1}, "pre 1: there is no such time; there are 0, 12"),
        ({"post": "12"}, "post '12': the times are stored as int"),
        ({"post": 0}, "pre and post are both 0"),
        ({"score": "phq9"}, "score 'phq9': the scores have no such column"),
        ({"time": "person"}, "three columns, and two were the same"),
        ({"participant": SCORES["person"]}, "takes the name of a column"),
    ],
)
def test_what_cannot_be_asked(changed: dict[str, Any], message: str) -> None:
    with pytest.raises(ModelError, match=message):
        ipt.clinical_change(SCORES, **GIVEN | changed)


@pytest.mark.parametrize(
    ("scores", "message"),
    [
        (SCORES.iloc[:0], "the scores have no rows"),
        ("scores.csv", "must be a pandas DataFrame, and are text"),
        (pd.concat([SCORES, SCORES.iloc[:2]]), "2 people have two rows at week 0"),
        (SCORES.assign(points="high"), "reads as a number in no row"),
        (SCORES.assign(points=True), "True and False, which are no scale"),
        (SCORES.assign(points=SCORES["points"].replace(30, np.inf)), "infinite in 1 rows"),
        (SCORES.assign(points=SCORES["points"].astype("category")), "must be a column of numbers"),
        (SCORES.assign(person=SCORES["person"].mask(SCORES.index < 3)), "missing in 3 rows"),
        (SCORES.assign(week=SCORES["week"].astype("Int64").mask(SCORES.index < 2)),
         "time 'week' is missing in 2 rows"),
        (SCORES.assign(points=20.0), "of 5 all of them are alike"),
        (SCORES.set_axis(["person", "points", "points"], axis=1), "no such|2 columns have"),
    ],
)  # fmt: skip
def test_scores_that_are_none(scores: Any, message: str) -> None:
    with pytest.raises(ModelError, match=message) as raised:
        ipt.clinical_change(scores, **GIVEN)
    assert "p00" not in str(raised.value)


def test_many_times_are_counted_and_not_listed() -> None:
    days = long_of(range(20), range(20)).assign(week=np.arange(40) * 3 + 1)
    with pytest.raises(ModelError, match=r"pre 0: there is no such time; there are 40$"):
        ipt.clinical_change(days, **GIVEN)
