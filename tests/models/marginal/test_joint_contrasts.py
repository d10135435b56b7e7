"""Contrasts of one's own, tested together."""

from __future__ import annotations

import pandas as pd
import pytest

from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.fit import fit
from ipt_outcomes.models.marginal.joint_contrasts import joint_contrast_test
from ipt_outcomes.models.marginal.means import contrast, joint_test
from ipt_outcomes.models.result import Fit

NUMBERS = ["df1", "df2", "statistic", "p_value"]


@pytest.fixture(scope="module", params=["kenward-roger", "residual"])
def fitted(request: pytest.FixtureRequest, blues_scores: pd.DataFrame) -> Fit:
    formula = "bdi ~ bdi_pre + treatment * month + length + us(month | subject)"
    return fit(formula, blues_scores, df=request.param)


def differences(*months: str) -> dict[str, dict[tuple[str, int], float]]:
    """The difference between arms at each month minus that at the second."""
    months_of = {month: int(month) for month in months}
    return {
        month: {
            ("BtheB", at): 1.0, ("TAU", at): -1.0, ("BtheB", 2): -1.0, ("TAU", 2): 1.0,
        }
        for month, at in months_of.items()
    }  # fmt: skip


def test_all_of_an_interaction_s_contrasts_are_its_joint_test(fitted: Fit) -> None:
    term = joint_test(fitted, "treatment:month")
    found = joint_contrast_test(
        fitted, "treatment", by="month", coefficients=differences("3", "5", "8"), label="all"
    )
    assert found.loc[0, "contrasts"] == "all" and found.loc[0, "status"] == "ok"
    pd.testing.assert_frame_equal(found[NUMBERS], term[NUMBERS], rtol=1e-9)


def test_one_contrast_is_the_square_of_its_t(fitted: Fit) -> None:
    one = {"by": "month", "coefficients": differences("8")}
    found = joint_contrast_test(fitted, "treatment", label="last", **one).iloc[0]
    t = contrast(fitted, "treatment", **one).iloc[0]
    assert found["df1"] == 1
    assert found["statistic"] == pytest.approx(t["statistic"] ** 2)
    assert found["df2"] == pytest.approx(t["df"])
    assert found["p_value"] == pytest.approx(t["p_value"])


def test_a_contrast_that_follows_from_others_counts_once(fitted: Fit) -> None:
    asked = differences("3", "5")
    twice = asked | {"sum": {cell: 2 * value for cell, value in asked["3"].items()}}
    once, more = (
        joint_contrast_test(fitted, "treatment", by="month", coefficients=each, label="x")
        for each in (asked, twice)
    )
    assert once.loc[0, "df1"] == 2
    pd.testing.assert_frame_equal(once, more)


def test_what_is_no_fit_or_has_nothing_to_compare_is_refused(
    fitted: Fit, blues_scores: pd.DataFrame
) -> None:
    with pytest.raises(ModelError, match=r"what fit\(\) returns"):
        joint_contrast_test(None, "treatment", label="x")  # type: ignore[arg-type]
    alone = fit("bdi ~ treatment + month + us(month | subject)", blues_scores)
    with pytest.raises(ModelError, match="nothing to compare it with"):
        joint_contrast_test(alone, "treatment", at={"treatment": ["TAU"]}, label="x")
