"""An index from one trial in another one: whether its benefit carried over."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.estimate.advantage.benefit import BEYOND

NAMES = ["x0", "x1", "x2"]


@pytest.fixture(scope="module")
def elsewhere(trial: Any, asked: dict[str, Any], few: dict[str, Any]) -> Any:
    """The index of a trial with moderation, in one with another moderation."""

    def made(moderation: float, an_arm: int = 150) -> ipt.AdvantageElsewhere:
        here = trial(1, an_arm=120, moderation=6.0)
        there = trial(2, an_arm=an_arm, moderation=moderation)
        return ipt.advantage_elsewhere(here, there, **asked, **few, predictors=NAMES, seed=3)

    return made


def test_the_same_moderation_carries_over(elsewhere: Any) -> None:
    found = elsewhere(6.0)
    assert found.verdict == "carried over"
    assert found.sentence.startswith("The benefit carried over: beyond the average difference")
    row = found.benefits.set_index(["people", "quantity"]).loc[("all", BEYOND)]
    true = 6 * np.sqrt(2 / np.pi)
    assert row["ci_lower"] < true < row["ci_upper"]
    assert row["df"] == 296


@pytest.mark.parametrize("moderation", [0.0, -6.0])
def test_where_moderation_differs_it_is_said_not_to_carry_over(
    elsewhere: Any, moderation: float
) -> None:
    found = elsewhere(moderation)
    assert found.trained.summary["conclusion"].item() == "shown to help"
    assert found.verdict == "did not carry over"
    assert "did not carry over" in found.sentence


def test_where_the_other_trial_is_small_it_stays_open(
    trial: Any, asked: dict[str, Any], few: dict[str, Any]
) -> None:
    here = trial(1, an_arm=120, moderation=2.0)
    there = trial(9, an_arm=40)
    found = ipt.advantage_elsewhere(here, there, **asked, **few, predictors=NAMES, seed=3)
    assert found.verdict == "not shown to carry over"
    row = found.benefits.set_index(["people", "quantity"]).loc[("all", BEYOND)]
    before = found.trained.benefits.set_index(["people", "quantity"]).loc[("all", BEYOND)]
    assert row["ci_lower"] <= 0 < before["estimate"] <= row["ci_upper"]
