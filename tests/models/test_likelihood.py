"""Gradient and observed information against numerical derivatives of the likelihood."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.models.design.design import build_design
from ipt_outcomes.models.formula import parse_formula
from ipt_outcomes.models.likelihood import Evaluation, evaluate
from ipt_outcomes.models.optimise import maximise
from ipt_outcomes.models.visits.patterns import PatternProblem, build_patterns


def problem(data: pd.DataFrame, term: str) -> PatternProblem:
    formula = parse_formula(f"bdi ~ bdi_pre + treatment * month + {term}")
    assert formula.covariance is not None
    return build_patterns(build_design(formula, data), formula.covariance)


@pytest.mark.parametrize("term", ["us(month | subject)", "cs(month | treatment / subject)"])
@pytest.mark.parametrize("reml", [True, False])
def test_derivatives(term: str, reml: bool, beat_the_blues: pd.DataFrame) -> None:
    model = problem(beat_the_blues, term)

    def at(theta: np.ndarray, order: int) -> Evaluation:
        return evaluate(model.moments(theta, order), model.n_observations, reml)

    theta = model.start()
    here = at(theta, 2)
    assert here.gradient is not None and here.observed is not None
    step = 1e-4
    gradient, information = [], []
    for unit in step * np.eye(len(theta)):
        up, down = at(theta + unit, 1), at(theta - unit, 1)
        assert up.gradient is not None and down.gradient is not None
        gradient.append((up.minus_2_log_likelihood - down.minus_2_log_likelihood) / (2 * step))
        information.append((up.gradient - down.gradient) / (4 * step))
    np.testing.assert_allclose(here.gradient, gradient, atol=1e-6)
    np.testing.assert_allclose(here.observed, information, atol=1e-7)


@pytest.mark.parametrize("method", ["reml", "ml"])
def test_the_optimum_has_no_gradient_and_a_positive_definite_information(
    method: str, beat_the_blues: pd.DataFrame
) -> None:
    optimum = maximise(problem(beat_the_blues, "us(month | subject)"), method)
    assert optimum.converged
    assert optimum.decrement < 1e-10
    assert optimum.at.gradient is not None and optimum.at.observed is not None
    np.testing.assert_allclose(optimum.at.gradient, 0, atol=1e-6)
    assert np.linalg.eigvalsh(optimum.at.observed)[0] > 0
