"""The adjustment by its definition, whole and for single functions, of one fit and of many."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from ipt_outcomes.models.kenward_roger import adjustment, scaled_f
from ipt_outcomes.models.satterthwaite import satterthwaite_df

P, K = 5, 3


@dataclass(frozen=True)
class Made:
    """phi, P_k, Q_kl, R_kl and W of a model that does not exist."""

    phi: np.ndarray
    sides: np.ndarray
    second: np.ndarray
    curvature: np.ndarray
    w: np.ndarray

    @property
    def bracket(self) -> np.ndarray:
        whole = np.zeros((P, P))
        for k in range(K):
            for j in range(K):
                crossed = self.sides[k] @ self.phi @ self.sides[j]
                inner = self.second[k, j] - crossed - self.curvature[k, j] / 4
                whole += self.w[k, j] * inner
        return whole


def symmetric(rng: np.random.Generator, *shape: int) -> np.ndarray:
    stack = rng.normal(size=shape)
    return stack + np.swapaxes(stack, -1, -2)


def made(seed: int) -> Made:
    rng = np.random.default_rng(seed)
    second, curvature = symmetric(rng, K, K, P, P), symmetric(rng, K, K, P, P)
    half, root = rng.normal(size=(P, P)), rng.normal(size=(K, K))
    return Made(
        phi=half @ half.T,
        sides=symmetric(rng, K, P, P),
        second=second + np.swapaxes(second, 0, 1),
        curvature=curvature + np.swapaxes(curvature, 0, 1),
        w=root @ root.T,
    )


def test_the_whole_bracket() -> None:
    one = made(1)
    found = adjustment(
        np.tensordot(one.w, one.second, axes=2),
        one.sides,
        one.phi,
        one.w,
        np.tensordot(one.w, one.curvature, axes=2),
    )
    np.testing.assert_allclose(found, one.bracket, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("f", [1, 2])
def test_functions_of_many_at_once(f: int) -> None:
    every = [made(seed) for seed in range(4)]
    u = np.random.default_rng(9).normal(size=(4, P, f))
    found = adjustment(
        np.stack([v.T @ np.tensordot(m.w, m.second, 2) @ v for m, v in zip(every, u, strict=True)]),
        np.stack([m.sides @ v for m, v in zip(every, u, strict=True)]),
        np.stack([m.phi for m in every]),
        np.stack([m.w for m in every]),
        np.stack(
            [v.T @ np.tensordot(m.w, m.curvature, 2) @ v for m, v in zip(every, u, strict=True)]
        ),
    )
    expected = [v.T @ m.bracket @ v for m, v in zip(every, u, strict=True)]
    np.testing.assert_allclose(found, expected, rtol=1e-11, atol=1e-11)


def test_degrees_of_freedom_of_many_functions() -> None:
    """2 v^2 / g'Wg; infinite where the variance does not depend on theta."""
    one = made(2)
    variance, slope = np.array([2.0, 3.0]), np.array([[1.0, -0.5, 2.0], [0.0, 0.0, 0.0]])
    found = satterthwaite_df(variance, slope, one.w)
    assert found[0] == pytest.approx(8.0 / (slope[0] @ one.w @ slope[0]))
    assert np.isinf(found[1])
    many = satterthwaite_df(variance, slope, np.stack([one.w, one.w]))
    np.testing.assert_allclose(many, found)


def test_the_scale_of_a_balanced_one_way_layout_is_one() -> None:
    """One variance only: F with n - p denominator degrees of freedom, exactly."""
    n, q, sigma2 = 30, 3, 2.5
    phi = sigma2 * np.eye(q) / 10
    gradient = (np.eye(q) / 10)[None]
    w = np.array([[2 * sigma2**2 / (n - q)]])
    scale, df = scaled_f(np.eye(q), phi, gradient, w)
    assert df == pytest.approx(n - q)
    assert scale == pytest.approx(1.0)
