"""What the forest plot and the small-study plot are drawn from."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt

from .reference import effects, numbers

GIVEN = {"effect": "y", "variance": "v"}


def test_a_forest_with_the_trial_among_the_studies() -> None:
    frame = effects("five").assign(comparison_kind="randomised", name=list("abcde"))
    pooled = ipt.pool_studies(frame, **GIVEN)
    found = ipt.forest_data(frame, pooled, trial="five_3", label="name", **GIVEN)
    assert list(found["place"]) == list(range(1, 8))
    assert list(found["kind"]) == ["study"] * 5 + ["pooled", "prediction"]
    rows = found[:5]
    assert rows["estimate"].is_monotonic_increasing
    assert list(rows.loc[rows["is_trial"], "label"]) == ["c"]
    assert rows["weight_percent"].sum() == pytest.approx(100)
    weight = 1 / (frame["v"] + pooled["tau2"][0])
    mean = (rows["weight_percent"] * rows["estimate"]).sum() / 100
    assert mean == pytest.approx(pooled["estimate"][0], rel=1e-12)
    third = rows[rows["study"] == "five_3"].iloc[0]
    assert third["weight_percent"] == pytest.approx(100 * weight[2] / weight.sum())
    assert third["ci_upper"] == pytest.approx(frame["y"][2] + 1.959963984540054 * 0.049**0.5)
    assert found["ci_lower"][5] == pooled["ci_lower"][0]
    assert found["ci_lower"][6] == pooled["prediction_lower"][0]
    assert set(found["comparison_kind"]) == {"randomised"}
    assert found["study"][5:].isna().all()


def test_a_trial_beside_the_pooled_studies_has_no_weight() -> None:
    frame = effects("five")
    others = frame[frame["study"] != "five_3"]
    pooled = ipt.pool_studies(others, **GIVEN)
    found = ipt.forest_data(frame, pooled, trial="five_3", trial_is_pooled=False, **GIVEN)
    assert found.loc[found["is_trial"], "weight_percent"].isna().all()
    weighed = found["weight_percent"] * found["estimate"]
    assert weighed.sum() / 100 == pytest.approx(pooled["estimate"][0], rel=1e-12)


def test_a_forest_of_subgroups() -> None:
    frame = numbers("bcg")
    pooled = ipt.pool_studies(frame, by="alloc", **GIVEN)
    found = ipt.forest_data(frame, pooled, by="alloc", **GIVEN)
    assert list(found["group"].unique()) == ["alternate", "random", "systematic"]
    assert (found["kind"] == "study").sum() == 13
    for _, part in found.groupby("group"):
        assert list(part["kind"][-2:]) == ["pooled", "prediction"]
        assert part["weight_percent"].sum() == pytest.approx(100)
    with pytest.raises(ipt.ModelError, match="different subgroups"):
        ipt.forest_data(frame, pooled, **GIVEN)


def test_a_forest_without_prediction() -> None:
    frame = effects("five")
    found = ipt.forest_data(frame, ipt.pool_studies(frame, method="common", **GIVEN), **GIVEN)
    assert list(found["kind"]) == ["study"] * 5 + ["pooled"]


def test_a_small_study_plot() -> None:
    frame = effects("bcg")
    pooled = ipt.pool_studies(frame, **GIVEN)
    _, filled = ipt.trim_and_fill(frame, **GIVEN)
    test = ipt.small_study_test(frame, **GIVEN)
    found = ipt.small_study_data(frame, pooled, trial="bcg_2", filled=filled, test=test, **GIVEN)
    kinds = found.groupby("kind", sort=False).size().to_dict()
    assert kinds.pop("study") == 13 and kinds.pop("filled") == 1
    assert list(kinds) == ["centre", "funnel lower", "funnel upper", "regression"]
    lower, upper = (
        found[found["kind"] == f"funnel {name}"].iloc[-1] for name in ("lower", "upper")
    )
    assert upper["se"] == pytest.approx(np.sqrt(frame["v"].max()))
    assert upper["estimate"] - lower["estimate"] == pytest.approx(
        2 * 1.959963984540054 * upper["se"]
    )
    line = found[found["kind"] == "regression"].iloc[0]
    assert line["se"] == 0
    assert line["estimate"] == test.set_index("term").loc["limit", "estimate"]
    assert list(found.loc[found["is_trial"], "study"]) == ["bcg_2"]


def test_refusals() -> None:
    frame = numbers("bcg")
    pooled = ipt.pool_studies(frame, **GIVEN)
    for function in (ipt.forest_data, ipt.small_study_data):
        with pytest.raises(ipt.ModelError, match="no study is called"):
            function(frame, pooled, trial="ours", **GIVEN)
    regression = ipt.pool_studies(frame, moderators="ablat", **GIVEN)
    with pytest.raises(ipt.ModelError, match="without moderators"):
        ipt.forest_data(frame, regression, **GIVEN)
    with pytest.raises(ipt.ModelError, match="one centre"):
        ipt.small_study_data(frame, regression, **GIVEN)
    n = pd.Series(range(20, 33))
    by_n = ipt.small_study_test(frame.assign(n_1=n, n_2=n), predictor="sample size", **GIVEN)
    with pytest.raises(ipt.ModelError, match="predictor='se'"):
        ipt.small_study_data(frame, pooled, test=by_n, **GIVEN)
