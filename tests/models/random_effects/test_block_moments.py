"""The sums of a reduced model against dense matrices, for every kind of random term."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.models.design.design import build_design
from ipt_outcomes.models.formula import parse_formula
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.problem import NotPositiveDefiniteError
from ipt_outcomes.models.random_effects import (
    RandomEffectsProblem,
    build_random_effects,
    shared,
)
from ipt_outcomes.models.random_effects.parameters import entries
from ipt_outcomes.models.random_effects.terms import random_part

FORMULAS = [
    "y ~ arm * week + (1 | participant)",
    "y ~ arm * week + (0 + week | participant)",
    "y ~ arm * week + (1 + week | participant)",
    "y ~ arm * week + (1 + week || participant)",
    "y ~ arm * week + (1 + real_week | participant)",
    "y ~ arm * week + (0 + treated | therapist)",
    "y ~ arm * week + (1 + week | participant) + (0 + treated | therapist)",
    "y ~ arm * week + (1 | site / participant)",
    "y ~ arm + (1 | rater) + (1 | site)",
    "y ~ arm + (1 + week | rater) + (1 | participant) + (0 + treated + treated:week | therapist)",
]


def trial(seed: int = 3) -> pd.DataFrame:
    """30 people with gaps, one-visit people, a waitlist without therapist, sites and raters."""
    random = np.random.default_rng(seed)
    rows = pd.DataFrame(
        [(person, week) for person in range(30) for week in (0.0, 4.0, 8.0, 12.0)],
        columns=["participant", "week"],
    )
    rows = rows[(rows["week"] == 0) | (random.random(len(rows)) > 0.3)].reset_index(drop=True)
    person = rows["participant"].to_numpy()
    rows["arm"] = np.array(["cbt", "ipt", "waitlist"])[person % 3]
    rows["treated"] = (rows["arm"] != "waitlist").astype(float)
    rows["therapist"] = np.where(rows["treated"] == 1, person % 5, np.nan)
    rows["site"] = np.array(["a", "b", "c", "d"])[person // 8]
    rows["rater"] = random.integers(0, 4, len(rows))
    rows["real_week"] = rows["week"] + random.uniform(0, 1, len(rows))
    rows["y"] = 100 + random.normal(size=30)[person] * 3 + random.normal(size=len(rows)) * 2
    return rows.sample(frac=1, random_state=seed)


def dense(formula: str, data: pd.DataFrame) -> tuple[RandomEffectsProblem, Array, list[Array]]:
    """The problem, z, and the derivatives of V as n x n matrices from the rows themselves."""
    parsed = parse_formula(formula)
    design = build_design(parsed, data)
    part = random_part(parsed.random, design.typed)
    derivatives = []
    for entry in entries(part.components):
        component = part.components[entry.component]
        codes = part.codes[component.factor]
        together = (codes[:, None] == codes[None, :]) & (codes[:, None] >= 0)
        left, right = component.values[:, entry.row], component.values[:, entry.column]
        product = np.outer(left, right) * together
        derivatives.append(product if entry.row == entry.column else product + product.T)
    derivatives.append(np.eye(len(design.y)))
    problem = build_random_effects(design, parsed.random)
    return problem, np.column_stack([design.x, design.y]), derivatives


def random_theta(problem: RandomEffectsProblem, seed: int) -> Array:
    free = np.random.default_rng(seed).normal(size=len(problem.theta_names))
    return problem.to_natural(free)


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("seed", [1, 2])
def test_sums_equal_dense_matrices(formula: str, seed: int) -> None:
    problem, z, derivatives = dense(formula, trial())
    theta = random_theta(problem, seed)
    v = sum(value * derivative for value, derivative in zip(theta, derivatives, strict=True))
    inverse = np.linalg.inv(v)
    moments = problem.moments(theta, 2)
    assert moments.first is not None and isinstance(moments.second, np.ndarray)
    assert moments.trace is not None and moments.trace2 is not None

    scale = np.sqrt(np.outer(np.diag(z.T @ z), np.diag(z.T @ z)))

    def check(found: Array, expected: Array) -> None:
        size = np.abs(expected / scale).max()
        np.testing.assert_allclose(found / scale, expected / scale, rtol=1e-10, atol=1e-10 * size)

    check(moments.zz, z.T @ inverse @ z)
    np.testing.assert_allclose(moments.log_det, np.linalg.slogdet(v)[1], rtol=1e-10)
    own = [np.trace(inverse @ v_k @ inverse @ v_k) for v_k in derivatives]
    for k, v_k in enumerate(derivatives):
        check(moments.first[k], z.T @ inverse @ v_k @ inverse @ z)
        np.testing.assert_allclose(moments.trace[k], np.trace(inverse @ v_k), rtol=1e-10)
        for j, v_j in enumerate(derivatives):
            check(moments.second[j, k], z.T @ inverse @ v_j @ inverse @ v_k @ inverse @ z)
            expected = np.trace(inverse @ v_j @ inverse @ v_k)
            size = np.sqrt(own[j] * own[k])
            np.testing.assert_allclose(
                moments.trace2[j, k], expected, rtol=1e-10, atol=1e-12 * size
            )


@pytest.mark.parametrize("formula", FORMULAS)
def test_lower_orders_are_parts_of_the_highest(formula: str) -> None:
    problem, _, _ = dense(formula, trial())
    theta = random_theta(problem, 4)
    value, gradient, full = (problem.moments(theta, order) for order in (0, 1, 2))
    assert gradient.first is not None and full.first is not None
    assert value.first is None and gradient.second is None
    # One sum alone and many sums at once are different products of matrices, which add the blocks
    # in different orders: where terms of some hundreds cancel, their rounding, 1e-13, is left.
    np.testing.assert_allclose(value.zz, full.zz, rtol=1e-14, atol=1e-13)
    assert value.log_det == pytest.approx(full.log_det, rel=1e-14)
    np.testing.assert_allclose(gradient.first, full.first, rtol=1e-13, atol=1e-13)


def test_zero_variances_are_ordinary() -> None:
    problem, z, derivatives = dense(FORMULAS[6], trial())
    theta = np.zeros(len(problem.theta_names))
    theta[-1] = 2.0
    moments = problem.moments(theta, 1)
    assert moments.first is not None
    np.testing.assert_allclose(moments.zz, z.T @ z / 2.0, atol=1e-10)
    np.testing.assert_allclose(moments.first[0], z.T @ derivatives[0] @ z / 4.0, atol=1e-9)


def test_large_variance_loses_no_digits() -> None:
    problem, z, derivatives = dense("y ~ arm * week + (1 | participant)", trial())
    theta = np.array([1e10, 1.0])
    residual = z[:, -1]
    # As the variance grows, V^-1 tends to the projection that takes each person's mean out.
    people = derivatives[0]
    inverse = np.eye(len(z)) - people / people.sum(axis=1)
    moments = problem.moments(theta, 0)
    assert moments.basis is not None
    back = np.linalg.inv(moments.basis)
    np.testing.assert_allclose(
        (back.T @ moments.zz @ back)[-1, -1], residual @ inverse @ residual, rtol=1e-8
    )


def test_a_negative_variance_is_refused_even_where_v_is_positive_definite() -> None:
    problem, _, derivatives = dense("y ~ arm * week + (1 | participant)", trial())
    theta = np.array([-0.01, 1.0])
    v = theta[0] * derivatives[0] + np.eye(len(derivatives[0]))
    assert np.linalg.eigvalsh(v)[0] > 0
    with pytest.raises(NotPositiveDefiniteError):
        problem.moments(theta, 0)
    with pytest.raises(NotPositiveDefiniteError):
        problem.moments(np.array([1.0, 0.0]), 0)


def test_cost_does_not_grow_with_people_on_one_schedule() -> None:
    formula = "y ~ arm * week + (1 + week | participant)"
    sizes = []
    for copies in (20, 40):
        data = pd.concat([trial().assign(copy=number) for number in range(copies)])
        data["participant"] = data.groupby(["copy", "participant"]).ngroup()
        parsed = parse_formula(formula)
        problem = build_random_effects(build_design(parsed, data), parsed.random)
        sizes.append(sum(len(patterns.u) for patterns in problem.rotated.patterns))
    assert sizes[0] == sizes[1]


@pytest.mark.parametrize("crowd", [0, 10**6])
def test_pooled_people_give_the_sum_of_their_sums(
    crowd: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared, "_CROWD", crowd)
    monkeypatch.setattr(shared, "_AT_ONCE", 16)
    formula = "y ~ arm * week + (1 + week | participant)"
    random = np.random.default_rng(0)
    data = pd.concat([trial().assign(copy=number) for number in range(12)], ignore_index=True)
    data["participant"] = data.groupby(["copy", "participant"]).ngroup()
    data["y"] += random.normal(size=len(data))
    problem, z, derivatives = dense(formula, data)
    assert any(len(patterns.u) < patterns.count.sum() for patterns in problem.rotated.patterns)
    theta = random_theta(problem, 5)
    v = sum(value * derivative for value, derivative in zip(theta, derivatives, strict=True))
    solved = np.linalg.solve(v, z)
    moments = problem.moments(theta, 2)
    assert moments.first is not None
    size = np.abs(z.T @ solved).max()
    np.testing.assert_allclose(moments.zz, z.T @ solved, rtol=1e-10, atol=1e-11 * size)
    expected = solved.T @ derivatives[1] @ solved
    size = np.abs(expected).max()
    np.testing.assert_allclose(moments.first[1], expected, rtol=1e-10, atol=1e-11 * size)
