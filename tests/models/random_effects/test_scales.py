"""Standard deviations that differ by orders of magnitude: the maximum, and inference there.

The one trial is that of tests/reference/random_effects_scales.R (lme4, lmerTest) and .py (Kenward
and Roger in fifty digits); the many are the first of benchmarks/random_effects_scales.py.
"""

from __future__ import annotations

from decimal import Decimal, getcontext
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.models.design.design import build_design
from ipt_outcomes.models.design.typed_columns import TypedColumns
from ipt_outcomes.models.fit import fit
from ipt_outcomes.models.formula import parse_formula
from ipt_outcomes.models.likelihood import evaluate
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.optimise import maximise
from ipt_outcomes.models.random_effects import build_random_effects
from ipt_outcomes.models.random_effects.terms import random_part

ROOT = Path(__file__).parents[3]
REFERENCE = ROOT / "tests" / "reference"
FORMULA = "y ~ arm * week + (1 | site) + (1 + week | id)"


def reference(name: str) -> pd.DataFrame:
    return pd.read_csv(
        REFERENCE / f"random_effects_scales_{name}.csv", keep_default_na=False, na_values=[""]
    )


@pytest.fixture(scope="module")
def perfectly_correlated() -> pd.DataFrame:
    return reference("data").astype({"id": str, "site": str})


def test_a_perfect_correlation_is_found(perfectly_correlated: pd.DataFrame) -> None:
    found = fit(FORMULA, perfectly_correlated, df="satterthwaite")
    assert (found.converged, found.singular) == (True, True)
    lme4 = reference("fit")["minus_2_log_likelihood"].iloc[0]
    assert found.minus_2_log_likelihood == pytest.approx(lme4, abs=1e-8)
    expected = reference("coefficients")
    coefficients = found.coefficients
    for ours, theirs in (("estimate", "estimate"), ("se", "se"), ("df", "df_satterthwaite")):
        np.testing.assert_allclose(coefficients[ours], expected[theirs], rtol=1e-4)
    groups = ["group", "term", "term_2"]
    ours = found.covariance.fillna("").set_index(groups)["variance_or_covariance"]
    theirs = reference("variances").fillna("").set_index(groups)["variance_or_covariance"]
    np.testing.assert_allclose(ours.loc[theirs.index].astype(float), theirs, rtol=1e-4)


def test_kenward_roger_has_its_digits(perfectly_correlated: pd.DataFrame) -> None:
    coefficients = fit(FORMULA, perfectly_correlated).coefficients
    exact = reference("kenward_roger")
    assert list(coefficients["term"]) == list(exact["term"])
    np.testing.assert_allclose(coefficients["se"], exact["se"], rtol=2e-6)
    np.testing.assert_allclose(coefficients["df"], exact["df"], rtol=1e-6)


def benchmark() -> ModuleType:
    spec = spec_from_file_location("scales", ROOT / "benchmarks" / "random_effects_scales.py")
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_no_start_finds_more() -> None:
    scales = benchmark()
    kept = pd.read_csv(ROOT / "benchmarks" / "random_effects_scales.csv").set_index("seed")
    for seed in range(36):
        name, _, data = scales.trial(seed)
        problem = scales.build(name, data)
        found = maximise(problem, "reml")
        value = found.at.minus_2_log_likelihood
        assert found.converged, seed
        assert value <= kept.loc[seed, ["own_starts", "lme4"]].min() + 1e-5, seed
        if seed % 6 == 0:
            assert value <= scales.best_of_starts(problem, 4, seed) + 1e-7, seed


def test_a_zero_variance_that_wants_to_grow_is_no_maximum() -> None:
    random = np.random.default_rng(1)
    person = np.repeat(np.arange(20), 4)
    data = pd.DataFrame(
        {"person": person, "y": random.normal(size=20)[person] + random.normal(size=80)}
    )
    parsed = parse_formula("y ~ 1 + (1 | person)")
    problem = build_random_effects(build_design(parsed, data), parsed.random)
    nothing = np.array([0.0, problem.start().sum()])
    at = evaluate(problem.moments(nothing, 2), 80, True)
    assert problem.boundary_decrement(nothing, at) == np.inf
    found = maximise(problem, "reml")
    assert problem.boundary_decrement(found.theta, found.at) < 1e-10


