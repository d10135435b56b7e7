"""Curves, tests, ratios and areas against R's survival on its data set `lung`."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.describe.survival.cox import log_hazard_ratio
from ipt_outcomes.describe.survival.intervals import interval_model
from ipt_outcomes.describe.survival.jackknife import jackknife_covariance
from ipt_outcomes.describe.survival.kaplan_meier import median_time, survival_curve
from ipt_outcomes.describe.survival.log_rank import log_rank
from ipt_outcomes.describe.survival.proportional_hazards import proportionality
from ipt_outcomes.describe.survival.restricted_mean import common_horizon, restricted_mean

FOLDER = Path(__file__).parents[2] / "reference"
DATA = pd.read_csv(FOLDER / "survival_data.csv")
FOUND = pd.read_csv(FOLDER / "survival.csv")
WEEK = DATA["week"].to_numpy(dtype=float)
EVENT = DATA["event"].to_numpy() == 1
TEST = DATA["test"].to_numpy() == 1


def in_r(what: str, at: float | None = None) -> float:
    rows = FOUND[FOUND["what"] == what]
    if at is not None:
        rows = rows[rows["at"] == at]
    assert len(rows) == 1
    return float(rows["value"].iloc[0])


@pytest.mark.parametrize("column", ["free", "at_risk", "se", "ci_lower", "ci_upper"])
def test_the_curve(column: str) -> None:
    curve = survival_curve(WEEK[TEST], EVENT[TEST], level=0.95).set_index("time")
    known = FOUND[FOUND["what"] == column].set_index("at")["value"]
    own = curve.loc[curve["events"] > 0, column]
    assert list(own.index) == list(known.index)
    np.testing.assert_allclose(own, known, rtol=1e-9)


def test_times_without_an_event_say_how_many_are_at_risk() -> None:
    curve = survival_curve(WEEK[TEST], EVENT[TEST], level=0.95, also_at=[10.5]).set_index("time")
    assert curve.loc[0.0, ["at_risk", "free"]].tolist() == [TEST.sum(), 1.0]
    assert curve.loc[10.5, "at_risk"] == (WEEK[TEST] >= 10.5).sum()
    assert curve.loc[10.5, "free"] == curve.loc[:10.5, "free"].iloc[-2]


def test_where_nobody_had_the_event_there_are_no_limits() -> None:
    """Of 11 people without it, as many as 28 in 100 like them may have it: no width of nought."""
    curve = survival_curve(np.full(11, 12.0), np.zeros(11, dtype=bool), level=0.95)
    assert (curve["free"] == 1.0).all()
    assert curve[["ci_lower", "ci_upper"]].isna().all(axis=None)


def test_the_median() -> None:
    curve = survival_curve(WEEK[TEST], EVENT[TEST], level=0.95)
    assert median_time(curve) == in_r("median")
    assert np.isnan(median_time(curve[curve["free"] > 0.5]))


@pytest.mark.parametrize("horizon", [40.0, 80.0])
def test_the_restricted_mean(horizon: float) -> None:
    mean, se = restricted_mean(WEEK[TEST], EVENT[TEST], horizon)
    assert mean == pytest.approx(in_r("restricted_mean", horizon), rel=1e-9)
    assert se == pytest.approx(in_r("restricted_mean_se", horizon), rel=1e-9)


def test_the_log_rank_test_of_two_groups_and_of_four() -> None:
    two = log_rank(WEEK, EVENT, TEST)
    assert two.statistic == pytest.approx(in_r("log_rank"), rel=1e-9)
    many = log_rank(WEEK, EVENT, DATA["ecog"].to_numpy())
    assert (many.df, many.statistic) == (3, pytest.approx(in_r("log_rank_four"), rel=1e-9))


def test_the_hazard_ratio_and_whether_it_stays() -> None:
    found = log_hazard_ratio(WEEK, EVENT, TEST)
    assert found is not None
    assert found[0] == pytest.approx(in_r("log_hazard_ratio"), rel=1e-6)
    assert found[1] == pytest.approx(in_r("log_hazard_ratio_se"), rel=1e-6)
    stays = proportionality(WEEK, EVENT, TEST, found[0])
    assert stays.statistic == pytest.approx(in_r("zph"), rel=1e-6)
    assert stays.p_value == pytest.approx(in_r("zph_p"), rel=1e-6)


def test_the_jackknife_leaves_out_each_cluster() -> None:
    def ratio(kept: np.ndarray) -> np.ndarray | None:
        found = log_hazard_ratio(WEEK[kept], EVENT[kept], TEST[kept])
        return None if found is None else np.array(found[:1])

    covariance = jackknife_covariance(ratio, DATA["inst"].to_numpy())
    assert covariance is not None
    assert np.sqrt(covariance[0, 0]) == pytest.approx(in_r("jackknife_se"), rel=1e-5)


def test_events_between_visits() -> None:
    parts = []
    for number, (start, end) in enumerate([(0, 20), (20, 40), (40, 60)]):
        at_risk = DATA[(start < WEEK) & (EVENT | (end < WEEK))]
        now = (at_risk["event"] == 1) & (at_risk["week"] <= end)
        parts.append(at_risk.assign(interval=number, now=now.astype(float)))
    rows = pd.concat(parts)
    found = interval_model(
        rows["now"].to_numpy(), rows["interval"].to_numpy(dtype=float), rows[["test", "ecog"]]
    )
    assert found is not None
    ratios, covariance = found
    np.testing.assert_allclose(ratios, [in_r("interval_test"), in_r("interval_ecog")], rtol=1e-6)
    np.testing.assert_allclose(
        np.sqrt(np.diag(covariance)),
        [in_r("interval_test_se"), in_r("interval_ecog_se")],
        rtol=1e-5,
    )


def test_what_is_not_there_is_not_guessed() -> None:
    none = np.zeros_like(EVENT)
    assert log_hazard_ratio(WEEK, EVENT & TEST, TEST) is None
    assert np.isnan(log_rank(WEEK, none, TEST).p_value)
    assert survival_curve(WEEK[:0], EVENT[:0], level=0.95).empty
    assert jackknife_covariance(lambda kept: None, DATA["inst"].to_numpy()) is None
    assert interval_model(np.zeros(3), np.zeros(3), pd.DataFrame({"x": [0, 1, 2]})) is None


def test_nobody_is_followed_beyond_the_common_horizon_of_all_groups() -> None:
    assert common_horizon(np.array([3.0, 9.0, 5.0, 7.0]), np.array([1, 1, 0, 0])) == 7.0


def test_everybody_with_the_event_at_once() -> None:
    curve = survival_curve(np.array([2.0, 2.0, 0.0]), np.array([True, True, True]), level=0.95)
    assert curve["free"].tolist() == pytest.approx([2 / 3, 0.0])
    assert np.isnan(curve["ci_lower"].iloc[-1])


def test_events_at_the_horizon_alone_give_the_mean_no_error_of_nought() -> None:
    """R says an error of 0, as if the mean were known without doubt."""
    mean, se = restricted_mean(np.array([2.0, 2.0, 2.0]), np.array([True, True, False]), 2.0)
    assert mean == 2.0
    assert np.isnan(se)
