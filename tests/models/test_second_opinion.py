"""statsmodels finds the same estimates, or is said not to have found a fit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.models.second_opinion import other_software_can


@pytest.fixture(scope="module")
def sleep(root: Path) -> pd.DataFrame:
    table = pd.read_csv(root / "tests/reference/random_effects_sleepstudy.csv")
    return table.astype({"subject": "str"})


@pytest.mark.parametrize("method", ["reml", "ml"])
@pytest.mark.parametrize("term", ["(1 | subject)", "(1 + days | subject)", "(0 + days | subject)"])
def test_the_two_agree_on_estimates(sleep: pd.DataFrame, term: str, method: str) -> None:
    fit = ipt.fit(f"reaction ~ days + {term}", sleep, method=method)
    table = ipt.second_opinion(fit, sleep)
    assert list(table["term"]) == list(fit.terms)
    gap = (table["estimate"] - table["statsmodels_estimate"]) / table["se"]
    assert gap.abs().max() < 1e-3
    assert (table["statsmodels_se"] / table["se"] - 1).abs().max() < 0.05


def test_it_would_notice_a_wrong_fit(sleep: pd.DataFrame) -> None:
    fit = ipt.fit("reaction ~ days + (1 + days | subject)", sleep)
    wrong = replace(fit, inference=replace(fit.inference, phi=4.0 * fit.inference.phi))
    table = ipt.second_opinion(wrong, sleep)
    assert (2.0 * table["statsmodels_se"] / table["se"] - 1).abs().max() < 0.05


def test_other_rows_are_refused(sleep: pd.DataFrame) -> None:
    fit = ipt.fit("reaction ~ days + (1 + days | subject)", sleep)
    people = sleep["subject"].sample(frac=1.0, random_state=1).to_numpy()
    for other, message in (
        (sleep[sleep["days"] < 9], "162 rows"),
        (sleep.assign(reaction=sleep["reaction"].where(sleep["days"] < 9, 300.0)), "other values"),
        (sleep.assign(days=sleep["days"] ** 2), "the fixed part have other values"),
        (sleep.assign(days=0.0), "they estimate 1 instead of 2"),
        (sleep.assign(subject=people), "other estimates"),
    ):
        with pytest.raises(ipt.ModelError, match=message):
            ipt.second_opinion(fit, other)
    again = ipt.second_opinion(fit, sleep.sample(frac=1.0, random_state=1))
    assert (again["statsmodels_se"] / again["se"] - 1).abs().max() < 0.05


@pytest.mark.parametrize("options", [{"vcov": "CR2"}, {"weights": "w"}])
def test_sandwiches_and_weights_are_refused(
    sleep: pd.DataFrame, options: dict[str, Literal["CR2", "w"]]
) -> None:
    rows = sleep.assign(w=1.0 + sleep["days"])
    fit = ipt.fit("reaction ~ days + (1 | subject)", rows, **options)
    assert not other_software_can(fit)
    with pytest.raises(ipt.ModelError, match="MixedLM has"):
        ipt.second_opinion(fit, rows)


def test_rows_without_a_group_by_design_are_in_both(root: Path) -> None:
    rows = pd.read_csv(root / "tests/reference/random_effects_three_level.csv")
    assert rows["therapist"].isna().any()
    fit = ipt.fit("y ~ arm + week + (0 + treated | therapist)", rows)
    table = ipt.second_opinion(fit, rows)
    assert ((table["estimate"] - table["statsmodels_estimate"]) / table["se"]).abs().max() < 1e-3
    # Their difference from the others is estimated by these rows alone.
    assert (table["statsmodels_se"] / table["se"] - 1).abs().max() < 0.1


def test_a_random_effect_of_each_level_of_a_factor(sleep: pd.DataFrame) -> None:
    rows = sleep.assign(half=np.where(sleep["days"] > 4, "late", "early"))
    fit = ipt.fit("reaction ~ half + (half | subject)", rows)
    table = ipt.second_opinion(fit, rows)
    assert ((table["estimate"] - table["statsmodels_estimate"]) / table["se"]).abs().max() < 1e-3


def test_effects_that_no_level_has_together_are_refused(sleep: pd.DataFrame) -> None:
    number = sleep["subject"].astype(int)
    arms = sleep.assign(a=(number % 2).astype(float), b=1.0 - number % 2)
    fit = ipt.fit("reaction ~ a + days + (0 + a + b | subject)", arms)
    assert not other_software_can(fit)
    with pytest.raises(ipt.ModelError, match="correlated effects"):
        ipt.second_opinion(fit, arms)


def test_rows_with_a_missing_value_are_left_out_by_both(sleep: pd.DataFrame) -> None:
    holed = sleep.assign(reaction=sleep["reaction"].mask(sleep.index % 7 == 0))
    fit = ipt.fit("reaction ~ days + (1 + days | subject)", holed)
    table = ipt.second_opinion(fit, holed)
    assert ((table["estimate"] - table["statsmodels_estimate"]) / table["se"]).abs().max() < 1e-3


@pytest.mark.parametrize("term", ["us(days | subject)", "(1 + days || subject)"])
def test_what_mixedlm_cannot_express_is_refused(sleep: pd.DataFrame, term: str) -> None:
    few = sleep[sleep["days"] < 3]
    fit = ipt.fit(f"reaction ~ I(days) + {term}", few)
    with pytest.raises(ipt.ModelError, match="MixedLM takes"):
        ipt.second_opinion(fit, few)


def test_aliased_columns_are_left_out_by_both(sleep: pd.DataFrame) -> None:
    doubled = sleep.assign(double=2.0 * sleep["days"], late=sleep["days"].gt(4).astype(float))
    fit = ipt.fit("reaction ~ days + double + late + (1 | subject)", doubled)
    assert fit.dropped_columns == ("double",)
    table = ipt.second_opinion(fit, doubled)
    assert list(table["term"]) == ["Intercept", "days", "late"]
    assert ((table["estimate"] - table["statsmodels_estimate"]) / table["se"]).abs().max() < 1e-3
