"""Means under the strategies that have a name, and who has which."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.missing.schedule import Schedule, schedule_of
from ipt_outcomes.missing.strategies import NAMED, Strategy, selection, strategies_of
from ipt_outcomes.models.errors import ModelError

from .conftest import FORMULA, NAMES

OWN, REFERENCE = np.array([[10.0, 20.0, 30.0]]), np.array([[1.0, 2.0, 4.0]])


@pytest.mark.parametrize(
    ("name", "left", "expected"),
    [
        ("j2r", 1, [10, 2, 4]),
        ("j2r", 0, [1, 2, 4]),
        ("cr", 2, [1, 2, 4]),
        ("cir", 1, [10, 11, 13]),
        ("cir", 2, [10, 20, 22]),
        ("cir", 0, [1, 2, 4]),
        ("lmcf", 1, [10, 10, 10]),
        ("lmcf", 2, [10, 20, 20]),
        ("lmcf", 0, [10, 20, 30]),
    ],
)
def test_named_means(name: str, left: int, expected: list[float]) -> None:
    mean = NAMED[name].mean
    assert mean is not None
    assert mean(OWN, REFERENCE, left).tolist() == [expected]
    assert not NAMED[name].at_random and NAMED["mar"].at_random


@pytest.fixture(scope="module")
def schedule(small: pd.DataFrame) -> Schedule:
    return schedule_of(
        small, response="score", needed=["baseline"], participant="person", visit="visit", arm="arm"
    )


def test_one_for_all_by_arm_and_by_person(schedule: Schedule) -> None:
    chosen, which = strategies_of(schedule, "J2R")
    assert {chosen[each].name for each in which} == {"j2r"}
    chosen, which = strategies_of(schedule, {"therapy": "cir"})
    assert [chosen[each].name for each in which] == ["mar"] * 30 + ["cir"] * 30
    chosen, which = strategies_of(schedule, pd.Series({"p003": "j2r", "p041": "lmcf"}))
    assert np.flatnonzero(which).tolist() == [3, 41]
    assert [chosen[which[place]].name for place in (3, 41)] == ["j2r", "lmcf"]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("jump", "'mar', 'j2r'"),
        ("LOCF", "no imputation with a standard error"),
        (3, "strategy 3"),
        ({"therpy": "j2r"}, "1 of 1 keys are neither arms"),
        ({"therapy": "best"}, "'best'"),
        (pd.Series(["j2r", "mar"], ["p003", "p003"]), "2 keys name 1 arms or people"),
    ],
)
def test_what_is_refused(schedule: Schedule, given: object, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        strategies_of(schedule, given)  # type: ignore[arg-type]


def test_keys_that_are_no_people_are_not_shown(schedule: Schedule) -> None:
    with pytest.raises(ModelError) as told:
        strategies_of(schedule, {"p003": "j2r", "secret": "j2r"})
    assert "secret" not in str(told.value)


@pytest.mark.parametrize("ratio", [0, -1, "much", np.nan])
def test_odds_ratios_are_positive_numbers(ratio: object) -> None:
    with pytest.raises(ModelError, match="odds_ratio"):
        selection(ratio)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"mean": "j2r"}, "mean 'j2r': write a function"),
        ({"covariance": "other"}, "'own' and 'reference'"),
        ({"odds_ratio": -1.0}, "odds_ratio -1.0: odds are multiplied"),
        ({"odds_ratio": "2"}, "odds_ratio is text"),
        ({"odds_ratio": np.nan}, "odds_ratio is nan"),
    ],
)
def test_a_strategy_of_nonsense_is_none(wrong: dict[str, object], message: str) -> None:
    with pytest.raises(ModelError, match=message):
        Strategy("own", **wrong)  # type: ignore[arg-type]


def test_public_names() -> None:
    assert ipt.Strategy is Strategy
    assert ipt.selection(1.0).at_random and not ipt.selection(1.2).at_random


def test_who_stayed_is_missing_at_random_whatever_is_assumed(small: pd.DataFrame) -> None:
    wide = small.pivot(index="person", columns="visit", values="score")
    treated = small.loc[small["arm"] == "therapy", "person"].unique()
    gone = [person for person in treated if np.isnan(wide.loc[person, 12])]
    stayed = gone[: len(gone) // 2]
    given = {**NAMES, "n_imputations": 30, "seed": 3}
    everybody = ipt.impute(FORMULA, small, **given)
    made = ipt.impute(FORMULA, small, **given, strategies="j2r", stayed=stayed)
    of_person = dict.fromkeys(set(gone) - set(stayed), "j2r")
    expected = ipt.pool(everybody.under(of_person).ancova()).iloc[0]
    assert ipt.pool(made.ancova()).iloc[0]["estimate"] == pytest.approx(
        expected["estimate"], abs=4 * expected["monte_carlo_se"]
    )
    schedule = made.model.schedule
    people = schedule.frame["person"].to_numpy()[:: schedule.n_visits]
    assert not schedule.dropped[np.isin(people, stayed)].any()
    assert not made.shifted(5.0).shift[np.isin(people, stayed)].any()
    exact = ipt.conditional_mean(FORMULA, small, **NAMES, strategies="j2r", stayed=stayed)
    same = ipt.conditional_mean(FORMULA, small, **NAMES, strategies=of_person)
    assert exact["estimate"].iloc[0] == pytest.approx(same["estimate"].iloc[0], rel=1e-9)


@pytest.mark.parametrize(("stayed", "said"), [("p000", "write a list"), (["nobody"], "1 of its")])
def test_who_stayed_is_among_the_people(small: pd.DataFrame, stayed: Any, said: str) -> None:
    with pytest.raises(ModelError, match=said):
        ipt.impute(FORMULA, small, **NAMES, n_imputations=2, seed=1, stayed=stayed)
