"""The engine against an oracle of dense matrices, on random models of random trials.

benchmarks/fuzz.py runs the same on as many seeds as one likes.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from .fuzz.case import case_of
from .fuzz.causes import cause
from .fuzz.checks import QUICK, WHOLE, Effort, check
from .fuzz.named import NAMED, Named

SEEDS, PARTS = 200, 8
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
