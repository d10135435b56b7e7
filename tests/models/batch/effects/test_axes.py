"""Axes of many responses are the charts of each."""

from __future__ import annotations

import numpy as np
import pytest

from ipt_outcomes.models.batch.effects.axes import principal_axes
from ipt_outcomes.models.batch.effects.coordinates import effect_entries
from ipt_outcomes.models.random_effects.chart import chart
from ipt_outcomes.models.random_effects.parameters import pack
from ipt_outcomes.models.random_effects.terms import Component

SIZES = (3, 1, 2)


def components() -> tuple[Component, ...]:
    return tuple(
        Component(
            label=f"({number})",
            group=f"g{number}",
            names=tuple(f"x{place}" for place in range(size)),
            factor=number,
            values=np.zeros((0, size)),
            transform=np.eye(size),
        )
        for number, size in enumerate(SIZES)
    )


def thetas() -> np.ndarray:
    """Regular; of lower rank; with a variance of zero and one component that is zero whole."""
    rng = np.random.default_rng(3)
    roots = [[rng.normal(size=(size, size)) for size in SIZES] for _ in range(3)]
    roots[1][0][:, 2] = roots[1][2][:, 1] = 0.0
    roots[2][0][:] = roots[2][1][:] = 0.0
    return np.stack([pack([root @ root.T for root in each], 1.0) for each in roots])


@pytest.mark.parametrize("response", range(3))
def test_are_the_charts_of_each_response(response: int) -> None:
    theta = thetas()
    entries = effect_entries(SIZES, first=0, n_plain=1)
    axes = principal_axes(entries, entries.covariance(theta))
    one = chart(theta[response], components())
    rng = np.random.default_rng(4)
    gradient = rng.normal(size=theta.shape)
    root = rng.normal(size=(theta.shape[1], theta.shape[1]))
    expected = root @ root.T
    own = expected[:-1, :-1]
    np.testing.assert_allclose(
        axes.covariance(axes.values), theta[:, :-1], atol=1e-13 * np.abs(theta).max()
    )
    # Eigenvectors have no sign and, of equal variances, no direction: a form that does not ask.
    found, known = axes.jacobian()[response], one.jacobian()[:-1, :-1]
    np.testing.assert_allclose(found @ found.T, known @ known.T, atol=1e-12)
    if response == 0:
        found, known = axes.curvature(gradient)[0], one.curvature(gradient[0])[:-1, :-1]
        np.testing.assert_allclose(np.abs(found), np.abs(known), atol=1e-12)
        inside = axes.inside(np.tile(own, (3, 1, 1)))[0]
        np.testing.assert_allclose(inside, one.inside(expected)[:-1], rtol=1e-10)
