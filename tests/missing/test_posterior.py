"""Draws of the parameters are those of the posterior distribution."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.missing.model import ImputationModel, imputation_model
from ipt_outcomes.missing.posterior import missing_information, posterior_of
from ipt_outcomes.missing.structured import sampler_of

from .conftest import FORMULA, NAMES, made_trial


def fitted(data: pd.DataFrame, formula: str = FORMULA, by_arm: bool = False) -> ImputationModel:
    return imputation_model(formula, data, covariance_by_arm=by_arm, **NAMES)


def complete() -> pd.DataFrame:
    whole = made_trial(seed=6)
    random = np.random.default_rng(1)
    lost = whole["score"].isna()
    whole.loc[lost, "score"] = random.normal(14, 5, int(lost.sum()))
    return whole


def test_with_nothing_missing_means_are_the_reml_estimates() -> None:
    model = fitted(complete())
    assert missing_information(model) < 0.1
    drawn = posterior_of(model)(6000, np.random.default_rng(1))
    for values, estimate in (
        (drawn.covariances[:, 0], model.covariances[0]),
        (drawn.coefficients, model.optimum.at.beta),
    ):
        error = values.std(axis=0) / np.sqrt(len(values))
        assert (np.abs(values.mean(axis=0) - estimate) < 4.5 * error).all()
    # beta given V is normal with Phi, which is linear in V: its mean is Phi at the estimate.
    spread = np.cov(drawn.coefficients.T)
    np.testing.assert_allclose(np.diag(spread), np.diag(model.optimum.at.phi), rtol=0.1)


def test_two_ways_to_the_same_posterior() -> None:
    """Data augmentation, beside the other sampler's proposals weighed for the same prior."""
    data = made_trial(seed=9)
    data = data[data["visit"] != 12].assign(visit=lambda d: d["visit"].cat.remove_categories(12))
    model = fitted(data)
    random = np.random.default_rng(3)
    drawn = posterior_of(model)(6000, random).covariances[:, 0]
    sampler = sampler_of(model)
    free = sampler.start(6000, random)
    other = sampler.matrices(free)[:, 0]
    m, scale = 2, model.covariances[0]
    inverse = np.linalg.inv(other)
    prior = -(m + 2 + m + 1) / 2 * np.linalg.slogdet(other)[1]
    prior -= np.trace(scale @ inverse, axis1=1, axis2=2) / 2
    # The density is by V, the proposals by its log-Cholesky factor.
    turns = np.array([model.problem.jacobian(each) for each in free])
    log_weight = sampler._log_weights(free, None) + prior + np.linalg.slogdet(turns)[1]
    weight = np.exp(log_weight - log_weight.max())
    weight /= weight.sum()
    assert 1 / np.square(weight).sum() > 2000
    for power in (1, 2):
        one = (drawn**power).mean(axis=0)
        two = np.tensordot(weight, other**power, axes=1)
        error = (drawn**power).std(axis=0) * np.sqrt(1 / 6000 + np.square(weight).sum())
        assert (np.abs(one - two) < 4.5 * error).all()


def test_compound_symmetry_has_inverse_gamma_eigenvalues() -> None:
    """With a mean at each visit, arm and baseline the two eigenvalues are independent."""
    data = complete()
    model = fitted(data, FORMULA.replace("us(", "cs("))
    drawn = posterior_of(model)(4000, np.random.default_rng(5)).covariances[:, 0]
    n, m, c = 60, 3, 3
    variance, covariance = model.covariances[0][0, :2]
    shared, own = drawn[:, 0, 0] + 2 * drawn[:, 0, 1], drawn[:, 0, 0] - drawn[:, 0, 1]
    for values, estimate, df in (
        (shared, variance + 2 * covariance, n - c),
        (own, variance - covariance, (n - c) * (m - 1)),
    ):
        mean = estimate * df / (df - 2)
        assert values.mean() == pytest.approx(mean, rel=4.5 * np.sqrt(2 / df / 4000))
        assert values.std() == pytest.approx(mean * np.sqrt(2 / (df - 4)), rel=0.08)
    assert abs(np.corrcoef(np.log(shared), np.log(own))[0, 1]) < 0.08


@pytest.mark.parametrize("family", ["us", "toeph"])
def test_a_covariance_per_arm_is_that_of_each_arm_alone(family: str) -> None:
    data = made_trial(per_arm=60, seed=2)
    formula = FORMULA.replace("us(", f"{family}(")
    model = fitted(data, formula, by_arm=True)
    drawn = posterior_of(model)(800, np.random.default_rng(2)).covariances
    for place, arm in enumerate(["control", "therapy"]):
        one = data[data["arm"] == arm].assign(
            arm=lambda d: np.where(d["person"].str[-1].astype(int) % 2, "control", "therapy")
        )
        alone = fitted(one, formula)
        deviation = drawn[:, place].std(axis=0)
        away = np.abs(drawn[:, place].mean(axis=0) - alone.covariances[0])
        assert (away < 0.6 * deviation).all()


def test_the_share_of_missing_information_grows_with_what_is_missing() -> None:
    shares = [missing_information(fitted(made_trial(seed=1, gaps=gaps))) for gaps in (0.0, 0.3)]
    assert 0 < shares[0] < shares[1] < 1
