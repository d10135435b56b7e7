"""The sums of very many small blocks are those of few, which dense matrices give elsewhere."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.models.design.design import build_design
from ipt_outcomes.models.formula import parse_formula
from ipt_outcomes.models.likelihood import evaluate
from ipt_outcomes.models.moments import Array, contracted, weighted
from ipt_outcomes.models.random_effects import (
    RandomEffectsProblem,
    build_random_effects,
    narrow_blocks,
    narrow_sums,
    thin_qr,
)

FORMULAS = [
    "y ~ arm * week + (1 | person)",
    "y ~ arm * week + (0 + week | person)",
    "y ~ arm * week + (1 + week | person)",
    "y ~ arm * week + (1 + week || person)",
    "y ~ arm * week + (1 + week + square | person)",
    "y ~ arm + (1 | pair / person)",
]


def problem_of(formula: str, days: str = "own") -> RandomEffectsProblem:
    """90 people with one to five rows, on days of their own or on one of few schedules."""
    random = np.random.default_rng(7)
    rows = random.integers(1, 6, 90)
    person = np.repeat(np.arange(90), rows)
    within = np.arange(len(person)) - np.repeat(np.cumsum(rows) - rows, rows)
    week = within + (random.uniform(-0.4, 0.4, len(person)) if days == "own" else 0.0)
    data = pd.DataFrame({"person": person, "pair": person // 2, "week": week, "square": week**2})
    if formula.endswith("pair / person)"):
        data = data[within < 2]
    data["arm"] = np.array(["a", "b", "c"])[data["person"] % 3]
    data["y"] = random.normal(0, 3, 90)[data["person"]] + random.normal(0, 2, len(data))
    parsed = parse_formula(formula)
    return build_random_effects(build_design(parsed, data), parsed.random)


@pytest.mark.parametrize("days", ["own", "shared"])
@pytest.mark.parametrize("formula", FORMULAS)
def test_the_sums_are_those_of_whitened_blocks(
    formula: str, days: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = problem_of(formula, days)
    k = len(problem.theta_names)
    theta = problem.to_natural(np.random.default_rng(3).normal(size=k))
    expected = problem.moments(theta, 2)
    assert isinstance(expected.second, np.ndarray)
    monkeypatch.setattr(narrow_sums, "_MANY", 1)
    monkeypatch.setattr(narrow_blocks, "_AT_ONCE", 100)
    found = problem.moments(theta, 2)
    assert found.second is not None and not isinstance(found.second, np.ndarray)

    def same(mine: Array | float | None, theirs: Array | float | None) -> None:
        assert mine is not None and theirs is not None
        np.testing.assert_allclose(mine, theirs, rtol=1e-10, atol=1e-12 * np.abs(theirs).max())

    for name in ("zz", "log_det", "first", "trace", "trace2"):
        same(getattr(found, name), getattr(expected, name))
    random = np.random.default_rng(4)
    square = random.normal(size=found.zz.shape)
    for matrix in (square @ square.T, square + square.T, np.outer(square[0], square[0])):
        same(contracted(found.second, matrix), contracted(expected.second, matrix))
    weights = random.normal(size=(k, k))
    same(
        weighted(found.second, weights + weights.T),
        weighted(expected.second, weights + weights.T),
    )
    for order in (0, 1):
        lower = problem.moments(theta, order)
        same(lower.zz, expected.zz)
        same(lower.log_det, expected.log_det)
    n = problem.n_observations
    same(evaluate(found, n, True).observed, evaluate(expected, n, True).observed)


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_thin_qr_is_orthonormal_and_gives_the_matrices_back(columns: int) -> None:
    random = np.random.default_rng(columns)
    stack = random.normal(size=(thin_qr._MANY + 4, 5, columns))
    stack[:, :, -1] *= 1e6
    # Zero, dependent and nearly dependent columns have orthonormal Q as well.
    stack[0] = 0.0
    stack[1] = stack[1, :, :1]
    stack[2] = stack[2, :, :1] + 1e-9 * random.normal(size=(5, columns))
    stack[3] = stack[3, :, :1] + 1e-5 * random.normal(size=(5, columns))
    q, r = thin_qr.thin_qr(stack)
    np.testing.assert_allclose(
        np.swapaxes(q, 1, 2) @ q, np.broadcast_to(np.eye(columns), r.shape), atol=5e-15
    )
    size = np.abs(stack).max(axis=1, keepdims=True)
    assert (np.abs(q @ r - stack) <= 1e-15 * 5 * size).all()
    assert (np.abs(np.tril(r, -1)) == 0).all()
