"""Orders and kinds of rows against plain sorting and comparing."""

from __future__ import annotations

import numpy as np
import pytest

from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.random_effects import order
from ipt_outcomes.models.random_effects.order import distinct, equal_rows, sorted_order


@pytest.mark.parametrize("seed", range(5))
def test_order_is_that_of_a_stable_sort(seed: int) -> None:
    random = np.random.default_rng(seed)
    first, constant, last = random.integers(0, 5, 60), np.ones(60), random.integers(0, 3, 60) / 7
    found = sorted_order((first, constant, last))
    assert found is not None
    expected = sorted(range(60), key=lambda row: (first[row], last[row]))
    np.testing.assert_array_equal(found, expected)
    assert sorted_order((first[found], constant, last[found])) is None


def test_a_later_key_can_break_the_order() -> None:
    first = np.array([0, 0, 1, 1])
    assert sorted_order((first, np.array([0.0, 1.0, -5.0, -4.0]))) is None
    np.testing.assert_array_equal(
        sorted_order((first, np.array([0.0, 1.0, 3.0, 2.0]))), [0, 1, 3, 2]
    )


@pytest.mark.parametrize("largest", [3, 10**12])
def test_equal_rows_are_those_of_unique(largest: int) -> None:
    random = np.random.default_rng(4)
    table = random.integers(0, 3, (50, 4)) * (largest // 2)
    found = equal_rows(table)
    kinds, number = np.unique(table, axis=0, return_inverse=True)
    assert len(found) == len(kinds)
    for kind, rows in enumerate(found):
        np.testing.assert_array_equal(rows, np.flatnonzero(number.ravel() == kind))


@pytest.mark.parametrize("colliding", [False, True])
def test_kinds_of_matrices_are_exact(colliding: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if colliding:
        monkeypatch.setattr(order, "_mixed", lambda bits: np.zeros(len(bits), dtype=np.uint64))
    stack: Array = np.random.default_rng(5).integers(-1, 2, (200, 2, 2)) / 10.0
    stack[stack == 0] *= np.where(np.arange(np.sum(stack == 0)) % 2, -1.0, 1.0)
    stack[-1] = stack[0]
    stack[-1, 0, 0] = np.nextafter(stack[0, 0, 0], 1.0)
    kinds, first = distinct(stack)
    seen: dict[tuple[float, ...], int] = {}
    expected = [seen.setdefault(tuple(matrix.ravel()), len(seen)) for matrix in stack]
    np.testing.assert_array_equal(kinds, expected)
    np.testing.assert_array_equal(first, [expected.index(kind) for kind in range(len(seen))])
