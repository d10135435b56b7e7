"""The fallback list: what is tried, what is kept, what is refused."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from ipt_outcomes import ModelError, fit, read_fit
from ipt_outcomes.models.fit_contents import CovarianceAttempt

FIXED = "bdi ~ bdi_pre * month + treatment * month"
LIST = ("us", "toeph", "ar1h", "csh", "cs")


def few_at_the_end(data: pd.DataFrame) -> pd.DataFrame:
    late = (data["month"] == 8) & (data["subject"] > 8)
    return data.assign(bdi=data["bdi"].where(~late))


def test_the_first_sound_covariance_is_kept(beat_the_blues: pd.DataFrame) -> None:
    fitted = fit(f"{FIXED} + us(month | subject)", beat_the_blues, fallback=LIST)
    assert fitted.attempts == (CovarianceAttempt("us(month | subject)", "ok", ""),)
    without = fit(f"{FIXED} + us(month | subject)", beat_the_blues)
    assert without.attempts == ()
    pd.testing.assert_frame_equal(fitted.coefficients, without.coefficients, check_exact=True)


def test_goes_down_the_list_and_records_why(beat_the_blues: pd.DataFrame, tmp_path: Path) -> None:
    data = few_at_the_end(beat_the_blues)
    fixed = "bdi ~ bdi_pre + treatment + month"
    fitted = fit(f"{fixed} + us(month | subject)", data, fallback=LIST)
    assert [attempt.status for attempt in fitted.attempts] == ["failed", "failed", "ok"]
    assert "5 people at month 8 are too few" in fitted.attempts[0].reason
    counts = "97 people with 233 observations (month: 97 at 2, 73 at 3, 58 at 5, 5 at 8)"
    assert f"{counts} do not identify its 7" in fitted.attempts[1].reason
    assert fitted.attempts[2] == CovarianceAttempt("ar1h(month | subject)", "ok", "")
    assert fitted.formula == f"{fixed} + ar1h(month | subject)"
    again = fit(fitted.formula, data)
    pd.testing.assert_frame_equal(fitted.coefficients, again.coefficients, check_exact=True)
    fitted.save(tmp_path / "fit.json")
    assert read_fit(tmp_path / "fit.json").attempts == fitted.attempts


def test_keeps_the_arms(beat_the_blues: pd.DataFrame) -> None:
    data = few_at_the_end(beat_the_blues)
    formula = "bdi ~ bdi_pre + treatment + month + us(month | treatment / subject)"
    fitted = fit(formula, data, fallback=("ar1",))
    assert fitted.attempts[-1].covariance == "ar1(month | treatment / subject)"
    assert len(fitted.theta) == 4


def test_when_nothing_is_possible_every_reason_is_given(beat_the_blues: pd.DataFrame) -> None:
    once = beat_the_blues.drop_duplicates("subject")
    once = once.assign(month=pd.Categorical([2, 3] * (len(once) // 2)))
    with pytest.raises(ModelError, match="no covariance of the fallback list") as error:
        fit("bdi ~ treatment + us(month | subject)", once, fallback=("csh", "cs"))
    for term in ("us(month", "csh(month", "cs(month"):
        assert f"term {term} | subject): no one was seen at two visits" in str(error.value)


def test_an_error_that_no_covariance_mends_is_raised_at_once(
    beat_the_blues: pd.DataFrame,
) -> None:
    with pytest.raises(ModelError, match=r"^the model names 'nothing'"):
        fit("bdi ~ nothing + us(month | subject)", beat_the_blues, fallback=LIST)
    twice = pd.concat([beat_the_blues.dropna(), beat_the_blues.dropna().head(1)])
    with pytest.raises(ModelError, match=r"^term us\(month \| subject\): 1 row repeats"):
        fit("bdi ~ treatment + us(month | subject)", twice, fallback=LIST)


@pytest.mark.parametrize(
    ("formula", "fallback", "message"),
    [
        ("bdi ~ treatment + us(month | subject)", ("cs", "toeplitz"), "fallback 'toeplitz'"),
        ("bdi ~ treatment + us(month | subject)", ("sp_exp",), "fallback 'sp_exp'"),
        ("bdi ~ treatment + us(month | subject)", "cs", "write a list"),
        ("bdi ~ treatment + (1 | subject)", ("cs",), "fallback lists residual covariances"),
        ("bdi ~ treatment + sp_exp(month | subject)", ("cs",), "not of real times"),
    ],
)
def test_refusals(
    formula: str, fallback: tuple[str, ...] | str, message: str, beat_the_blues: pd.DataFrame
) -> None:
    with pytest.raises(ModelError, match=message):
        fit(formula, beat_the_blues, fallback=fallback)


def test_a_cluster_variance_of_zero_is_no_fault_of_the_covariance(
    beat_the_blues: pd.DataFrame,
) -> None:
    """Subjects dealt to eight therapists by their number have nothing in common."""
    data = beat_the_blues.assign(therapist=beat_the_blues["subject"] % 8)
    fitted = fit(f"{FIXED} + us(month | subject) + (1 | therapist)", data, fallback=("cs",))
    assert fitted.status == "singular"
    assert not fitted.residual_singular
    assert [attempt.covariance for attempt in fitted.attempts] == ["us(month | subject)"]
    assert fitted.formula == f"{FIXED} + us(month | subject) + (1 | therapist)"
