"""Cross-products per pattern: the sums themselves, and that they add."""

from __future__ import annotations

import numpy as np

from ipt_outcomes.models.covariance.unstructured import Unstructured
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.visits.cross_products import CrossProducts, cross_products
from ipt_outcomes.models.visits.pattern_moments import SecondSums, pattern_moments


def made_up(seed: int, n_people: int = 30) -> tuple[Array, Array, Array]:
    rng = np.random.default_rng(seed)
    subject, visit = np.nonzero(rng.uniform(size=(n_people, 3)) < 0.7)
    _, subject = np.unique(subject, return_inverse=True)
    return rng.normal(size=(len(subject), 4)), subject, visit


def reduced(seed: int) -> CrossProducts:
    return cross_products(*made_up(seed), n_visits=3)


def test_moments_are_those_of_the_rows() -> None:
    z, subject, visit = made_up(1)
    family = Unstructured(3)
    theta = np.array([2.0, 0.5, 1.5, 0.3, 0.4, 1.0])
    covariance = family.matrix(theta)
    same = subject[:, None] == subject[None, :]
    v = np.where(same, covariance[np.ix_(visit, visit)], 0.0)
    inverse = np.linalg.inv(v)
    slopes = [np.where(same, d[np.ix_(visit, visit)], 0.0) for d in family.first(theta)]
    got = pattern_moments(cross_products(z, subject, visit, 3), family, theta, 2)
    np.testing.assert_allclose(got.zz, z.T @ inverse @ z, rtol=1e-10, atol=1e-10)
    assert np.isclose(got.log_det, np.linalg.slogdet(v)[1])
    assert got.first is not None and got.second is not None
    assert got.trace is not None and got.trace2 is not None
    assert isinstance(got.second, SecondSums)
    matrix = np.random.default_rng(2).normal(size=(4, 4))
    matrix = matrix + matrix.T
    traces, weights = got.second.contracted(matrix), np.random.default_rng(3).normal(size=(6, 6))
    weights, whole = weights + weights.T, np.zeros((4, 4))
    for k, v_k in enumerate(slopes):
        left = inverse @ v_k @ inverse
        np.testing.assert_allclose(got.first[k], z.T @ left @ z, atol=1e-10)
        assert np.isclose(got.trace[k], np.trace(inverse @ v_k))
        for j, v_j in enumerate(slopes):
            each = z.T @ left @ v_j @ inverse @ z
            assert np.isclose(traces[k, j], np.trace(matrix @ each))
            whole += weights[k, j] * each
            assert np.isclose(got.trace2[k, j], np.trace(inverse @ v_k @ inverse @ v_j))
    np.testing.assert_allclose(got.second.weighted(weights), whole, atol=1e-9)


def test_halves_add_up_to_the_whole() -> None:
    one, two = made_up(1), made_up(2)
    whole = cross_products(
        np.vstack([one[0], two[0]]),
        np.concatenate([one[1], two[1] + one[1].max() + 1]),
        np.concatenate([one[2], two[2]]),
        n_visits=3,
    )
    added = reduced(1) + reduced(2)
    assert added.n_observations == whole.n_observations
    np.testing.assert_array_equal(added.pairs_seen(), whole.pairs_seen())
    theta = np.array([2.0, 0.5, 1.5, 0.3, 0.4, 1.0])
    family = Unstructured(3)
    np.testing.assert_allclose(
        pattern_moments(added, family, theta, 0).zz,
        pattern_moments(whole, family, theta, 0).zz,
        rtol=1e-10,
    )
