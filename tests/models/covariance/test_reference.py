"""Structured covariances against mmrm and nlme::gls."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes import fit
from ipt_outcomes.models.covariance.correlation import SYMMETRIC
from ipt_outcomes.models.result import Fit

from ..conftest import matched, plain

REFERENCE = Path(__file__).parents[2] / "reference"
MMRM = pd.read_csv(REFERENCE / "mmrm_families.csv").fillna({"vcov": ""})
KEYS = ["data", "fixed", "covariance", "df_method", "vcov"]
Case = tuple[str, str, str, str, str]
CASES: list[Case] = list(MMRM[KEYS].drop_duplicates().itertuples(index=False, name=None))
GLS = pd.read_csv(REFERENCE / "gls_families.csv")


def fit_case(case: Case, request: pytest.FixtureRequest) -> Fit:
    name, fixed, covariance, df_method, vcov = case
    fixture = "antidepressant" if name.startswith("antidepressant") else "beat_the_blues"
    data = request.getfixturevalue(fixture)
    if fixture == "beat_the_blues":
        data = data.assign(month_n=data["month"].astype(float))
    fitted: Fit = fit(
        f"{fixed} + {covariance}".replace("bdi.pre", "bdi_pre"),
        data,
        df=(vcov or df_method).lower(),
    )
    return fitted


def reference_rows(case: Case) -> pd.DataFrame:
    return MMRM[(MMRM[KEYS] == list(case)).all(axis=1)].reset_index(drop=True)


@pytest.mark.parametrize("case", CASES, ids=lambda case: "-".join((case[0], *case[2:])))
def test_agrees_with_mmrm(case: Case, request: pytest.FixtureRequest) -> None:
    fitted, reference = fit_case(case, request), reference_rows(case)
    table = matched(fitted, reference)
    assert fitted.status == "ok"
    assert fitted.minus_2_log_likelihood <= reference["minus2loglik"][0] + 1e-6
    # mmrm's optimiser stops early. Where it left a gap in minus twice the log-likelihood, its
    # estimates are within the square root of the gap, in standard errors, of the optimum.
    gap = max(reference["minus2loglik"][0] - fitted.minus_2_log_likelihood, 0.0)
    near = 1e-4 * np.maximum(reference["estimate"].abs(), reference["se"])
    if gap > 1e-6:
        near = np.maximum(near, np.sqrt(gap) * reference["se"])
    assert ((table["estimate"] - reference["estimate"]).abs() <= near).all()
    np.testing.assert_allclose(table["df"], reference["df"], rtol=1e-3)
    assert fitted.aic == pytest.approx(reference["aic"][0], abs=1e-5)
    assert fitted.bic == pytest.approx(reference["bic"][0], abs=1e-5)
    if not (case[2].startswith("toep(") and case[3] == "Kenward-Roger"):
        np.testing.assert_allclose(table["se"], reference["se"], rtol=1e-4)


def mmrm_toep(t: np.ndarray) -> np.ndarray:
    """Theta of toep at mmrm's parameters: log sd, then rho / sqrt(1 - rho^2) for each lag."""
    return np.asarray(np.exp(2 * t[0]) * np.append(1.0, t[1:] / np.sqrt(1 + t[1:] ** 2)))


@pytest.mark.parametrize("name", ["antidepressant_hamd17", "btheb"])
def test_kenward_roger_of_toep_differs_from_mmrm_by_its_parametrisation_alone(
    name: str, request: pytest.FixtureRequest
) -> None:
    """toep is linear in covariances (SAS's choice, and ours); mmrm differentiates in its own t.

    mmrm's standard errors follow from ours by its term, sum_kl W_kl R_kl / 4, where
    R_kl = sum_i (d2 theta_i / dt_k dt_l) X'V^-1V_iV^-1X.
    """
    case = next(c for c in CASES if c[0] == name and c[2][:5] == "toep(" and c[3][0] == "K")
    fitted, reference = fit_case(case, request), reference_rows(case)
    theta = fitted.theta
    t = np.append(np.log(theta[0]) / 2, SYMMETRIC.inverse(theta[1:] / theta[0]))
    k, unit = len(t), 1e-4 * np.eye(len(t))
    slopes = np.column_stack([(mmrm_toep(t + u) - mmrm_toep(t - u)) / 2e-4 for u in unit])
    inverse = np.linalg.inv(slopes)
    own = inverse @ fitted.inference.theta_covariance @ inverse.T
    sums = np.zeros(k)
    for a in range(k):
        for b in range(k):
            corners = (
                mmrm_toep(t + unit[a] + unit[b])
                - mmrm_toep(t + unit[a] - unit[b])
                - mmrm_toep(t - unit[a] + unit[b])
                + mmrm_toep(t - unit[a] - unit[b])
            )
            sums += own[a, b] * corners / 4e-8
    inference = fitted.inference
    covariance = inference.covariance - np.tensordot(sums, inference.phi_gradient, axes=1) / 2
    se = dict(zip(map(plain, fitted.terms), np.sqrt(np.diag(covariance)), strict=True))
    np.testing.assert_allclose(
        [se[plain(term)] for term in reference["term"]], reference["se"], rtol=1e-4
    )


@pytest.mark.parametrize(
    ("covariance", "method"),
    list(GLS[["covariance", "method"]].drop_duplicates().itertuples(index=False, name=None)),
)
def test_agrees_with_gls(covariance: str, method: str, beat_the_blues: pd.DataFrame) -> None:
    chosen = (GLS["covariance"] == covariance) & (GLS["method"] == method)
    reference = GLS[chosen].reset_index(drop=True)
    months = beat_the_blues["month"].astype(float)
    data = beat_the_blues.assign(time=months + beat_the_blues["subject"] % 7 / 10)
    formula = f"{reference['formula'][0]} + {covariance}"
    fitted = fit(formula, data, method=method.lower(), df="satterthwaite")
    table = matched(fitted, reference)
    assert fitted.minus_2_log_likelihood == pytest.approx(reference["minus2loglik"][0], abs=1e-7)
    # What gls leaves of the optimum limits its estimates, as above.
    gap = max(reference["minus2loglik"][0] - fitted.minus_2_log_likelihood, 0.0)
    near = 1e-5 * np.maximum(reference["estimate"].abs(), reference["se"])
    near = np.maximum(near, np.sqrt(gap) * reference["se"])
    assert ((table["estimate"] - reference["estimate"]).abs() <= near).all()
    # nlme's ML standard errors carry the factor n / (n - p)
    n, p = fitted.n_observations, len(table)
    factor = np.sqrt(n / (n - p)) if method == "ML" else 1.0
    np.testing.assert_allclose(table["se"] * factor, reference["se"], rtol=1e-4)
