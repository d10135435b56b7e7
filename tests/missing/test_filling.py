"""Missing scores given the parameters, written out by hand for some people."""

from __future__ import annotations

import numpy as np
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.missing.filling import filled
from ipt_outcomes.missing.groups import Group, groups_of
from ipt_outcomes.missing.model import ImputationModel, imputation_model
from ipt_outcomes.missing.posterior import Parameters, fitted_parameters
from ipt_outcomes.missing.strategies import Strategy, strategies_of
from ipt_outcomes.models.errors import ModelError

from .conftest import FORMULA, NAMES, made_trial


@pytest.fixture(scope="module")
def model() -> ImputationModel:
    data = made_trial(per_arm=40, gaps=0.12)
    return imputation_model(FORMULA, data, covariance_by_arm=True, **NAMES)


def group_with(model: ImputationModel, strategy: object, **wanted: object) -> Group:
    """The group of the therapy arm whose places are these."""
    chosen, which = strategies_of(model.schedule, strategy)  # type: ignore[arg-type]
    for group in groups_of(model, chosen, which):
        if group.stratum == 1 and all(
            getattr(group, name).tolist() == value for name, value in wanted.items()
        ):
            return group
    raise AssertionError("no such group")


def by_hand(model: ImputationModel, person: int) -> tuple[np.ndarray, np.ndarray]:
    """The means of a person in the own arm and in the reference arm, by marginal means."""
    fit = ipt.fit(FORMULA.replace("visit | ", "visit | arm / "), model.schedule.frame)
    baseline = float(model.schedule.frame["baseline"].iloc[person * 3])
    means = ipt.marginal_means(fit, "arm", by="visit", at={"baseline": baseline})
    wide = means.pivot(index="arm", columns="visit", values="estimate")
    return wide.loc["therapy"].to_numpy(), wide.loc["control"].to_numpy()


@pytest.mark.parametrize("name", ["mar", "j2r", "cr", "cir", "lmcf"])
def test_conditional_means(model: ImputationModel, name: str) -> None:
    group = group_with(model, {"therapy": name}, gaps=[], after=[1, 2])
    found = filled(model, group, fitted_parameters(model), None)[0]
    control, therapy = model.covariances
    for row, person in enumerate(group.people):
        own, reference = by_hand(model, person)
        mean = {
            "mar": own,
            "j2r": np.r_[own[:1], reference[1:]],
            "cr": reference,
            "cir": np.r_[own[:1], own[0] + reference[1:] - reference[0]],
            "lmcf": np.r_[own[0], own[0], own[0]],
        }[name]
        of = therapy if name in ("mar", "lmcf") else control
        away = model.schedule.scores[person, 0] - mean[0]
        np.testing.assert_allclose(found[row], mean[1:] + of[1:, 0] / of[0, 0] * away, rtol=1e-8)


@pytest.mark.parametrize("name", ["j2r", "cr"])
def test_gaps_come_first_and_at_random(model: ImputationModel, name: str) -> None:
    at_random = group_with(model, "mar", gaps=[0], after=[2])
    group = group_with(model, {"therapy": name}, gaps=[0], after=[2])
    fitted = fitted_parameters(model)
    gap = filled(model, group, fitted, None)[0, :, 0]
    np.testing.assert_allclose(gap, filled(model, at_random, fitted, None)[0, :, 0], rtol=1e-12)


def test_whoever_never_came_is_at_the_mean(model: ImputationModel) -> None:
    group = group_with(model, {"therapy": "j2r"}, seen=[])
    found = filled(model, group, fitted_parameters(model), None)[0]
    np.testing.assert_allclose(found[0], by_hand(model, group.people[0])[1], rtol=1e-8)


def test_selection_moves_the_mean_by_the_conditional_covariance(model: ImputationModel) -> None:
    at_random = group_with(model, "mar", gaps=[], after=[1, 2])
    tilted = group_with(model, {"therapy": ipt.selection(1.3)}, gaps=[], after=[1, 2])
    fitted = fitted_parameters(model)
    moved = filled(model, tilted, fitted, None) - filled(model, at_random, fitted, None)
    v = model.covariances[1]
    left = v[1:, 1:] - np.outer(v[1:, 0], v[0, 1:]) / v[0, 0]
    np.testing.assert_allclose(moved[0], np.tile(np.log(1.3) * left[:, 0], (len(moved[0]), 1)))


def test_draws_have_the_conditional_distribution(model: ImputationModel) -> None:
    group = group_with(model, "mar", gaps=[], after=[1, 2])
    one = fitted_parameters(model)
    many = Parameters(np.repeat(one.coefficients, 20_000, 0), np.repeat(one.covariances, 20_000, 0))
    drawn = filled(model, group, many, np.random.default_rng(1))[:, 0]
    v = model.covariances[1]
    left = v[1:, 1:] - np.outer(v[1:, 0], v[0, 1:]) / v[0, 0]
    np.testing.assert_allclose(np.cov(drawn.T), left, rtol=0.06)
    expected = filled(model, group, one, None)[0, 0]
    assert (np.abs(drawn.mean(axis=0) - expected) < 4.5 * np.sqrt(np.diag(left) / 20_000)).all()


def test_a_function_of_the_users_own(model: ImputationModel) -> None:
    def jump(own: np.ndarray, reference: np.ndarray, left: int) -> np.ndarray:
        made = own.copy()
        made[..., left:] = reference[..., left:]
        return made

    fitted = fitted_parameters(model)
    mine = group_with(
        model, {"therapy": Strategy("jump", jump, "reference")}, after=[1, 2], gaps=[]
    )
    theirs = group_with(model, {"therapy": "j2r"}, after=[1, 2], gaps=[])
    np.testing.assert_array_equal(
        filled(model, mine, fitted, None), filled(model, theirs, fitted, None)
    )
    plain = group_with(model, {"therapy": jump}, after=[1, 2], gaps=[])
    assert plain.strategy.name == "jump" and plain.later == 1


@pytest.mark.parametrize(
    "wrong",
    [
        lambda o, r, k: o[..., 0],
        lambda o, r, k: 1.0,
        lambda o, r, k: o.astype(object),
        lambda o, r, k: o.astype(str),
        lambda o, r, k: o + 1j,
        lambda o, r, k: o * np.nan,
        lambda o, r, k: o > 0,
    ],
)
def test_a_function_that_returns_no_means(model: ImputationModel, wrong: object) -> None:
    group = group_with(model, {"therapy": wrong}, after=[1, 2], gaps=[])
    with pytest.raises(ModelError, match="an array of finite numbers of the shape of own"):
        filled(model, group, fitted_parameters(model), None)
