"""Sudden gains against published counts, and by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t

import ipt_outcomes as ipt
from ipt_outcomes.describe.therapy.gain_criteria import Criteria, intervals_of
from ipt_outcomes.describe.therapy.session_grid import grid_of

# Wiedemann et al. (2020), the R package suddengains 0.7.2 (MIT): BDI of 43 people at 12
# sessions, as its tutorial prints them; the counts are those that the tutorial prints.
PUBLISHED = Path("tests/reference/sudden_gains.csv")


@pytest.fixture(scope="module")
def published(root: Path) -> pd.DataFrame:
    return pd.read_csv(root / PUBLISHED)


def long(*people: list[float]) -> pd.DataFrame:
    """People's scores at sessions 1, 2, ...; NaN: none."""
    return pd.DataFrame(
        [
            (f"P{person}", session, score)
            for person, scores in enumerate(people)
            for session, score in enumerate(scores, start=1)
        ],
        columns=["participant", "session", "value"],
    )


def test_published_counts(published: pd.DataFrame) -> None:
    gains = ipt.sudden_gains(published, participant="id", score="bdi", cutoff=7)
    of_person = gains.groupby("id")
    assert (len(gains), of_person.ngroups) == (24, 15)
    assert (of_person.size() > 1).sum() == 8
    assert gains["reversed"].sum() == 4
    assert gains["magnitude"].mean() == pytest.approx(11)
    assert gains["magnitude"].std() == pytest.approx(3.43, abs=0.005)
    first = of_person.first()
    assert first["magnitude"].mean() == pytest.approx(11.4)
    assert first["magnitude"].std() == pytest.approx(3.98, abs=0.005)
    assert first["reversed"].sum() == 3
    # The tutorial: person 5's first gain is from session 3 to 4, the largest from 8 to 9.
    own = gains[gains["id"] == 5]
    assert own["session"].iloc[0] == 3
    assert own.loc[own["magnitude"].idxmax(), "session"] == 8


def test_published_counts_of_intervals(published: pd.DataFrame) -> None:
    found = intervals_of(grid_of(published, "id", "session", "bdi").values, Criteria(7))
    assert found.looked_at.sum() == 298
    assert found.looked_at.any(axis=1).sum() == 39


def test_published_example_of_one_interval() -> None:
    (gain,) = ipt.sudden_gains(long([32, 31, 33, 5, 6, 7]), cutoff=7).to_dict("records")
    assert (gain["session"], gain["magnitude"], gain["mean_before"]) == (3, 28, 32)
    assert gain["critical"] == pytest.approx(2.776, abs=5e-4)
    assert gain["statistic"] == pytest.approx(26)
    assert not gain["reversed"]


@pytest.mark.parametrize(
    ("scores", "critical"),
    [
        ([30, 31, 30, 12, 11, 12], 2.776),
        ([np.nan, 31, 30, 12, 11, 12], 3.182),
        ([30, np.nan, 30, 12, 11, 12], 3.182),
        ([30, np.nan, 30, 12, np.nan, 12], 4.303),
        ([31, 30, 12, 11], 4.303),
    ],
)
def test_the_critical_value_follows_the_sessions_there_are(
    scores: list[float], critical: float
) -> None:
    (gain,) = ipt.sudden_gains(long(scores), cutoff=7).to_dict("records")
    assert gain["critical"] == pytest.approx(critical, abs=5e-4)
    assert gain["critical"] == pytest.approx(t.ppf(0.975, gain["n_before"] + gain["n_after"] - 2))
    plain = ipt.sudden_gains(long(scores), cutoff=7, adjusted=False)
    assert list(plain["critical"]) == pytest.approx([2.776], abs=5e-4)


NO_GAIN = [
    # Each criterion fails by itself.
    [30, 30, 30, 23.5, 23, 23],
    [40, 40, 40, 31, 31, 31],
    [34, 20, 28, 19, 26, 10],
    # A score of the two is missing, or one side has but one.
    [30, 30, np.nan, 12, 12, 12],
    [np.nan, np.nan, 30, 12, 12, 12],
    [30, 30, 30, 12],
]


@pytest.mark.parametrize("scores", NO_GAIN)
def test_no_gain(scores: list[float]) -> None:
    found = ipt.sudden_gains(long(scores), cutoff=7)
    assert list(found.columns)[:2] == ["participant", "session"]
    assert len(found) == 0


def test_equal_scores_on_each_side_have_no_sd() -> None:
    (gain,) = ipt.sudden_gains(long([30, 30, 30, 12, 12, 12]), cutoff=7).to_dict("records")
    assert gain["statistic"] == np.inf


@pytest.mark.parametrize(("later", "lost"), [(20, False), (21, True), (28, True)])
def test_half_of_it_lost_is_a_reversal(later: float, lost: bool) -> None:
    (gain,) = ipt.sudden_gains(long([30, 31, 30, 12, 11, 12, later]), cutoff=7).to_dict("records")
    assert (gain["reversal_at"], gain["reversed"]) == (21, lost)


def test_losses_and_scales_on_which_more_is_better_are_mirrored() -> None:
    rises = [12, 11, 12, 30, 31, 30]
    assert len(ipt.sudden_gains(long(rises), cutoff=7)) == 0
    (loss,) = ipt.sudden_gains(long(rises), cutoff=7, losses=True).to_dict("records")
    (gain,) = ipt.sudden_gains(long(rises), cutoff=7, direction="higher").to_dict("records")
    assert loss == gain
    assert (gain["session"], gain["magnitude"], gain["reversal_at"]) == (3, 18, 21)


def test_sessions_that_do_not_follow_one_another_are_no_interval() -> None:
    scores = long([30, 31, 30, 12, 11, 12])
    scores["session"] += (scores["session"] > 3).astype(int)
    assert len(ipt.sudden_gains(scores, cutoff=7)) == 0


def test_the_reliable_change_in_the_place_of_a_cutoff() -> None:
    scores = long([30, 31, 30, 12, 11, 12])
    (gain,) = ipt.sudden_gains(scores, reliability=0.84, sd=5).to_dict("records")
    assert gain["cutoff"] == pytest.approx(1.96 * np.sqrt(2) * 5 * 0.4)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({}, "give `cutoff`"),
        ({"sd": 5}, "give `cutoff`"),
        ({"sd": 5, "reliability": 1.2}, "between 0 and 1"),
        ({"cutoff": 0}, "above 0"),
    ],
)
def test_what_cannot_be_asked(how: dict[str, float], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        ipt.sudden_gains(long([1, 2, 3]), **how)


def test_two_rows_of_one_session_are_refused() -> None:
    scores = pd.concat([long([30, 31, 30]), long([30, 31, 30])])
    with pytest.raises(ValueError, match="two rows of one session"):
        ipt.sudden_gains(scores, cutoff=7)


def test_a_long_therapy_goes_through() -> None:
    course = [30 - 0.2 * session for session in range(14)] + [12.0] * 14
    found = ipt.sudden_gains(long(course), cutoff=7)
    assert list(found["session"]) == [14]
