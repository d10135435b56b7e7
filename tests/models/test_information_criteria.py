"""AIC and BIC by maximum likelihood against nlme::gls and lme4: all parameters count."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes import fit
from ipt_outcomes.models.comparison import compare_fits

REFERENCE = pd.read_csv(Path(__file__).parents[1] / "reference" / "information_criteria.csv")
CASES = list(REFERENCE.itertuples(index=False, name=None))


@pytest.fixture(scope="module")
def data(beat_the_blues: pd.DataFrame) -> pd.DataFrame:
    noise = {f"noise{k}": np.sin(k * beat_the_blues["subject"]) for k in range(1, 6)}
    return beat_the_blues.assign(months=beat_the_blues["month"].astype(float), **noise)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{len(case[0])}-{case[1]}")
def test_agrees_with_gls_and_lme4(
    case: tuple[str, str, float, int, float, float], data: pd.DataFrame
) -> None:
    fixed, term, value, n_parameters, aic, bic = case
    fitted = fit(f"{fixed} + {term}", data, method="ml")
    assert fitted.minus_2_log_likelihood == pytest.approx(value, abs=2e-6)
    assert len(fitted.kept) + len(fitted.theta) == n_parameters
    assert fitted.aic == pytest.approx(aic, abs=2e-6)
    assert fitted.bic == pytest.approx(bic, abs=2e-6)


@pytest.mark.parametrize("term", REFERENCE["term"].unique())
def test_noise_does_not_improve_the_criteria(term: str, data: pd.DataFrame) -> None:
    fixed = REFERENCE["fixed"].unique()
    plain, noisy = (fit(f"{part} + {term}", data, method="ml") for part in fixed[1:])
    table = compare_fits(plain, noisy)
    assert table["chi_squared"][1] > 0
    assert (table["n_parameters"].diff()[1], table["df"][1]) == (5, 5)
    assert table["aic"].is_monotonic_increasing
    assert table["bic"].is_monotonic_increasing


def test_reml_of_a_residual_covariance_counts_covariance_parameters(data: pd.DataFrame) -> None:
    """mmrm's, which `test_fit.py` and the families' tests hold to mmrm."""
    fitted = fit("bdi ~ bdi_pre * month + us(month | subject)", data)
    value = fitted.minus_2_log_likelihood
    assert fitted.aic == pytest.approx(value + 2 * 10)
    assert fitted.bic == pytest.approx(value + 10 * np.log(97))
