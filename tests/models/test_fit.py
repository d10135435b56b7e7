"""Fits of real trials against mmrm (SAS) and nlme::gls, and what `fit` refuses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes import ModelError, fit
from ipt_outcomes.models.result import Fit

from .conftest import matched, plain

REFERENCE = Path(__file__).parents[1] / "reference"
MMRM = pd.read_csv(REFERENCE / "mmrm.csv")
KEYS = ["data", "fixed", "covariance", "df_method", "reml"]
CASES = list(MMRM[KEYS].drop_duplicates().itertuples(index=False, name=None))
MODEL = "bdi ~ bdi_pre * month + treatment * month + us(month | subject)"


def fit_case(case: tuple[str, str, str, str, bool], request: pytest.FixtureRequest) -> Fit:
    name, fixed, covariance, df_method, reml = case
    fixture = "antidepressant" if name.startswith("antidepressant") else "beat_the_blues"
    return fit(
        f"{fixed} + {covariance}".replace("bdi.pre", "bdi_pre"),
        request.getfixturevalue(fixture),
        method="reml" if reml else "ml",
        df=df_method.lower(),
    )


def reference_rows(case: tuple[str, str, str, str, bool]) -> pd.DataFrame:
    chosen = (MMRM[KEYS] == list(case)).all(axis=1)
    return MMRM[chosen].reset_index(drop=True)


@pytest.mark.parametrize("case", CASES, ids=lambda case: "-".join(map(str, (case[0], *case[2:]))))
def test_agrees_with_mmrm(
    case: tuple[str, str, str, str, bool], request: pytest.FixtureRequest
) -> None:
    fitted, reference = fit_case(case, request), reference_rows(case)
    table = matched(fitted, reference)
    assert fitted.converged
    assert fitted.status == "ok"
    # mmrm's optimiser stops early. Where it left a gap in minus twice the log-likelihood, its
    # estimates are within the square root of the gap, in standard errors, of the optimum.
    gap = reference["minus2loglik"][0] - fitted.minus_2_log_likelihood
    near = 1e-4 * np.maximum(reference["estimate"].abs(), reference["se"])
    if gap > 1e-6:
        near = np.maximum(near, np.sqrt(gap) * reference["se"])
    assert ((table["estimate"] - reference["estimate"]).abs() <= near).all()
    np.testing.assert_allclose(table["df"], reference["df"], rtol=1e-3)
    if case[3] == "Satterthwaite":
        np.testing.assert_allclose(table["se"], reference["se"], rtol=1e-4)
    assert fitted.minus_2_log_likelihood <= reference["minus2loglik"][0] + 1e-6
    if case[4]:
        assert fitted.aic == pytest.approx(reference["aic"][0], abs=1e-4)
        assert fitted.bic == pytest.approx(reference["bic"][0], abs=1e-4)
    else:
        # mmrm leaves the fixed effects out with ML too; gls and lme4 do not.
        assert fitted.aic == pytest.approx(reference["aic"][0] + 2 * len(reference), abs=1e-4)


def mmrm_us(phi: np.ndarray) -> np.ndarray:
    """Theta of us at mmrm's parameters: log standard deviations, then a unit lower triangle."""
    m = int((np.sqrt(8 * len(phi) + 1) - 1) / 2)
    unit = np.eye(m)
    unit[np.tril_indices(m, -1)] = phi[m:]
    factor = np.exp(phi[:m])[:, None] * unit
    return (factor @ factor.T)[np.tril_indices(m)]


def mmrm_us_inverse(theta: np.ndarray) -> np.ndarray:
    m = int((np.sqrt(8 * len(theta) + 1) - 1) / 2)
    matrix = np.zeros((m, m))
    matrix[np.tril_indices(m)] = theta
    factor = np.linalg.cholesky(matrix + np.tril(matrix, -1).T)
    scale = np.diag(factor)
    return np.concatenate([np.log(scale), (factor / scale[:, None])[np.tril_indices(m, -1)]])


def mmrm_cs(phi: np.ndarray) -> np.ndarray:
    """Theta of cs at mmrm's parameters for four visits: log sd, logit of (3 rho + 1) / 4."""
    variance = np.exp(2 * phi[0])
    return np.array([variance, variance * (4 / (1 + np.exp(-phi[1])) - 1) / 3])


def mmrm_cs_inverse(theta: np.ndarray) -> np.ndarray:
    rho = theta[1] / theta[0]
    return np.array([np.log(theta[0]) / 2, np.log((rho + 1 / 3) / (1 - rho))])


def second_derivative_sums(
    to_theta: Callable[[np.ndarray], np.ndarray], phi: np.ndarray, w: np.ndarray
) -> np.ndarray:
    """sum_kl W_kl d2 theta_i / dphi_k dphi_l for each i, W being the covariance of theta."""
    step, k = 1e-4, len(phi)
    unit = np.eye(k) * step
    jacobian = np.column_stack([(to_theta(phi + u) - to_theta(phi - u)) / (2 * step) for u in unit])
    inverse = np.linalg.inv(jacobian)
    own = inverse @ w @ inverse.T
    total = np.zeros(k)
    for a in range(k):
        for b in range(k):
            corners = (
                to_theta(phi + unit[a] + unit[b])
                - to_theta(phi + unit[a] - unit[b])
                - to_theta(phi - unit[a] + unit[b])
                + to_theta(phi - unit[a] - unit[b])
            )
            total += own[a, b] * corners / (4 * step**2)
    return total


