"""statsmodels finds the same estimates, or is said not to have found a fit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt


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
    moved = sleep.assign(reaction=np.where(sleep["days"] > 5, 300.0, sleep["reaction"]))
    table = ipt.second_opinion(fit, moved)
    assert ((table["estimate"] - table["statsmodels_estimate"]) / table["se"]).abs().max() > 0.1


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
