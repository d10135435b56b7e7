"""The maps between theta, the Cholesky factors and the user's units."""

from __future__ import annotations

import numpy as np
import pytest

from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.random_effects.parameters import (
    cholesky_factor,
    covariances,
    is_singular,
    natural,
    natural_curvature,
    natural_jacobian,
    user_covariances,
)
from ipt_outcomes.models.random_effects.terms import Component


def component(size: int, transform: Array | None = None) -> Component:
    return Component(
        label="(term)",
        group="g",
        names=tuple(f"x{j}" for j in range(size)),
        factor=0,
        values=np.zeros((1, size)),
        transform=np.eye(size) if transform is None else transform,
    )


COMPONENTS = (component(3), component(1), component(2))
N_FREE = 6 + 1 + 3 + 1


@pytest.fixture
def free() -> Array:
    return np.random.default_rng(0).normal(size=N_FREE)


def test_jacobian_is_the_derivative(free: Array) -> None:
    step = 1e-6
    numeric = np.column_stack(
        [
            (natural(free + step * unit, COMPONENTS) - natural(free - step * unit, COMPONENTS))
            / (2 * step)
            for unit in np.eye(N_FREE)
        ]
    )
    np.testing.assert_allclose(natural_jacobian(free, COMPONENTS), numeric, rtol=1e-6, atol=1e-7)


def test_curvature_is_the_derivative_of_the_jacobian(free: Array) -> None:
    gradient = np.random.default_rng(1).normal(size=N_FREE)
    step = 1e-6
    numeric = np.column_stack(
        [
            gradient
            @ (
                natural_jacobian(free + step * unit, COMPONENTS)
                - natural_jacobian(free - step * unit, COMPONENTS)
            )
            / (2 * step)
            for unit in np.eye(N_FREE)
        ]
    )
    found = natural_curvature(gradient, free, COMPONENTS)
    np.testing.assert_allclose(found, numeric, rtol=1e-6, atol=1e-6)


def test_there_and_back(free: Array) -> None:
    theta = natural(free, COMPONENTS)
    np.testing.assert_allclose(natural(cholesky_factor(theta, COMPONENTS), COMPONENTS), theta)


def test_a_singular_covariance_has_a_factor() -> None:
    two = (component(2),)
    for theta in ([4.0, 2.0, 1.0, 2.0], [0.0, 0.0, 0.0, 3.0], [0.0, 0.0, 5.0, 1.0]):
        free = cholesky_factor(np.array(theta), two)
        np.testing.assert_allclose(natural(free, two), theta, atol=1e-12)
        assert free[0] >= 0 and free[2] >= 0
        assert is_singular(np.array(theta), two) == [True]
    assert is_singular(np.array([4.0, 1.0, 1.0, 2.0]), two) == [False]


def test_user_units() -> None:
    """Effects u of the user's columns Z are effects T u of the internal columns Z T^-1."""
    transform = np.array([[2.0, 3.0], [0.0, 0.5]])
    with_units = (component(2, transform),)
    user = np.array([[4.0, -1.0], [-1.0, 2.0]])
    internal = transform @ user @ transform.T
    theta = np.array([internal[0, 0], internal[1, 0], internal[1, 1], 1.0])
    np.testing.assert_allclose(covariances(theta, with_units)[0], internal)
    np.testing.assert_allclose(user_covariances(theta, with_units)[0], user)