@pytest.mark.parametrize("name", ["antidepressant_hamd17", "btheb"])
@pytest.mark.parametrize("family", ["us", "cs"])
@pytest.mark.parametrize("groups", [False, True], ids=["one", "per arm"])
def test_kenward_roger_differs_from_mmrm_by_its_parametrisation_alone(
    name: str, family: str, groups: bool, request: pytest.FixtureRequest
) -> None:
    """Kenward-Roger's second-derivative term depends on how V is parametrised.

    Here, as in SAS, theta are variances and covariances, and the term is zero. mmrm differentiates
    in logarithms and a triangular factor. Its standard errors follow from ours by its term.
    """
    case = next(
        case
        for case in CASES
        if case[0] == name
        and case[2].startswith(family)
        and ("/" in case[2]) == groups
        and case[3] == "Kenward-Roger"
    )
    fitted, reference = fit_case(case, request), reference_rows(case)
    to_theta, to_phi = {
        "us": (mmrm_us, mmrm_us_inverse),
        "cs": (mmrm_cs, mmrm_cs_inverse),
    }[family]
    inference = fitted.inference
    n_groups = 2 if groups else 1
    pieces = np.split(np.arange(len(fitted.theta)), n_groups)
    covariance = inference.covariance.copy()
    for piece in pieces:
        w = inference.theta_covariance[np.ix_(piece, piece)]
        sums = second_derivative_sums(to_theta, to_phi(fitted.theta[piece]), w)
        covariance -= np.tensordot(sums, inference.phi_gradient[piece], axes=1) / 2
    se = dict(zip(map(plain, fitted.terms), np.sqrt(np.diag(covariance)), strict=True))
    np.testing.assert_allclose(
        [se[plain(term)] for term in reference["term"]], reference["se"], rtol=2e-4
    )


def test_sas_endpoint_contrast(antidepressant: pd.DataFrame) -> None:
    """PROC MIXED on this trial: -2.802, SE 1.1163, 150.1 df; 154.20 with expected information."""
    formula = "CHANGE ~ BASVAL * VISIT + THERAPY * VISIT + us(VISIT | PATIENT)"
    for information, df in (("observed", 150.10), ("expected", 154.20)):
        fitted = fit(formula, antidepressant, information=information)
        last = np.array([term.startswith("THERAPY[T.DRUG]") for term in fitted.terms], dtype=float)
        last *= ["VISIT[T.5]" not in t and "VISIT[T.6]" not in t for t in fitted.terms]
        inference = fitted.inference
        assert last @ inference.beta == pytest.approx(-2.802, abs=5e-4)
        assert inference.degrees_of_freedom(last[None])[0] == pytest.approx(df, abs=5e-3)
        if information == "observed":
            assert np.sqrt(last @ inference.covariance @ last) == pytest.approx(1.1163, abs=5e-5)
            assert np.sqrt(last @ inference.phi @ last) == pytest.approx(1.114, abs=5e-4)


GLS = pd.read_csv(REFERENCE / "btheb_gls.csv")


@pytest.mark.parametrize(
    ("formula", "method"),
    list(GLS[["formula", "method"]].drop_duplicates().itertuples(index=False, name=None)),
)
def test_agrees_with_gls(formula: str, method: str, beat_the_blues: pd.DataFrame) -> None:
    chosen = (GLS["formula"] == formula) & (GLS["method"] == method)
    reference = GLS[chosen].reset_index(drop=True)
    fitted = fit(
        f"{formula} + us(month | subject)",
        beat_the_blues,
        method=method.lower(),
        df="satterthwaite",
    )
    table = matched(fitted, reference)
    near = 1e-5 * np.maximum(reference["estimate"].abs(), reference["se"])
    assert ((table["estimate"] - reference["estimate"]).abs() <= near).all()
    # nlme's ML standard errors carry the factor n / (n - p)
    n, p = fitted.n_observations, len(table)
    factor = np.sqrt(n / (n - p)) if method == "ML" else 1.0
    np.testing.assert_allclose(table["se"] * factor, reference["se"], rtol=1e-5)
    assert fitted.minus_2_log_likelihood == pytest.approx(reference["minus2loglik"][0], rel=1e-10)


def test_counts_and_dropped_rows(beat_the_blues: pd.DataFrame) -> None:
    data = beat_the_blues.assign(
        bdi_pre=beat_the_blues["bdi_pre"].where(beat_the_blues["subject"] != 2)
    )
    fitted = fit(MODEL, data)
    assert fitted.n_subjects == 96
    assert fitted.n_observations == 276
    assert fitted.rows_dropped == {"bdi missing": 120, "bdi_pre missing": 4}
    assert fitted.n_rows_dropped == 124


