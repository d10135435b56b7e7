"""Stacks of small matrices, some of them not definite."""

from __future__ import annotations

import numpy as np

from ipt_outcomes.models.batch.stacks import factors, padded_inverses, solve_definite


def definite(seed: int, count: int, size: int) -> np.ndarray:
    root = np.random.default_rng(seed).normal(size=(count, size, 2 * size))
    return root @ np.swapaxes(root, 1, 2)


def test_factors_mark_the_indefinite_and_factor_the_rest() -> None:
    stack = definite(1, 7, 4)
    stack[2] *= -1.0
    stack[5, 0, 0] = np.nan
    found, good = factors(stack)
    assert good.tolist() == [True, True, False, True, True, False, True]
    np.testing.assert_allclose(
        found[good] @ np.swapaxes(found[good], 1, 2), stack[good], rtol=1e-12, atol=1e-12
    )
    np.testing.assert_array_equal(found[2], np.eye(4))


def test_solutions_whatever_the_units() -> None:
    stack, right = definite(2, 5, 3), np.random.default_rng(3).normal(size=(5, 3, 2))
    units = np.array([1e-6, 1.0, 1e7])
    expected = np.linalg.solve(stack, right)
    stack *= units[:, None] * units
    stack[1] = np.outer(units, units)
    stack[3, 1] = stack[3, :, 1] = 0.0
    found, good = solve_definite(stack, right * units[:, None])
    assert good.tolist() == [True, False, True, False, True]
    np.testing.assert_allclose((found * units[:, None])[good], expected[good], rtol=1e-9)
    assert not found[~good].any()


def test_inverses_of_the_visits_seen() -> None:
    matrix = definite(4, 3, 4)
    matrix[2] = np.diag([1.0, -1.0, 2.0, 3.0])
    seen = np.array(
        [
            [[1, 1, 1, 1], [1, 0, 1, 0], [0, 0, 0, 0]],
            [[0, 1, 1, 1], [1, 1, 0, 0], [0, 0, 0, 1]],
            [[1, 0, 1, 1], [1, 0, 0, 0], [1, 1, 0, 0]],
        ],
        dtype=bool,
    )
    inverse, log_det, good = padded_inverses(matrix, seen)
    # The third matrix is definite at the visits of its first two patterns, not of its last.
    assert good.tolist() == [True, True, False]
    for b, r in np.ndindex(2, 3):
        at = np.ix_(seen[b, r], seen[b, r])
        expected = np.zeros((4, 4))
        expected[at] = np.linalg.inv(matrix[b][at])
        np.testing.assert_allclose(inverse[b, r], expected, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(
            log_det[b, r], np.linalg.slogdet(matrix[b][at])[1], rtol=1e-9, atol=1e-12
        )
