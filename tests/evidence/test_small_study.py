"""Egger's regression, trim and fill, and leaving one out: metafor's numbers."""

from __future__ import annotations

import numpy as np
import pytest

import ipt_outcomes as ipt

from .reference import effects, numbers

CASES = numbers("small_study")


@pytest.mark.parametrize("of", CASES["set"].unique())
def test_egger_as_metafor(of: str) -> None:
    wanted = CASES[CASES["set"] == of].iloc[0]
    found = ipt.small_study_test(effects(of), effect="y", variance="v").set_index("term")
    assert found.loc["slope", "statistic"] == pytest.approx(wanted["t"], rel=1e-10)
    assert found.loc["slope", "df"] == wanted["df"]
    assert found.loc["slope", "p_value"] == pytest.approx(wanted["p"], rel=1e-10)
    for ours, theirs in (("estimate", "limit"), ("ci_lower", "limit_lower")):
        assert found.loc["limit", ours] == pytest.approx(wanted[theirs], rel=1e-10)
    few = len(effects(of)) < 10
    assert found["status"].iloc[0] == ("fewer than 10 studies" if few else "ok")


def test_egger_by_sample_size() -> None:
    rng = np.random.default_rng(3)
    n = rng.integers(10, 200, 30)
    frame = effects("hundred").iloc[:30].assign(n_1=n, n_2=n + 4)
    found = ipt.small_study_test(frame, effect="y", variance="v", predictor="sample size")
    z = np.sqrt(1 / n + 1 / (n + 4))
    import statsmodels.api as sm

    other = sm.WLS(frame["y"], sm.add_constant(z), weights=1 / frame["v"]).fit()
    assert found["estimate"].to_numpy() == pytest.approx(other.params.to_numpy()[::-1], rel=1e-9)
    assert found["p_value"].to_numpy() == pytest.approx(other.pvalues.to_numpy()[::-1], rel=1e-9)


def test_egger_with_several_effects_is_a_regression_with_cr2() -> None:
    frame = numbers("assink").assign(s=lambda t: np.sqrt(t["v"]))
    found = ipt.small_study_test(frame, effect="y", se="s", several="correlated", rho=0.6)
    other = ipt.pool_studies(
        frame, effect="y", se="s", several="correlated", rho=0.6, moderators="s"
    )
    for name in ("estimate", "se", "df", "p_value"):
        assert found[name].to_list() == pytest.approx(other[name][[1, 0]].to_list(), rel=1e-12)
    aggregated = ipt.small_study_test(frame, effect="y", se="s", several="aggregate", rho=0.6)
    assert aggregated["k_effects"][0] == 17 and aggregated["df"][0] == 15


def test_egger_refusals() -> None:
    equal, five = effects("equal"), effects("five")
    with pytest.raises(ipt.ModelError, match="equally precise"):
        ipt.small_study_test(equal, effect="y", variance="v")
    with pytest.raises(ipt.ModelError, match="at least three"):
        ipt.small_study_test(effects("two"), effect="y", variance="v")
    with pytest.raises(ipt.ModelError, match="no such column"):
        ipt.small_study_test(five, effect="y", variance="v", predictor="sample size")
    with pytest.raises(ipt.ModelError, match="several effects"):
        ipt.small_study_test(five.assign(study="a"), effect="y", variance="v")


@pytest.mark.parametrize("row", CASES.index)
def test_trim_and_fill_as_metafor(row: int) -> None:
    wanted = CASES.loc[row]
    side = None if wanted["auto"] else wanted["side"]
    found, filled = ipt.trim_and_fill(effects(wanted["set"]), effect="y", variance="v", side=side)
    assert found["filled"][0] == len(filled) == wanted["k0"]
    assert found["side"][0] == wanted["side"]
    for name in ("estimate", "se", "tau2"):
        assert found[name][0] == pytest.approx(wanted[name], rel=1e-7, abs=1e-10)


def test_filled_studies_are_mirror_images() -> None:
    frame = effects("bcg")
    found, filled = ipt.trim_and_fill(frame, effect="y", variance="v")
    extreme = frame["y"].idxmin()
    assert filled["se"][0] == pytest.approx(np.sqrt(frame["v"][extreme]))
    assert found["k_effects"][0] == len(frame) + 1
    mirrored, others = ipt.trim_and_fill(frame.assign(y=-frame["y"]), effect="y", variance="v")
    assert mirrored["estimate"][0] == pytest.approx(-found["estimate"][0], rel=1e-10)
    assert mirrored["side"][0] == "left"
    assert others["effect"][0] == pytest.approx(-filled["effect"][0], rel=1e-10)


def test_trim_and_fill_refusals() -> None:
    with pytest.raises(ipt.ModelError, match="independent studies"):
        ipt.trim_and_fill(
            numbers("assink"), effect="y", variance="v", several="correlated", rho=0.6
        )
    with pytest.raises(ipt.ModelError, match="at least three"):
        ipt.trim_and_fill(effects("two"), effect="y", variance="v")
    with pytest.raises(ipt.ModelError, match="say side="):
        ipt.trim_and_fill(effects("equal"), effect="y", variance="v")
    with pytest.raises(ipt.ModelError, match="side 'up'"):
        ipt.trim_and_fill(effects("bcg"), effect="y", variance="v", side="up")


def test_leave_one_out_as_metafor() -> None:
    found = ipt.leave_one_out(effects("bcg"), effect="y", variance="v")
    wanted = numbers("leave_one_out")
    assert list(found["left_out"]) == [f"bcg_{place}" for place in wanted["place"]]
    for name in ("estimate", "se", "tau2"):
        assert found[name].to_numpy() == pytest.approx(wanted[name].to_numpy(), rel=1e-8)


def test_leave_one_out_leaves_all_effects_of_a_study_out() -> None:
    frame = numbers("assink").query("study <= 6")
    found = ipt.leave_one_out(frame, effect="y", variance="v", several="correlated", rho=0.6)
    sizes = frame.groupby("study").size()
    assert list(found["k_effects"]) == list(len(frame) - sizes)
    assert list(found["left_out"]) == [str(name) for name in sizes.index]


def test_leave_one_out_refusals() -> None:
    with pytest.raises(ipt.ModelError, match="at least three"):
        ipt.leave_one_out(effects("two"), effect="y", variance="v")
    with pytest.raises(ipt.ModelError, match="takes no by="):
        ipt.leave_one_out(effects("five"), effect="y", variance="v", by="x")
    with pytest.raises(ipt.ModelError, match="no rows"):
        ipt.leave_one_out(effects("five").iloc[:0], effect="y", variance="v")
