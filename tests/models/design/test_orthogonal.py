"""Aliasing in the order of the columns, and the internal basis."""

from __future__ import annotations

import numpy as np

from ipt_outcomes.models.design.orthogonal import orthogonal_basis


def test_aliased_columns_and_estimable_functions() -> None:
    rng = np.random.default_rng(1)
    a, b = rng.normal(size=(2, 40))
    one = np.ones(40)
    x = np.column_stack([one, a, 1e6 * a + 3 * one, np.zeros(40), b, a + b])
    basis = orthogonal_basis(x)
    assert basis.kept == (0, 1, 4)
    assert basis.dropped == (2, 3, 5)
    np.testing.assert_allclose(x @ basis.null_basis, 0, atol=1e-8)
    internal = x[:, basis.kept] @ basis.transform
    np.testing.assert_allclose(internal.T @ internal, 40 * np.eye(3), atol=1e-10)
    rank = np.linalg.matrix_rank(basis.null_basis)
    assert rank == 3
