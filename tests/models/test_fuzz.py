"""The engine against an oracle of dense matrices, on random models of random trials.

benchmarks/fuzz.py runs the same on as many seeds as one likes.
"""

from __future__ import annotations

import ast
from pathlib import Path

import numpy as np
import pytest

from .fuzz.case import case_of
from .fuzz.causes import cause
from .fuzz.checks import QUICK, WHOLE, Effort, check
from .fuzz.named import NAMED, Named
from .fuzz.oracle.answers import Answers
from .fuzz.oracle.description import Array
from .fuzz.oracle.likelihood import At
from .fuzz.oracle.search import starts

SEEDS, PARTS = 200, 8
DERIVATIVES = (6, 9, 24, 34, 60, 31, 83, 88, 106)
ORACLE = Path(__file__).parent / "fuzz" / "oracle"


def disagreements(seed: int, effort: Effort) -> list[str]:
    case = case_of(seed)
    return [f"{cause(case, found)}: {found}  {case}" for found in check(case, effort).found]


@pytest.mark.parametrize("part", range(PARTS))
def test_engine_agrees_with_dense_matrices(part: int) -> None:
    found = [line for seed in range(part, SEEDS, PARTS) for line in disagreements(seed, QUICK)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("named", NAMED, ids=lambda named: str(named.seed))
def test_what_once_failed(named: Named) -> None:
    assert str(case_of(named.seed)) == named.model, "the generator changed: name the case anew"
    assert not disagreements(named.seed, WHOLE), named.wrong


# Random slopes, crossed and nested groups, residual covariances of each kind, both together.
@pytest.mark.parametrize("seed", DERIVATIVES)
def test_oracle_differentiates_its_own_likelihood(seed: int) -> None:
    """Gradient, information and the slopes of Phi are those of differences."""
    case = case_of(seed)
    answers = Answers(case.model, case.rows)
    covariance, free = answers.covariance, answers.free
    rng = np.random.default_rng(seed)
    theta = free.theta(starts(answers.at(np.zeros(0)), free, covariance, rng)[0])
    point = answers.at(theta)
    scale = np.sqrt(np.diag(point.expected))
    sides = [
        (point.moved(theta + step), point.moved(theta - step), 2.0 * step.sum())
        for step in np.diag(1e-4 / scale)
    ]
    value = np.array([(up.value - down.value) / width for up, down, width in sides])
    np.testing.assert_allclose(point.gradient / scale, value / scale, atol=1e-5)
    slope = np.array([(up.gradient - down.gradient) / width for up, down, width in sides])
    units = np.outer(scale, scale)
    np.testing.assert_allclose(point.observed / units, slope / units / 2.0, atol=1e-5)
    root = np.linalg.inv(point.coordinates)
    phi = np.array([(phi_of(up) - phi_of(down)) / width for up, down, width in sides])
    near = root @ phi @ root.T / scale[:, None, None]
    np.testing.assert_allclose(point.phi_slopes / scale[:, None, None], near, atol=1e-5)


def phi_of(point: At) -> Array:
    return np.asarray(point.coordinates @ point.coordinates.T)


@pytest.mark.parametrize("path", sorted(ORACLE.glob("*.py")), ids=lambda path: path.name)
def test_oracle_shares_nothing_with_the_engine(path: Path) -> None:
    """numpy and its own files: no code of the engine, and none that the engine is made of."""
    outside = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            outside |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            outside.add((node.module or "").split(".")[0])
    standard = {"__future__", "collections", "dataclasses", "functools", "itertools"}
    assert outside <= standard | {"numpy"}
