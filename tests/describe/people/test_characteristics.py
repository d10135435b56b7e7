"""Table 1 from frames: what is in it, what is left out of small arms, and its numbers."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from ipt_outcomes.describe.people.characteristics import (
    baseline_characteristics,
    baseline_differences,
)
from ipt_outcomes.plan.plan import Plan


@pytest.fixture
def plan(demo: Plan) -> Plan:
    return demo.model_copy(update={"arms": demo.arms[:2], "few": 3})


def people(**columns: list[object]) -> pd.DataFrame:
    made = {"participant": list("abcdefgh"), "arm": ["waitlist"] * 4 + ["cbt"] * 4}
    return pd.DataFrame(made | columns)


def outcomes(**scores: float) -> pd.DataFrame:
    rows = [
        {"outcome": "phq9", "visit": visit, "participant": who, "score": score}
        for who, score in scores.items()
        for visit in ("week_0", "week_4")
    ]
    return pd.DataFrame(rows)


SCORES = outcomes(a=10.0, b=12.0, c=14.0, e=9.0, f=10.0, g=11.0, h=14.0)


def of(table: pd.DataFrame, variable: str, arm: str) -> pd.DataFrame:
    return table[(table["variable"] == variable) & (table["arm"] == arm)].set_index("level")


def test_numbers_categories_and_missing(plan: Plan) -> None:
    frame = people(
        age=[20, 30, 40, 50, 21, 22, 23, 90],
        sex=["f", "m", "f", None, "m", "m", "m", "f"],
    )
    table = baseline_characteristics(plan, frame, SCORES)
    assert list(dict.fromkeys(table["variable"])) == ["age", "sex", "baseline:phq9"]
    (age,) = of(table, "age", "waitlist").to_dict("records")
    assert (age["n"], age["missing"], age["mean"], age["median"]) == (4, 0, 35.0, 35.0)
    assert age["sd"] == pytest.approx(12.909944487358056) and age["q1"] == 27.5
    sex = of(table, "sex", "waitlist")
    assert sex["count"].to_dict() == {"f": 2, "m": 1} and (sex["missing"] == 1).all()
    assert sex.loc["f", "share"] == pytest.approx(2 / 3)
    (score,) = of(table, "baseline:phq9", "waitlist").to_dict("records")
    assert (score["n"], score["missing"], score["mean"]) == (3, 1, 12.0)
    assert of(table, "age", "all")["n"].item() == 8


def test_a_skewed_number_is_marked_for_every_arm(plan: Plan) -> None:
    table = baseline_characteristics(
        plan, people(prior_episodes=[0, 0, 0, 1, 0, 1, 1, 30], age=list(range(30, 38))), SCORES
    )
    assert table.loc[table["variable"] == "prior_episodes", "skewed"].all()
    assert not table.loc[table["variable"] == "age", "skewed"].any()


def test_of_few_people_no_number_is_told(plan: Plan) -> None:
    frame = people(age=[20, 30, None, None, 1, 2, 3, 4], sex=["f", "m"] + [None] * 2 + ["f"] * 4)
    table = baseline_characteristics(plan, frame, SCORES)
    of_few = table[(table["arm"] == "waitlist") & table["variable"].isin(["age", "sex"])]
    assert of_few["few"].all() and (of_few["n"] == 2).all()
    assert of_few[["mean", "sd", "q1", "median", "q3", "count", "share"]].isna().all(axis=None)
    apart = baseline_differences(plan, frame, SCORES).set_index("variable")["smd"]
    assert apart.loc[["age", "sex"]].isna().all() and apart.loc["baseline:phq9"] < 0


def test_what_comes_after_the_start_is_not_in_it(plan: Plan) -> None:
    frame = people(
        therapist=["T1"] * 8, therapy_group=["G"] * 8, withdrawal_day=[3.0] * 8, income=[1.5] * 8
    )
    table = baseline_characteristics(plan, frame, SCORES)
    assert list(dict.fromkeys(table["variable"])) == ["income", "baseline:phq9"]
    assert table.loc[table["variable"] == "income", "label"].iloc[0] == "Income"


def test_every_pair_of_arms_is_compared(demo: Plan, root: Path) -> None:
    frame = people(age=[20, 30, 40, 50, 25, 35, 45, 55]).assign(
        arm=["waitlist"] * 2 + ["cbt"] * 3 + ["ipt"] * 3
    )
    three = demo.model_copy(update={"few": 2})
    table = baseline_differences(three, frame, SCORES)
    pairs = table[table["variable"] == "age"][["test", "comparison"]].to_numpy().tolist()
    assert pairs == [["cbt", "waitlist"], ["ipt", "waitlist"], ["ipt", "cbt"]]
