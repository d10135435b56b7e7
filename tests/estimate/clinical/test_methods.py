"""The other methods: by hand, by what they promise, and refused where they promise nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.models.errors import ModelError

from .conftest import NAMES, long_of

PRE = [30.0, 24.0, 20.0, 18.0, 13.0]
POST = [12.0, 20.0, 21.0, 4.0, 9.0]
# Of PRE and POST: means 21 and 13.2, SDs 6.4031 and 7.2595, of the changes sqrt(62.2).


def index_of(method: str, **more: Any) -> np.ndarray:
    found = ipt.clinical_change(long_of(PRE, POST), **NAMES, method=method, reliability=0.8, **more)
    return found["statistic"].to_numpy()


@pytest.mark.parametrize(
    ("method", "more", "first", "last"),
    [
        # (12 - 30) / (sqrt(2) 6.4031 sqrt(.2)); (9 - 13) / the same
        ("jacobson-truax", {}, -18 / 4.049691, -4 / 4.049691),
        # expected 21 + .8 (30 - 21) = 28.2 and 14.6; 6.4031 sqrt(1 - .64) = 3.841875
        ("gulliksen-lord-novick", {}, -16.2 / 3.841875, -5.6 / 3.841875),
        # the same expectations; 6.4031 sqrt(.2) = 2.863564
        ("edwards-nunnally", {}, -16.2 / 2.863564, -5.6 / 2.863564),
        # 6.4031 sqrt(.64 .2 + .2) = 3.667151, and with .9 after treatment 6.4031 sqrt(.228)
        ("nunnally-kotsch", {}, -16.2 / 3.667151, -5.6 / 3.667151),
        ("nunnally-kotsch", {"reliability_post": 0.9}, -16.2 / 3.057450, -5.6 / 3.057450),
        # expected 13.2 + .8 (30 - 21) = 20.4 and 6.8
        ("hsu-linn-lord", {}, -8.4 / 3.841875, 2.2 / 3.841875),
    ],
)
def test_by_hand(method: str, more: dict[str, Any], first: float, last: float) -> None:
    found = index_of(method, **more)
    assert [found[0], found[-1]] == pytest.approx([first, last], rel=1e-5)


def test_hageman_and_arrindells_index_by_hand() -> None:
    """SEM^2 = 8.2; var(d) = 62.2, so r = 1 - 16.4 / 62.2; the mean change is -7.8."""
    d = np.array(POST) - np.array(PRE)
    assert (d.mean(), d.var(ddof=1)) == pytest.approx((-7.8, 62.2))
    r = 1 - 16.4 / 62.2
    expected = (r * d - (1 - r) * 7.8) / np.sqrt(r * 16.4)
    np.testing.assert_allclose(index_of("hageman-arrindell"), expected, rtol=1e-12)


def test_hageman_and_arrindells_crossing_by_hand() -> None:
    """Cutoffs of true scores; whoever is not beyond them for sure has crossed nothing."""
    draw = np.random.default_rng(3)
    pre = draw.normal(24, 7, 200)
    post = pre - draw.normal(9, 8, 200)
    found = ipt.clinical_change(
        long_of(pre, post), **NAMES, method="hageman-arrindell", reliability=0.84,
        functional=(6.0, 5.0),
    )  # fmt: skip
    m1, s1 = pre.mean(), pre.std(ddof=1)
    sem = s1 * np.sqrt(0.16)
    t1, t0 = np.sqrt(s1**2 - sem**2), np.sqrt(25 - sem**2)
    cutoff = (t0 * m1 + t1 * 6.0) / (t0 + t1)
    assert found["cutoff"].iloc[0] == pytest.approx(cutoff)
    r = 1 - sem**2 / post.var(ddof=1)
    index = -(post.mean() + r * (post - post.mean()) - cutoff) / (np.sqrt(r) * sem)
    sure = index >= 1.6448536
    np.testing.assert_array_equal(found["functional_post"].to_numpy(dtype=bool), sure)
    raw = post <= cutoff
    assert 0 < sure.sum() < raw.sum()
    assert found["statistic_upper"].iloc[0] == pytest.approx(1.6448536)
    recovered = (found["category"] == "recovered").to_numpy()
    assert not (recovered & ~sure).any() and recovered.any()


def simulated(n: int, reliability: float, true_change: Any, seed: int) -> tuple[Any, Any]:
    """Scores of SD 10 and the reliability, whose true scores change by `true_change`."""
    draw = np.random.default_rng(seed)
    true = draw.normal(50, 10 * np.sqrt(reliability), n)
    error = 10 * np.sqrt(1 - reliability)
    return true + draw.normal(0, error, n), true + true_change + draw.normal(0, error, n)


@pytest.mark.parametrize(
    ("method", "all_change"), [("jacobson-truax", 0), ("gulliksen-lord-novick", 0),
                               ("hsu-linn-lord", -12)],
)  # fmt: skip
def test_one_in_twenty_is_called_changed_where_nobody_is(method: str, all_change: float) -> None:
    """Hsu, Linn and Lord's nobody is whoever changes as all do."""
    pre, post = simulated(40_000, 0.8, all_change, seed=2)
    found = ipt.clinical_change(long_of(pre, post), **NAMES, method=method, reliability=0.8)
    share = (found["category"] != "unchanged").mean()
    assert share == pytest.approx(0.05, abs=4 * np.sqrt(0.05 * 0.95 / 40_000))


