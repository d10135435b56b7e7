"""Correlations of which the data, or scoring, say nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes import ModelError, fit


def trial(scores: np.ndarray) -> pd.DataFrame:
    """People in two arms at three visits; those without a score are NaN."""
    n, m = scores.shape
    rows = pd.DataFrame({"id": np.repeat(np.arange(n), m), "y": scores.ravel()})
    rows["visit"] = pd.Categorical.from_codes(np.tile(np.arange(m), n), ["w1", "w2", "w3"])
    rows["arm"] = np.where(rows["id"] % 2 == 0, "a", "b")
    return rows


@pytest.mark.parametrize("family", ["ar1", "ar1h"])
def test_a_square_that_wants_to_be_negative_ends_at_zero(family: str) -> None:
    """Two visits with an unattended one between have rho^2, and the scores correlate at -.5."""
    rng = np.random.default_rng(1)
    noise = rng.normal(size=(40, 3))
    noise[:, 2] -= noise[:, 0]
    noise[:, 1] = np.nan
    found = fit(f"y ~ arm * visit + {family}(visit | id)", trial(noise))
    assert found.status == "ok"
    assert abs(found.covariance.iloc[0, 1]) < 1e-6
    apart = noise[:, [0, 2]] - np.array([noise[p::2][:, [0, 2]].mean(axis=0) for p in (0, 1)] * 20)
    variances = (apart**2).sum(axis=0) / 38
    expected = variances if family == "ar1h" else [variances.mean()] * 2
    np.testing.assert_allclose(np.diag(found.covariance), expected, rtol=1e-6)


def test_a_correlation_with_a_visit_that_is_fitted_exactly_is_refused() -> None:
    """One score an arm at the last visit: its variance is that of the others, its rho unknown."""
    scores = np.random.default_rng(2).normal(size=(12, 3))
    scores[2:, 2] = np.nan
    with pytest.raises(ModelError, match="do not identify its 3 covariance parameters"):
        fit("y ~ arm * visit + ad(visit | id)", trial(scores))


def test_kenward_roger_takes_the_information_that_there_is() -> None:
    """The expected information on rho is zero where rho^2 has no slope."""
    noise = np.random.default_rng(1).normal(size=(40, 3))
    noise[:, 2] -= noise[:, 0]
    noise[:, 1] = np.nan
    tables = [
        fit("y ~ arm * visit + ar1(visit | id)", trial(noise), information=information).coefficients
        for information in ("observed", "expected")
    ]
    np.testing.assert_allclose(tables[1]["se"], tables[0]["se"], rtol=1e-6)


def test_no_correlation_at_any_distance_is_no_want_of_information() -> None:
    """The logit of exponential times has none where the correlation is zero: variance alone."""
    noise = np.random.default_rng(3).normal(size=(40, 3))
    data = trial(noise - noise.mean(axis=1, keepdims=True))
    data["day"] = 30.0 * (data["visit"].cat.codes + 1)
    assert fit("y ~ arm * visit + sp_exp(day | id)", data).converged


SINGLES_AFTER_BASELINE = {
    "a0": [18.45, 19.93, 19.46, 20.01],
    "a1": [19.37],
    "a2": [20.60],
    "b0": [21.76],
    "b1": [16.33, 9.98, 9.16, 10.10],
    "b2": [12.77, 12.85, 12.17, 7.31],
}


@pytest.mark.parametrize("unit", [1e-6, 1.0, 1e6])
@pytest.mark.parametrize("seed", range(4))
def test_a_covariance_that_the_fixed_effects_absorb_is_refused_in_any_order_of_rows(
    seed: int, unit: float
) -> None:
    """In arm a one person alone was seen twice, and the means of its visits are that person's."""
    rows = [
        (who, who[0], visit, unit * score)
        for who, scores in SINGLES_AFTER_BASELINE.items()
        for visit, score in enumerate(scores)
    ]
    data = pd.DataFrame(rows, columns=["id", "arm", "visit", "y"])
    shuffled = data.sample(frac=1, random_state=seed)
    for options in ({}, {"vcov": "CR0", "df": "normal"}):
        with pytest.raises(ModelError, match="do not identify its 4 covariance parameters"):
            fit("y ~ arm * C(visit) + cs(visit | arm / id)", shuffled, **options)
