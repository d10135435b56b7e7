"""Draws of Wishart and inverse Wishart matrices have their means and variances."""

from __future__ import annotations

import numpy as np
import pytest

from ipt_outcomes.missing.wishart import inverse_wishart, wishart

SCALE = np.array([[4.0, 1.0, -0.5], [1.0, 2.0, 0.3], [-0.5, 0.3, 1.0]])
K = 20_000


@pytest.mark.parametrize("df", [0, 2, 3, 9])
def test_wishart(df: int) -> None:
    drawn = wishart(df, np.tile(SCALE, (K, 1, 1)), np.random.default_rng(1))
    variance = df * (SCALE**2 + np.outer(np.diag(SCALE), np.diag(SCALE)))
    error = np.sqrt(variance / K)
    assert (np.abs(drawn.mean(axis=0) - df * SCALE) <= 4 * error).all()
    np.testing.assert_allclose(drawn.var(axis=0), variance, rtol=0.08)
    assert np.linalg.matrix_rank(drawn[0]) == min(df, 3)


def test_inverse_wishart() -> None:
    df = 24.0
    drawn = inverse_wishart(df, np.tile(SCALE, (K, 1, 1)), np.random.default_rng(2))
    np.testing.assert_allclose(drawn.mean(axis=0), SCALE / (df - 4), atol=0.006)
    # A diagonal entry is an inverse chi-squared variable.
    nu = df - 2
    variance = 2 * np.diag(SCALE) ** 2 / ((nu - 2) ** 2 * (nu - 4))
    np.testing.assert_allclose(drawn.var(axis=0).diagonal(), variance, rtol=0.1)
    assert (np.linalg.eigvalsh(drawn) > 0).all()
