"""The learners against scikit-learn's and statsmodels' pieces, and the columns they are given."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from sklearn.linear_model import RidgeCV

from ipt_outcomes.estimate.advantage.learners import elastic_net, ridge
from ipt_outcomes.estimate.advantage.people import trial_people
from ipt_outcomes.estimate.advantage.predictors import (
    as_standardised,
    predictor_columns,
    standardised,
)
from ipt_outcomes.estimate.advantage.projected import projected
from ipt_outcomes.estimate.advantage.ridge_many import penalties, ridge_many
from ipt_outcomes.estimate.advantage.selection import interaction_p_values
from ipt_outcomes.estimate.advantage.training import Training
from ipt_outcomes.models.errors import ModelError

BLOCKS = [np.array([0]), np.array([1]), np.array([2, 3])]


@pytest.fixture(scope="module")
def training() -> Training:
    """Six trials of 80 people with two numbers and a category of three levels."""
    rng = np.random.default_rng(5)
    level = rng.integers(3, size=80)
    columns = np.column_stack([rng.normal(size=(80, 2)), level == 1, level == 2])
    columns = as_standardised(columns, *standardised(columns, np.ones(80)))
    arm = np.where(rng.random((6, 80)) < 0.5, 1.0, -1.0)
    outcome = columns[:, 0] + arm * columns[:, 1] * [[0], [0], [0.2], [0.5], [1], [2]]
    weights = rng.uniform(0.5, 2, 80)
    return Training(columns, BLOCKS, weights, arm, outcome + rng.normal(size=(6, 80)), 0.2)


def test_the_screen_is_the_f_test_of_the_interaction(training: Training) -> None:
    found = interaction_p_values(projected(training), training.blocks)
    frame = pd.DataFrame(training.columns, columns=list("abcd"))
    for trial in range(6):
        own = frame.assign(y=training.outcome[trial], w=training.arm[trial])
        for place, terms in enumerate(("a", "b", "(c + d)")):
            fits = [
                smf.wls(f"y ~ w {sign} {terms}", own, weights=training.weights).fit()
                for sign in "+*"
            ]
            assert found[trial, place] == pytest.approx(fits[1].compare_f_test(fits[0])[1])


def test_many_ridges_are_scikit_learns_one_by_one(training: Training) -> None:
    one, many = ridge(training), ridge_many(training)
    np.testing.assert_allclose(many.constant, one.constant, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(many.slopes, one.slopes, rtol=1e-9, atol=1e-12)
    np.testing.assert_array_equal(many.kept, one.kept)
    assert one.kept.any() and not one.kept.all()


def test_ridge_is_scikit_learns_with_intercept_and_arm_free(training: Training) -> None:
    """RidgeCV of the weighted columns with an intercept's and the arm's part taken out by lstsq."""
    kept_all = Training(
        training.columns, BLOCKS, training.weights, training.arm[:1], training.outcome[:1], 1.0
    )
    found = ridge(kept_all)
    root = np.sqrt(training.weights)[:, None]
    arm = training.arm[0][:, None]
    free = np.hstack([np.ones_like(arm), arm]) * root
    full = np.hstack([training.columns, arm * training.columns]) * root
    y = training.outcome[0] * root[:, 0]
    left = full - free @ np.linalg.lstsq(free, full, rcond=None)[0]
    y_left = y - free @ np.linalg.lstsq(free, y, rcond=None)[0]
    model = RidgeCV(alphas=penalties(80), fit_intercept=False).fit(left, y_left)
    np.testing.assert_allclose(found.slopes[0], 2 * model.coef_[4:], rtol=1e-9)
    b = np.linalg.lstsq(free, y - full @ model.coef_, rcond=None)[0][1]
    assert found.constant[0] == pytest.approx(2 * b)


def test_the_index_is_the_predicted_difference_between_arms(training: Training) -> None:
    """Nearly without a penalty it is that of the least-squares regression with interactions."""
    rng = np.random.default_rng(6)
    columns, arm = rng.normal(size=(400, 2)), np.where(rng.random((1, 400)) < 0.5, 1.0, -1.0)
    outcome = 5 + 3 * columns[:, 0] + arm * (1 + 4 * columns[:, 1]) + 0.01 * rng.normal(size=400)
    blocks = [np.array([0]), np.array([1])]
    found = ridge(Training(columns, blocks, np.ones(400), arm, outcome, 0.05))
    at = np.array([[0.0, 0.0], [0.0, 1.0]])
    np.testing.assert_allclose(found.of(at)[0], [2.0, 10.0], rtol=0.02)


def test_the_elastic_net_keeps_what_moves_the_difference(training: Training) -> None:
    found = elastic_net(training.one(5))
    assert found.kept[0, 1]
    assert found.slopes[0, 1] > 2.5
    nothing = elastic_net(training.one(0))
    assert np.abs(nothing.slopes).max() < 0.6


def test_what_is_not_known_is_the_mean_of_the_training_set() -> None:
    values = np.array([[1.0], [3.0], [np.nan], [100.0]])
    mean, sd = standardised(values[:3], np.ones(3))
    assert (mean[0], sd[0]) == (2.0, 1.0)
    np.testing.assert_allclose(as_standardised(values, mean, sd)[:, 0], [-1, 1, 0, 98])


def test_a_category_is_a_column_for_each_level_but_the_first() -> None:
    frame = pd.DataFrame({"area": ["b", "a", None, "c"], "yes": [True, False, True, None]})
    found = predictor_columns(frame, ["area", "yes"])
    np.testing.assert_array_equal(found.of, [0, 0, 1])
    np.testing.assert_array_equal(found.values[:, 0], [1, 0, np.nan, 0])
    np.testing.assert_array_equal(found.values[:, 2], [1, 0, 1, np.nan])
    assert found.levels == (("a", "b", "c"), ("False", "True"))


def test_a_trial_elsewhere_is_coded_as_the_first() -> None:
    first = predictor_columns(pd.DataFrame({"area": ["a", "b", "c"]}), ["area"])
    other = predictor_columns(pd.DataFrame({"area": ["c", "c", "d"]}), ["area"], first)
    np.testing.assert_array_equal(other.values, [[0, 1], [0, 1], [0, 0]])
    with pytest.raises(ModelError, match="number in one trial and a category in the other"):
        predictor_columns(pd.DataFrame({"area": [1.0, 2.0]}), ["area"], first)


def test_those_who_stayed_stand_for_those_who_left(trial: Any, asked: dict[str, Any]) -> None:
    """Who is ill leaves: the weighted mean of x is nearer to that of all than the plain one."""
    frame = trial(8, an_arm=200)
    rng = np.random.default_rng(9)
    everybody = frame["x0"].mean()
    frame.loc[frame["x0"] + rng.normal(size=400) > 0.5, "outcome"] = np.nan
    people = trial_people(frame, **asked, predictors=["x0", "x1"])
    stayed = people.predictors.values[:, 0]
    plain = abs(stayed.mean() - everybody)
    assert abs(np.average(stayed, weights=people.weights) - everybody) < 0.4 * plain
    for side in (people.test, ~people.test):
        assert people.weights[side].mean() == pytest.approx(1.0)
    assert sum(people.missing) == frame["outcome"].isna().sum()
    plain_people = trial_people(frame, **asked, predictors=["x0"], missing_outcomes="completers")
    assert (plain_people.weights == 1).all()
