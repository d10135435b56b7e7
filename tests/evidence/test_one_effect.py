"""One effect a study: metafor's numbers, and what holds of any effects."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.meta_analysis import combine_effects

import ipt_outcomes as ipt
from ipt_outcomes.evidence.between_studies import tau2_of, weighted

from .reference import INTERVALS, METHODS, effects, numbers

SETS = ("bcg", "stay", "two", "three", "five", "boundary", "equal", "huge", "far", "hundred")
SAME_NAME = (
    "estimate", "se", "p_value", "ci_lower", "ci_upper", "tau2", "tau2_lower", "tau2_upper", "i2",
    "i2_lower", "i2_upper", "q", "q_p_value", "prediction_lower", "prediction_upper",
)  # fmt: skip


def pooled(frame: pd.DataFrame, **options: Any) -> pd.Series:
    return ipt.pool_studies(frame, effect="y", variance="v", **options).iloc[0]


@pytest.mark.parametrize("interval", INTERVALS)
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("of", SETS)
def test_as_metafor(of: str, method: str, interval: str) -> None:
    table = numbers("one_effect")
    chosen = (table["set"] == of) & (table["method"] == method) & (table["test"] == interval)
    wanted = table[chosen].squeeze()
    found = pooled(effects(of), method=METHODS[method], interval=INTERVALS[interval])
    for name in SAME_NAME:
        if pd.notna(wanted[name]):
            assert found[name] == pytest.approx(wanted[name], rel=1e-8, abs=1e-10), name


@pytest.mark.parametrize("method", ["REML", "DL", "PM"])
@pytest.mark.parametrize("of", SETS)
def test_prediction_on_two_degrees_of_freedom_fewer(of: str, method: str) -> None:
    table = numbers("one_effect")
    chosen = (table["set"] == of) & (table["method"] == method) & (table["test"] == "knha")
    wanted = table[chosen].squeeze()
    found = pooled(effects(of), method=METHODS[method], prediction="higgins")
    for limit in ("lower", "upper"):
        assert found[f"prediction_{limit}"] == pytest.approx(
            wanted[f"higgins_{limit}"], rel=1e-8, nan_ok=True
        )


@pytest.mark.parametrize("label", sorted(numbers("regression")["label"].unique()))
def test_regression_as_metafor(label: str) -> None:
    data, method, interval = label.split(":")
    frame = effects("hundred") if data == "hundred" else numbers("bcg")
    moderators = {"bcg": "ablat", "alloc": ["ablat", "alloc"], "hundred": "x"}[data]
    found = ipt.pool_studies(
        frame, effect="y", variance="v", method=METHODS[method], interval=INTERVALS[interval],
        moderators=moderators,
    )  # fmt: skip
    wanted = numbers("regression").query("label == @label").reset_index(drop=True)
    rows = found.iloc[:-1]
    assert len(rows) == len(wanted)
    for name in wanted.columns.intersection(rows.columns).drop("term"):
        found_numbers = rows[name].to_numpy(dtype=float)
        assert found_numbers == pytest.approx(wanted[name].to_numpy(), rel=1e-8, abs=1e-12), name
    joint = found.iloc[-1]
    # metafor's statistic is chi-squared where the interval is normal.
    scale = joint["df_numerator"] if interval == "z" else 1.0
    assert joint["term"] == "moderators"
    assert joint["statistic"] * scale == pytest.approx(wanted["f"][0], rel=1e-8)
    assert joint["p_value"] == pytest.approx(wanted["f_p"][0], rel=1e-8)


def test_levels_are_differences_from_the_first() -> None:
    found = ipt.pool_studies(numbers("bcg"), effect="y", variance="v", moderators="alloc")
    assert list(found["term"]) == [
        "intercept", "alloc: random - alternate", "alloc: systematic - alternate", "moderators",
    ]  # fmt: skip
    order = pd.CategoricalDtype(["random", "alternate", "systematic"])
    other = numbers("bcg").astype({"alloc": order})
    turned = ipt.pool_studies(other, effect="y", variance="v", moderators="alloc")
    assert turned["estimate"][1] == pytest.approx(-found["estimate"][1], rel=1e-9)
    assert turned["statistic"][3] == pytest.approx(found["statistic"][3], rel=1e-9)


@pytest.mark.parametrize("of", ["bcg", "stay", "five", "hundred", "far"])
def test_moment_estimator_as_statsmodels(of: str) -> None:
    frame = effects(of)
    other = combine_effects(frame["y"].to_numpy(), frame["v"].to_numpy(), method_re="dl")
    found = pooled(frame, method="dl")
    assert found["q"] == pytest.approx(other.q)
    if other.tau2 > 0:  # It lets a variance be negative.
        assert found["tau2"] == pytest.approx(other.tau2)
        assert found["estimate"] == pytest.approx(other.mean_effect_re)
        assert found["se"] == pytest.approx(np.sqrt(other.var_hksj_re))


def test_equal_variances_have_the_closed_form() -> None:
    frame = effects("equal")
    variance = frame["y"].var() - 0.05
    for method in ("reml", "dl", "pm"):
        found = pooled(frame, method=method)
        assert found["tau2"] == pytest.approx(variance, rel=1e-10)
        assert found["estimate"] == pytest.approx(frame["y"].mean(), rel=1e-12)
        assert found["se"] == pytest.approx(frame["y"].std() / np.sqrt(7), rel=1e-10)


@pytest.mark.parametrize("seed", range(20))
def test_reml_is_the_highest_point(seed: int) -> None:
    rng = np.random.default_rng(seed)
    k = int(rng.integers(2, 9))
    y, v = rng.normal(0, rng.uniform(0.01, 3), k), 10.0 ** rng.uniform(-4, 1, k)
    x = np.ones((k, 1))

    def likelihood(tau2: float) -> float:
        at = weighted(y, v, x, tau2)
        return -0.5 * (float(np.log(v + tau2).sum()) + at.log_det + at.ypy)

    found = likelihood(tau2_of(y, v, x, "reml"))
    assert all(likelihood(t) <= found + 1e-9 for t in [0, *np.geomspace(1e-8, 1e4, 600)])


@pytest.mark.parametrize("method", ["reml", "dl", "pm"])
def test_another_unit_and_another_sign(method: str) -> None:
    frame = effects("bcg")
    plain = pooled(frame, method=method)
    other = pooled(frame.assign(y=-1e3 * frame["y"], v=1e6 * frame["v"]), method=method)
    for name, factor in (("estimate", -1e3), ("se", 1e3), ("tau2", 1e6), ("i2", 1.0), ("q", 1.0)):
        assert other[name] == pytest.approx(factor * plain[name], rel=1e-9)
    assert other["ci_lower"] == pytest.approx(-1e3 * plain["ci_upper"], rel=1e-9)


def test_the_order_of_the_rows_does_not_matter() -> None:
    frame = effects("hundred")
    turned = pooled(frame.sample(frac=1, random_state=1))
    assert turned["estimate"] == pytest.approx(pooled(frame)["estimate"], rel=1e-12)


def test_a_narrower_knapp_hartung_interval_is_told() -> None:
    plain = pooled(effects("boundary"), interval="normal")
    narrow = pooled(effects("boundary"))
    guarded = pooled(effects("boundary"), interval="knapp-hartung-adhoc")
    assert narrow["narrower_than_normal"] and narrow["se"] < plain["se"]
    assert not guarded["narrower_than_normal"] and guarded["se"] == pytest.approx(plain["se"])
    assert not pooled(effects("bcg"))["narrower_than_normal"]


def test_a_common_effect_predicts_nothing() -> None:
    found = pooled(effects("bcg"), method="common")
    assert found["tau2"] == 0
    assert np.isnan(found["prediction_lower"])


def test_the_standard_error_or_the_variance() -> None:
    frame = effects("five")
    by_se = ipt.pool_studies(frame.assign(s=np.sqrt(frame["v"])), effect="y", se="s")
    assert by_se["estimate"][0] == pytest.approx(pooled(frame)["estimate"], rel=1e-13)


def test_level() -> None:
    wide, narrow = pooled(effects("bcg"), level=0.99), pooled(effects("bcg"), level=0.9)
    assert wide["ci_lower"] < narrow["ci_lower"]
    assert wide["tau2_upper"] > narrow["tau2_upper"]
    assert wide["prediction_upper"] > narrow["prediction_upper"]