def test_edwards_and_nunnally_call_more_people_changed_than_they_should() -> None:
    """The interval is of a true score, and the score after treatment has an error of its own."""
    pre, post = simulated(40_000, 0.8, 0, seed=2)
    found = ipt.clinical_change(
        long_of(pre, post), **NAMES, method="edwards-nunnally", reliability=0.8
    )
    # var(post - expected) = 100 (1 - r^2) = 36, and the limits are 1.96 sqrt(20)
    assert (found["category"] != "unchanged").mean() == pytest.approx(0.144, abs=0.008)


def test_hageman_and_arrindell_keep_their_risk_of_misclassification() -> None:
    """Of all who change, at most one in twenty of those called improved is worse in truth."""
    true = np.random.default_rng(8).normal(-4, 6, 40_000)
    pre, post = simulated(40_000, 0.8, true, seed=9)
    found = ipt.clinical_change(
        long_of(pre, post), **NAMES, method="hageman-arrindell", reliability=0.8
    )
    called = (found["category"] == "improved").to_numpy()
    assert called.sum() > 5_000
    assert (true[called] > 0).mean() < 0.05
    at_the_limit = called & (found["statistic"] > -1.75).to_numpy()
    assert (true[at_the_limit] > 0).mean() == pytest.approx(0.045, abs=0.02)


def test_the_limits_after_treatment_are_those_of_the_index() -> None:
    for method in (
        "jacobson-truax", "gulliksen-lord-novick", "edwards-nunnally", "nunnally-kotsch",
        "hageman-arrindell", "hsu-linn-lord",
    ):  # fmt: skip
        first = ipt.clinical_change(
            long_of(PRE, POST), **NAMES, method=method, reliability=0.8, clinical=(21.0, 6.4031)
        ).iloc[0]
        per_point = (first["statistic_upper"] - first["statistic_lower"]) / (
            first["post_upper"] - first["post_lower"]
        )
        beyond = (first["post"] - first["post_lower"]) * per_point + first["statistic_lower"]
        assert first["statistic"] == pytest.approx(beyond)


def test_changes_that_are_all_error_have_no_hageman_and_arrindell() -> None:
    pre = np.linspace(10, 30, 20)
    alike = long_of(pre, pre - 5 + 0.1 * np.cos(np.arange(20)))
    with pytest.raises(ModelError, match="nothing is left for true change"):
        ipt.clinical_change(alike, **NAMES, method="hageman-arrindell", reliability=0.8)
    with pytest.raises(ModelError, match="three people with both scores, and there are 2"):
        ipt.clinical_change(
            long_of([1, 2, 4], [1, 2, np.nan]), **NAMES, method="hageman-arrindell",
            reliability=0.8,
        )  # fmt: skip
    with pytest.raises(ModelError, match="functional population, 1, is no larger than the standa"):
        ipt.clinical_change(
            long_of(PRE, POST), **NAMES, method="hageman-arrindell", reliability=0.8,
            functional=(6.0, 1.0),
        )  # fmt: skip
