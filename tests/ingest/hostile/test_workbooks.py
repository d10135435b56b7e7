"""Hostile workbooks are read right, or refused by file and place; nothing is echoed or unpacked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ipt_outcomes.errors import DataError

from ..conftest import Trial
from .workbooks import CANARY, READ, REFUSED

Make = Callable[[Path], None]


@pytest.mark.parametrize(
    ("make", "line", "column", "rule"), REFUSED, ids=[case[0].__name__ for case in REFUSED]
)
def test_refused(trial: Trial, make: Make, line: int | None, column: str | None, rule: str) -> None:
    trial.edit("small.yaml", "bdi.csv", "bdi.xlsx")
    make(trial.folder / "bdi.xlsx")
    before = sorted(trial.folder.rglob("*"))
    problems = trial.refusal(DataError)
    first = problems[0]
    assert (first.file, first.line, first.column) == ("bdi.xlsx", line, column)
    assert rule in first.rule
    assert first.remedy
    assert CANARY not in "".join(map(str, problems))
    assert sorted(trial.folder.rglob("*")) == before


@pytest.mark.parametrize("make", READ)
def test_read_right(trial: Trial, make: Make) -> None:
    trial.edit("small.yaml", "bdi.csv", "bdi.xlsx")
    make(trial.folder / "bdi.xlsx")
    before = sorted(trial.folder.parent.rglob("*"))
    scores = trial.read().scores.query("scale == 'bdi_ii'")
    assert scores[["participant", "visit", "value"]].values.tolist() == [
        ["001", "before", 30],
        ["001", "after", 12],
        ["1e5", "before", 25],
    ]
    assert sorted(trial.folder.parent.rglob("*")) == before
