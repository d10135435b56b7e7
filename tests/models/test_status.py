"""The words for what became of a fit."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from ipt_outcomes.models import status

ENGINE = Path(status.__file__).parent
WORDS = {value for value in vars(status).values() if isinstance(value, str)} & {
    "ok", "singular", "not converged", "failed", "not estimable", "partly estimable",
}  # fmt: skip
# Names of columns and fields that are spelled like a status.
KEYS = {"singular"}


def test_the_words() -> None:
    assert len(WORDS) == 6
    assert status.WITH_RESULT == ("ok", "singular")


@pytest.mark.parametrize(
    "path", sorted(ENGINE.rglob("*.py")), ids=lambda path: str(path.relative_to(ENGINE))
)
def test_no_file_of_the_engine_spells_one_itself(path: Path) -> None:
    if path.name == "status.py":
        return
    spelled = {
        node.value
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert not spelled & (WORDS - KEYS)