def exact(design_x: Array, y: Array, z: list[tuple[Array, Array]], theta: list[float]) -> Decimal:
    """-2 REML log-likelihood in fifty digits; z are pairs of effects (n, q) and levels (n,)."""
    n = len(y)
    number = np.vectorize(lambda value: Decimal(float(value)), otypes=[object])
    v = number(np.eye(n)) * Decimal(theta[-1])
    for (effects, levels), root in zip(z, theta[:-1], strict=True):
        wide = number(effects).dot(number(root))
        v = v + np.where(levels[:, None] == levels[None, :], wide.dot(wide.T), Decimal(0))
    columns = np.column_stack([v, number(design_x), number(y)])
    log_det = Decimal(0)
    for pivot in range(n):
        log_det += columns[pivot, pivot].ln()
        below = columns[pivot + 1 :, pivot] / columns[pivot, pivot]
        columns[pivot + 1 :] = columns[pivot + 1 :] - below[:, None] * columns[pivot][None, :]
    # What elimination leaves of z: D^-1/2 of its rows has the products z'V^-1 z.
    rows = columns[:, n:] / np.array([columns[i, i].sqrt() for i in range(n)])[:, None]
    products = rows.T.dot(rows)
    p = design_x.shape[1]
    for pivot in range(p):
        log_det += products[pivot, pivot].ln()
        below = products[pivot + 1 :, pivot] / products[pivot, pivot]
        products[pivot + 1 :] = products[pivot + 1 :] - below[:, None] * products[pivot][None, :]
    return log_det + products[p, p]


@pytest.mark.parametrize(
    "formula",
    [
        "y ~ week + (1 + week | id)",
        "y ~ week + (1 | site) + (1 + week | id)",
        "y ~ week + (1 | rater) + (1 + week | id)",
    ],
)
def test_the_likelihood_keeps_its_digits(formula: str) -> None:
    """Random effects a hundred thousand times the residual, at a correlation of one."""
    getcontext().prec = 50
    random = np.random.default_rng(2)
    person, week = np.repeat(np.arange(9), 4), np.tile(np.arange(4.0), 9)
    data = pd.DataFrame(
        {"id": person, "week": week, "site": person % 3, "rater": random.integers(0, 3, 36)}
    )
    data["y"] = random.normal(size=36)
    parsed = parse_formula(formula)
    part = random_part(parsed.random, TypedColumns.of(data))
    sides = [np.linspace(1e5, 3e4, c.size)[:, None] for c in part.components]
    for component, side in zip(part.components, sides, strict=True):
        own = random.normal(size=9)[part.codes[component.factor]]
        data["y"] += (component.values @ side)[:, 0] * own
    design = build_design(parsed, data)
    problem = build_random_effects(design, parsed.random)
    theta = np.append(
        np.concatenate([(side @ side.T)[np.tril_indices(len(side))] for side in sides]), 1.0
    )
    z = [(c.values, part.codes[c.factor]) for c in part.components]
    expected = float(exact(design.x, design.y, z, [*sides, 1.0]))
    expected += (36 - design.x.shape[1]) * np.log(2 * np.pi)
    found = evaluate(problem.moments(theta, 2), 36, True).minus_2_log_likelihood
    assert found == pytest.approx(expected, abs=1e-6)


def test_turned_columns_are_the_same_model() -> None:
    scales = benchmark()
    for seed in (4, 3):  # nested: an arrow; crossed
        name, _, data = scales.trial(seed)
        problem = scales.build(name, data)
        theta = problem.start()
        turned, own, turn = problem.turned(theta)
        np.testing.assert_allclose(turn @ own, theta, rtol=1e-9, atol=1e-12 * theta.max())
        n = problem.n_observations
        here, there = (
            evaluate(problem.moments(theta, 2), n, True),
            evaluate(turned.moments(own, 2), n, True),
        )
        value = here.minus_2_log_likelihood
        assert there.minus_2_log_likelihood == pytest.approx(value, abs=1e-9)
        assert here.gradient is not None and there.gradient is not None
        np.testing.assert_allclose(turn.T @ here.gradient, there.gradient, rtol=1e-7, atol=1e-8)
        pd.testing.assert_frame_equal(
            problem.covariance_made(theta)(), turned.covariance_made(own)(), rtol=1e-8, atol=1e-9
        )