def test_units_do_not_matter(beat_the_blues: pd.DataFrame) -> None:
    formula = "bdi ~ bdi_pre + treatment + us(month | subject)"
    plain_fit = fit(formula, beat_the_blues)
    tonnes = beat_the_blues.assign(bdi_pre=1e4 + 1e-1 * beat_the_blues["bdi_pre"])
    other = fit(formula, tonnes)
    which = plain_fit.terms.index("treatment[T.BtheB]")
    for column in ("estimate", "se", "df"):
        assert other.coefficients[column][which] == pytest.approx(
            plain_fit.coefficients[column][which], rel=1e-6
        )


def test_row_order_does_not_matter(beat_the_blues: pd.DataFrame) -> None:
    shuffled = beat_the_blues.sample(frac=1.0, random_state=1)
    pd.testing.assert_frame_equal(
        fit(MODEL, shuffled).coefficients, fit(MODEL, beat_the_blues).coefficients, rtol=1e-9
    )


def test_aliased_columns_are_dropped_and_named(beat_the_blues: pd.DataFrame) -> None:
    data = beat_the_blues.assign(twice=2 * beat_the_blues["bdi_pre"])
    formula = "bdi ~ bdi_pre + twice + treatment * month + us(month | subject)"
    fitted = fit(formula, data)
    assert fitted.dropped_columns == ("twice",)
    assert "twice" not in set(fitted.coefficients["term"])


@pytest.mark.parametrize(
    ("formula", "options", "message"),
    [
        ("bdi ~ nothing + us(month | subject)", {}, "'nothing'"),
        ("bdi ~ treatment + us(month | nobody)", {}, "'nobody'"),
        ("bdi ~ scale(bdi_pre) + us(month | subject)", {}, r"scale\(\)"),
        ("bdi ~ treatment + toeplitz(month | subject)", {}, "'toeplitz'"),
        ("bdi ~ treatment", {}, "neither a residual covariance"),
        ("bdi ~ treatment + us(month | subject)", {"method": "ols"}, "'ols'"),
        ("bdi ~ treatment + us(month | subject)", {"df": "z"}, "df 'z'"),
        ("bdi ~ treatment + us(month | subject)", {"vcov": "CR1"}, "vcov 'CR1': there are"),
        (
            "bdi ~ treatment + us(month | subject)",
            {"method": "ml", "df": "kenward-roger"},
            "needs method='reml'",
        ),
    ],
)
def test_refuses_what_it_cannot_do(
    formula: str, options: dict[str, str], message: str, beat_the_blues: pd.DataFrame
) -> None:
    with pytest.raises(ModelError, match=message):
        fit(formula, beat_the_blues, **options)


def test_refuses_two_rows_at_one_visit(beat_the_blues: pd.DataFrame) -> None:
    observed = beat_the_blues.dropna()
    with pytest.raises(ModelError, match="3 rows repeat a subject at the same month"):
        fit(MODEL, pd.concat([observed, observed.head(3)]))


def test_a_visit_no_one_has_is_none_of_the_models(beat_the_blues: pd.DataFrame) -> None:
    none_at_8 = beat_the_blues.assign(bdi=beat_the_blues["bdi"].where(beat_the_blues["month"] != 8))
    without = beat_the_blues[beat_the_blues["month"] != 8]
    bare = without.assign(month=without["month"].cat.remove_unused_categories())
    fitted, expected = fit(MODEL, none_at_8), fit(MODEL, bare)
    pd.testing.assert_frame_equal(fitted.coefficients, expected.coefficients)
    assert fitted.rows_dropped == {"bdi missing": none_at_8["bdi"].isna().sum()}
    pd.testing.assert_frame_equal(fit(MODEL, without).coefficients, expected.coefficients)
    assert "8" not in fitted.covariance.index


def test_refuses_a_visit_whose_scores_are_lost(beat_the_blues: pd.DataFrame) -> None:
    known = beat_the_blues["bdi_pre"].where(beat_the_blues["month"] != 8)
    with pytest.raises(ModelError, match="no one has a complete row at month 8, but there are"):
        fit(MODEL, beat_the_blues.assign(bdi_pre=known))


def test_refuses_too_few_people(beat_the_blues: pd.DataFrame) -> None:
    late = (beat_the_blues["month"] == 8) & (beat_the_blues["subject"] > 8)
    few = beat_the_blues.assign(bdi=beat_the_blues["bdi"].where(~late))
    with pytest.raises(ModelError, match="people at month 8 are too few"):
        fit(MODEL, few)


def test_refuses_a_constant_or_infinite_outcome(beat_the_blues: pd.DataFrame) -> None:
    with pytest.raises(ModelError, match="same value in all 400 rows"):
        fit(MODEL, beat_the_blues.assign(bdi=3.0))
    with pytest.raises(ModelError, match="'bdi_pre' is infinite in 4 rows"):
        fit(
            MODEL,
            beat_the_blues.assign(
                bdi_pre=beat_the_blues["bdi_pre"].where(beat_the_blues["subject"] != 1, np.inf)
            ),
        )
