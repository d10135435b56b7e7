"""Subgroups of studies, and what kind of comparison a number is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt

from .reference import effects, numbers


def test_each_subgroup_is_pooled_by_itself() -> None:
    frame = numbers("bcg")
    found = ipt.pool_studies(frame, effect="y", variance="v", by="alloc").set_index("group")
    for name, part in frame.groupby("alloc"):
        alone = ipt.pool_studies(part, effect="y", variance="v").iloc[0]
        assert found.loc[name, "estimate"] == pytest.approx(alone["estimate"], rel=1e-12)
        assert found.loc[name, "tau2"] == pytest.approx(alone["tau2"], rel=1e-9)
    regression = ipt.pool_studies(frame, effect="y", variance="v", moderators="alloc").iloc[-1]
    test = found.loc["between groups"]
    assert test["term"] == "difference"
    assert test["comparison_kind"] == "observational"
    for name in ("statistic", "df_numerator", "df", "p_value"):
        assert test[name] == pytest.approx(regression[name], rel=1e-9)


def test_a_subgroup_of_one_study_is_its_own_effect() -> None:
    frame = effects("five").assign(kind=["a", "a", "b", "a", "a"])
    found = ipt.pool_studies(frame, effect="y", variance="v", by="kind").set_index("group")
    alone = found.loc["b"]
    assert alone["status"] == "one study"
    assert alone["estimate"] == frame["y"][2]
    assert alone["se"] == pytest.approx(np.sqrt(frame["v"][2]))
    assert np.isnan(alone["tau2"]) and np.isnan(alone["prediction_lower"])


def test_subgroups_that_are_numbers_are_groups() -> None:
    frame = effects("five").assign(year=[1, 2, 1, 2, 3])
    found = ipt.pool_studies(frame, effect="y", variance="v", by="year")
    assert list(found["group"]) == ["1", "2", "3", "between groups"]
    assert found["df_numerator"].iloc[-1] == 2


def test_a_study_in_two_subgroups() -> None:
    frame = effects("five").assign(study=["a", "a", "b", "c", "d"], kind=list("xyxyx"))
    with pytest.raises(ipt.ModelError, match="several subgroups"):
        ipt.pool_studies(frame, effect="y", variance="v", by="kind", several="first")


def test_the_kind_of_comparison_goes_along() -> None:
    frame = effects("five")
    assert pool(frame)["comparison_kind"][0] == "not said"
    assert pool(frame.assign(comparison_kind="randomised"))["comparison_kind"][0] == "randomised"
    mixed = frame.assign(comparison_kind=["randomised", "observational"] + ["randomised"] * 3)
    with pytest.raises(ipt.ModelError, match="observational and randomised"):
        pool(mixed)
    apart = ipt.pool_studies(mixed, effect="y", variance="v", by="comparison_kind")
    assert list(apart["comparison_kind"]) == ["observational", "randomised", "observational"]
    with pytest.raises(ipt.ModelError, match="other words"):
        pool(frame.assign(comparison_kind="quasi"))


def test_moderators_compare_studies_and_not_people() -> None:
    frame = numbers("bcg").assign(comparison_kind="randomised")
    found = ipt.pool_studies(frame, effect="y", variance="v", moderators="ablat")
    assert set(found["comparison_kind"]) == {"observational"}


def pool(frame: pd.DataFrame) -> pd.DataFrame:
    return ipt.pool_studies(frame, effect="y", variance="v")
