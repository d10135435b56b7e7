"""Lagged paths within people: derivatives, many weightings at once, what is identified."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.lagged.likelihood import evaluate, information
from ipt_outcomes.models.lagged.search import maxima, maximum
from ipt_outcomes.models.lagged.start import start_of
from ipt_outcomes.models.lagged.structure import SECOND_ON_FIRST, LaggedStructure, parts_of
from ipt_outcomes.models.lagged.sums import People, people_of

DATA = Path(__file__).parents[2] / "reference" / "lagged_data.csv"


@pytest.fixture(scope="module")
def people() -> People:
    data = pd.read_csv(DATA)
    values = data[[f"{v}{t}" for t in range(5) for v in "my"]].to_numpy(float)
    return people_of(values, data["arm"].to_numpy())


def all_of(people: People) -> np.ndarray:
    return np.ones((1, len(people.arm)))


def test_sigma_is_that_of_the_recursion() -> None:
    structure = LaggedStructure(3)
    lag = np.array([[0.3, 0.1], [0.2, 0.4]])
    stays = np.array([[1.0, 0.5], [0.5, 2.0]])
    moving = [np.array([[1.0, 0.3], [0.3, 1.5]]), np.eye(2), np.array([[0.5, -0.1], [-0.1, 0.7]])]
    theta = [*lag.ravel(), *stays[np.triu_indices(2)]]
    theta += [value for each in moving for value in each[np.triu_indices(2)]]
    now, blocks = moving[0], [moving[0]]
    for each in moving[1:]:
        now = lag @ now @ lag.T + each
        blocks.append(now)
    wanted = np.tile(stays, (3, 3))
    for t in range(3):
        for s in range(3):
            first = min(t, s)
            ahead = np.linalg.matrix_power(lag, abs(t - s))
            block = ahead @ blocks[first] if t >= s else blocks[first] @ ahead.T
            wanted[2 * t : 2 * t + 2, 2 * s : 2 * s + 2] += block
    sigma = parts_of(structure, np.array([theta])).sigma[0]
    np.testing.assert_allclose(sigma, wanted, atol=1e-12)


@pytest.mark.parametrize("correlation", [0.0, 0.3])
@pytest.mark.parametrize("pace", [False, True])
def test_derivatives_are_those_by_differences(
    people: People, pace: bool, correlation: float
) -> None:
    structure = LaggedStructure(5, pace, correlation)
    sums, theta = people.sums(all_of(people)), start_of(structure, people)[None]
    h = 1e-5
    steps = h * np.eye(structure.parameters)
    at = [[evaluate(structure, sums, theta + s * step).value[0] for step in steps] for s in (1, -1)]
    slopes = (np.array(at[0]) - at[1]) / (2 * h)
    gradient = evaluate(structure, sums, theta).gradient[0]
    np.testing.assert_allclose(gradient, slopes, atol=1e-6 * np.abs(slopes).max())
    moved = [[parts_of(structure, theta + s * step).sigma[0] for step in steps] for s in (1, -1)]
    jacobian = (np.array(moved[0]) - moved[1]) / (2 * h)
    np.testing.assert_allclose(parts_of(structure, theta).jacobian(), jacobian, atol=1e-8)


def test_the_information_is_half_the_trace_of_two_derivatives(people: People) -> None:
    structure = LaggedStructure(5)
    complete = people.seen[people.pattern].all(axis=1)
    whole = people_of(people.values[complete], people.arm[complete])
    theta = start_of(structure, whole)[None]
    sigma, moves = parts_of(structure, theta).sigma[0], parts_of(structure, theta).jacobian()
    turned = np.linalg.solve(sigma, moves)
    wanted = complete.sum() * np.einsum("kij,lji->kl", turned, turned)
    found = information(structure, whole.sums(all_of(whole)), theta)
    np.testing.assert_allclose(found, wanted, rtol=1e-9)


def test_weightings_are_fitted_as_people_drawn_are(people: People) -> None:
    structure = LaggedStructure(5)
    best = maximum(structure, people.sums(all_of(people)), start_of(structure, people))
    rng = np.random.default_rng(4)
    n = len(people.arm)
    weights = rng.multinomial(n, np.full(n, 1 / n), size=3).astype(float)
    thetas, means, rest = maxima(structure, people.sums(weights), best, 1e-10)
    assert rest.all()
    for weight, theta, mean in zip(weights, thetas, means, strict=True):
        again = np.repeat(np.arange(len(people.arm)), weight.astype(int))
        values = np.where(people.seen[people.pattern], people.values, np.nan)[again]
        drawn = people_of(values, people.arm[again])
        one = maximum(structure, drawn.sums(all_of(drawn)), start_of(structure, drawn))
        assert one.converged
        np.testing.assert_allclose(theta, one.theta, atol=1e-4)
        np.testing.assert_allclose(mean, one.means, atol=1e-4)


def test_a_point_that_is_no_covariance_has_no_likelihood(people: People) -> None:
    structure = LaggedStructure(5)
    theta = np.repeat(start_of(structure, people)[None], 3, axis=0)
    theta[0, 4] = -5.0
    theta[1, 0] = 1e40
    sums = people.sums(np.repeat(all_of(people), 3, axis=0))
    value = evaluate(structure, sums, theta).value
    assert np.isinf(value[:2]).all() and np.isfinite(value[2])


def test_a_given_correlation_takes_the_place_of_the_path(people: People) -> None:
    """Where the innovations correlate the same scores are fitted with a smaller path."""
    found = []
    for correlation in (-0.1, 0.0, 0.1):
        structure = LaggedStructure(5, correlation=correlation)
        best = maximum(structure, people.sums(all_of(people)), start_of(structure, people))
        assert best.converged
        found.append(best.theta[SECOND_ON_FIRST])
    assert found[0] > found[1] + 0.05 > found[2] + 0.1


@pytest.mark.parametrize(
    ("waves", "pace", "enough"),
    [(2, False, False), (3, False, True), (3, True, False), (4, True, True)],
)
def test_how_many_visits_the_parameters_need(waves: int, pace: bool, enough: bool) -> None:
    assert LaggedStructure(waves, pace).identified == enough


def test_too_few_visits_are_refused_in_words(people: People) -> None:
    few = People(people.values[:, :4], people.arm, people.pattern, people.seen[:, :4])
    start = np.zeros(LaggedStructure(2).parameters)
    with pytest.raises(ModelError, match=r"13 parameters.*2 visits.*10.*3 visits"):
        maximum(LaggedStructure(2), few.sums(all_of(few)), start)
