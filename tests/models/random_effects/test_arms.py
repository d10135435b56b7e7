"""A variance for each arm, whose therapists work in one arm only, against lme4.

The numbers are made by tests/reference/random_effects_arms.R.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.fit import fit
from ipt_outcomes.models.result import read_fit

REFERENCE = Path(__file__).parents[2] / "reference"
FORMULA = "y ~ arm * week + (0 + arm | therapist) + (1 | id)"


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(REFERENCE / f"random_effects_arms_{name}.csv")


def test_the_fit_is_lme4s_without_the_covariance_of_the_arms() -> None:
    found = fit(FORMULA, table("data"))
    expected = table("fit").iloc[0]
    assert found.status == "ok"
    assert found.minus_2_log_likelihood == pytest.approx(
        expected["minus_2_log_likelihood"], abs=1e-8
    )
    assert found.aic == pytest.approx(expected["aic"], abs=1e-8)
    assert found.theta_names == (
        "therapist: arm[cbt]",
        "therapist: arm[ipt]",
        "id: (Intercept)",
        "residual",
    )


@pytest.mark.parametrize(
    ("df", "kind"), [("kenward-roger", "_kenward_roger"), ("satterthwaite", "")]
)
def test_standard_errors_and_degrees_of_freedom_are_lmertests(df: str, kind: str) -> None:
    found = fit(FORMULA, table("data"), df=df).coefficients
    expected = table("coefficients")
    np.testing.assert_allclose(found["estimate"], expected["estimate"], rtol=1e-6)
    np.testing.assert_allclose(found["se"], expected[f"se{kind}"], rtol=1e-6)
    degrees = expected["df_kenward_roger" if kind else "df_satterthwaite"]
    np.testing.assert_allclose(found["df"], degrees, rtol=1e-4)


def test_the_table_says_that_the_covariance_is_none(tmp_path: Path) -> None:
    found = fit(FORMULA, table("data"))
    found.save(tmp_path / "fit.json")
    for frame in (found.covariance, read_fit(tmp_path / "fit.json").covariance):
        assert frame["group"].tolist() == ["therapist"] * 3 + ["id", "Residual"]
        variances = frame["variance_or_covariance"]
        lme4 = table("variances").set_index("term")["variance"]
        assert variances[0] == pytest.approx(lme4["cbt"], rel=1e-5)
        assert variances[1] == pytest.approx(lme4["ipt"], rel=1e-5)
        assert (frame["term"][2], frame["term_2"][2]) == ("arm[cbt]", "arm[ipt]")
        assert frame[["variance_or_covariance", "sd_or_correlation"]].loc[2].isna().all()


def test_therapists_of_both_arms_have_a_covariance() -> None:
    data = table("data").assign(therapist=lambda frame: frame["therapist"] // 2)
    found = fit(FORMULA, data)
    assert "therapist: arm[ipt], arm[cbt]" in found.theta_names
    assert found.covariance["variance_or_covariance"].notna().all()


def test_one_therapist_of_both_arms_is_enough_to_have_a_covariance_asked_for() -> None:
    data = table("data")
    data["therapist"] = data["therapist"].replace(14, 13)
    assert len(fit(FORMULA, data).theta) == 5


def test_a_covariance_through_a_third_effect_alone_is_refused() -> None:
    data = table("data")
    data["part"] = np.where(data["id"] % 2 == 0, "mid", np.where(data["arm"] == "cbt", "a", "z"))
    with pytest.raises(ModelError, match="no level of therapist has both of two columns of part"):
        fit("y ~ part + week + (0 + part | therapist)", data)


@pytest.mark.parametrize("kind", [bool, object, "boolean"])
def test_a_boolean_is_a_number_in_the_random_part(kind: type | str) -> None:
    data = table("data").assign(site=lambda frame: frame["therapist"] % 5)
    number = (data["arm"] == "ipt").astype(float)
    expected = fit(
        "y ~ treated * week + (0 + treated | site) + (1 | id)", data.assign(treated=number)
    )
    flags = (data["arm"] == "ipt").astype(kind)
    found = fit("y ~ treated * week + (0 + treated | site) + (1 | id)", data.assign(treated=flags))
    assert found.theta_names == expected.theta_names
    assert found.minus_2_log_likelihood == pytest.approx(expected.minus_2_log_likelihood, abs=1e-8)
    pd.testing.assert_frame_equal(found.covariance, expected.covariance)
    slopes = "(0 + treated + treated:week | site) + (1 | id)"
    crossed = fit(f"y ~ treated * week + {slopes}", data.assign(treated=flags))
    assert crossed.covariance["term"].tolist()[:2] == ["treated", "treated:week"]
    assert len(crossed.theta) == 5


def test_a_declared_factor_of_two_is_a_factor() -> None:
    data = table("data").assign(site=lambda frame: frame["therapist"] % 5)
    data["treated"] = (data["arm"] == "ipt").map({True: "yes", False: "no"}).astype("category")
    found = fit("y ~ treated * week + (0 + treated | site) + (1 | id)", data)
    assert len(found.theta) == 5
