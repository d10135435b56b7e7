"""Kenward and Roger's adjustment in SAS's parameters against every person's sums written out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes import ModelError, fit, fit_many, read_fit
from ipt_outcomes.models.covariance.registry import covariance_family
from ipt_outcomes.models.covariance.scaled import Scaled
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.real_times import exponential
from ipt_outcomes.models.result import Fit

FIXED = "bdi ~ bdi_pre * month + treatment * month"
Covariance = Callable[[Array, Array], Array]


@pytest.fixture(scope="module")
def data(beat_the_blues: pd.DataFrame) -> pd.DataFrame:
    complete = beat_the_blues.dropna(subset=["bdi"]).reset_index(drop=True)
    position = complete["month"].cat.codes.astype(float)
    return complete.assign(position=position, day=30.0 * position + complete["subject"] * 7 % 11)


def written_out(
    fitted: Fit, data: pd.DataFrame, time: str, v: Covariance, psi: Array, w: Array
) -> Array:
    """phi_A with V(times, psi), its derivatives numerical, and W for psi."""
    k, p = len(psi), len(fitted.kept)
    step = 1e-4 * np.diag(np.maximum(np.abs(psi), 0.1))
    precision, sums = np.zeros((p, p)), np.zeros((p, p))
    first = np.zeros((k, p, p))
    for _, rows in data.groupby("subject", sort=False):
        x = fitted.fixed.matrix(rows)[0][:, list(fitted.kept)]
        at = rows[time].to_numpy(dtype=float)
        inverse = np.linalg.inv(v(at, psi))
        slopes = np.array([(v(at, psi + h) - v(at, psi - h)) / (2 * h.sum()) for h in step])
        turned = inverse @ x
        precision += x.T @ turned
        first += turned.T @ slopes @ turned
        for a in range(k):
            for b in range(k):
                bent = v(at, psi + step[a] + step[b]) + v(at, psi - step[a] - step[b])
                bent = bent - v(at, psi + step[a] - step[b]) - v(at, psi - step[a] + step[b])
                bent = bent / (4 * step[a].sum() * step[b].sum())
                middle = slopes[a] @ inverse @ slopes[b] - bent / 4
                sums += w[a, b] * (turned.T @ middle @ turned)
    phi = np.linalg.inv(precision)
    sums -= np.einsum("ab,aij,jk,bkl->il", w, first, phi, first)
    return np.asarray(phi + 2 * phi @ (sums + sums.T) / 2 @ phi)


@pytest.mark.parametrize("name", ["csh", "ar1", "ar1h", "toeph", "adh"])
def test_variances_and_correlations(name: str, data: pd.DataFrame) -> None:
    fitted = fit(f"{FIXED} + {name}(month | subject)", data, df="kenward-roger-sas")
    family = covariance_family(name, (0, 1, 2, 3))
    assert isinstance(family, Scaled)
    n_sd, of = len(fitted.theta) - family.correlation.n_parameters, family.correlation.map
    sd, t = np.exp(fitted.theta[:n_sd]), fitted.theta[n_sd:]

    def v(position: Array, psi: Array) -> Array:
        theta = np.concatenate([np.log(psi[:n_sd]) / 2.0, of.inverse(psi[n_sd:])])
        at = position.astype(int)
        return family.matrix(theta)[np.ix_(at, at)]

    jacobian = np.concatenate([2.0 * sd**2, of.slopes(t)[0]])
    w = fitted.inference.theta_covariance * np.outer(jacobian, jacobian)
    expected = written_out(fitted, data, "position", v, np.concatenate([sd**2, of.value(t)]), w)
    np.testing.assert_allclose(fitted.inference.covariance, expected, rtol=2e-5, atol=1e-7)
    other = fit(f"{FIXED} + {name}(month | subject)", data)
    assert not np.allclose(other.inference.covariance, expected, rtol=1e-3)
    pd.testing.assert_series_equal(fitted.coefficients["df"], other.coefficients["df"])


def test_variance_and_range(data: pd.DataFrame) -> None:
    formula = "bdi ~ bdi_pre + treatment * position + sp_exp(day | subject)"
    fitted = fit(formula, data, df="kenward-roger-sas")

    def v(time: Array, psi: Array) -> Array:
        return np.asarray(psi[0] * np.exp(-np.abs(time[:, None] - time) / psi[1]))

    log_rho, complement = exponential.correlation(fitted.theta)
    psi = np.array([np.exp(fitted.theta[0]), -1.0 / log_rho])
    jacobian = np.array([psi[0], complement / log_rho**2])
    w = fitted.inference.theta_covariance * np.outer(jacobian, jacobian)
    expected = written_out(fitted, data, "day", v, psi, w)
    np.testing.assert_allclose(fitted.inference.covariance, expected, rtol=2e-5, atol=1e-7)
    in_weeks = fit(formula, data.assign(day=data["day"] / 7.0), df="kenward-roger-sas")
    pd.testing.assert_frame_equal(fitted.coefficients, in_weeks.coefficients, rtol=1e-6)


@pytest.mark.parametrize("term", ["us(month | subject)", "cs(month | subject)", "(1 | subject)"])
def test_linear_covariances_have_no_such_term(term: str, data: pd.DataFrame) -> None:
    """And the information is the observed one, as SAS's is, for random effects too."""
    sas = fit(f"{FIXED} + {term}", data, df="kenward-roger-sas")
    same = fit(f"{FIXED} + {term}", data, df="kenward-roger", information="observed")
    assert sas.information == "observed"
    pd.testing.assert_frame_equal(sas.coefficients, same.coefficients, check_exact=True)


@pytest.mark.parametrize(("name", "batched"), [("toeph", False), ("us", True)])
def test_many_fits_are_those_of_one(name: str, batched: bool, data: pd.DataFrame) -> None:
    formula = f"{FIXED} + {name}(month | subject)"
    many = fit_many(formula, data, data[["bdi"]], df="kenward-roger-sas")
    assert many.fits["batched"].tolist() == [batched]
    one = fit(formula, data, df="kenward-roger-sas").coefficients
    table = many.coefficients.drop(columns="response")
    pd.testing.assert_frame_equal(table, one, rtol=1e-7)


def test_per_arm_and_with_random_effects(data: pd.DataFrame, tmp_path: Path) -> None:
    for term in ("ar1h(month | treatment / subject)", "ar1(month | subject) + (1 | length)"):
        fitted = fit(f"{FIXED} + {term}", data, df="kenward-roger-sas")
        linear = fit(f"{FIXED} + {term}", data, df="kenward-roger-linear", information="observed")
        assert not np.allclose(fitted.coefficients["se"], linear.coefficients["se"], rtol=1e-4)
        fitted.save(tmp_path / "fit.json")
        assert read_fit(tmp_path / "fit.json").df == "kenward-roger-sas"


def test_refuses_what_sas_does_not_have(data: pd.DataFrame) -> None:
    with pytest.raises(ModelError, match="SAS has no antedependence with one variance"):
        fit(f"{FIXED} + ad(month | subject)", data, df="kenward-roger-sas")
