"""Gradient and information of covariances that bend, against numerical derivatives."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.models.built import build_problem
from ipt_outcomes.models.design.design import build_design
from ipt_outcomes.models.formula import parse_formula
from ipt_outcomes.models.likelihood import Evaluation, evaluate
from ipt_outcomes.models.moments import weighted
from ipt_outcomes.models.problem import Problem

TERMS = [
    *(f"{name}(month | subject)" for name in ("csh", "ar1", "ar1h", "toeph", "ad", "adh")),
    "toep(month | subject)",
    "ar1h(month | treatment / subject)",
    "sp_exp(day | subject)",
    "sp_exp(day | treatment / subject)",
]


def problem(data: pd.DataFrame, term: str) -> Problem:
    """With days of one's own, for sp_exp."""
    months = data["month"].astype(float)
    data = data.assign(day=30.0 * months + data["subject"] * 7 % 11)
    return build_problem(
        build_design(parse_formula(f"bdi ~ bdi_pre + treatment * month + {term}"), data)
    )


@pytest.mark.parametrize("term", TERMS)
@pytest.mark.parametrize("reml", [True, False])
def test_derivatives_of_the_likelihood(term: str, reml: bool, beat_the_blues: pd.DataFrame) -> None:
    model = problem(beat_the_blues, term)

    def at(theta: np.ndarray, order: int) -> Evaluation:
        return evaluate(model.moments(theta, order), model.n_observations, reml)

    theta = model.start()
    here = at(theta, 2)
    assert here.gradient is not None and here.observed is not None
    gradient, information = [], []
    for step in 1e-5 * np.diag(np.maximum(1.0, np.abs(theta))):
        size = 2 * step.sum()
        up, down = at(theta + step, 1), at(theta - step, 1)
        assert up.gradient is not None and down.gradient is not None
        gradient.append((up.minus_2_log_likelihood - down.minus_2_log_likelihood) / size)
        information.append((up.gradient - down.gradient) / (2 * size))
    np.testing.assert_allclose(here.gradient, gradient, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(here.observed, information, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("term", TERMS[:-1])
def test_curvature_sums(term: str, beat_the_blues: pd.DataFrame) -> None:
    """z' V^-1 V_kl V^-1 z is what is left of the derivative of z' V^-1 V_k V^-1 z."""
    model = problem(beat_the_blues, term)
    theta = model.start()
    here = model.moments(theta, 2)
    k = len(theta)
    weights = np.random.default_rng(2).normal(size=(k, k))
    weights = weights + weights.T
    numeric = np.zeros_like(here.zz)
    for index, step in enumerate(1e-5 * np.diag(np.maximum(1.0, np.abs(theta)))):
        up, down = model.moments(theta + step, 1).first, model.moments(theta - step, 1).first
        assert up is not None and down is not None
        numeric += np.tensordot(weights[index], up - down, axes=1) / (2 * step.sum())
    assert here.second is not None
    numeric += 2 * weighted(here.second, weights)
    numeric = (numeric + numeric.T) / 2
    if model.linear:
        assert here.curvature is None
        np.testing.assert_allclose(numeric, 0, atol=1e-6 * np.abs(here.zz).max())
    else:
        assert here.curvature is not None
        bent = weighted(here.curvature, weights)
        scale = np.abs(bent).max()
        np.testing.assert_allclose((bent + bent.T) / 2, numeric, atol=1e-6 * scale)
