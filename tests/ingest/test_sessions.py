from __future__ import annotations

from collections.abc import Callable

import pytest

from ipt_outcomes.errors import DataError, Problem

from .conftest import Trial

Only = Callable[[tuple[Problem, ...]], Problem]

REFUSED = [
    ("001,2,0,,", "001,1,0,,", "id and nr", "twice"),
    ("001,2,0,,", "001,2,,,", "came", "a value is missing"),
    ("001,2,0,,", "001,2,maybe,,", "came", "neither yes nor no"),
    ("001,2,0,,", "001,2.5,0,,", "nr", "not a whole number"),
    ("001,2,0,,", "001,0,0,,", "nr", "between 1 and 200"),
    ("001,2,0,,", "001,2,0,900,", "minutes", "between 0 and 300"),
    ("001,2,0,,", "001,2,0,,by post", "how", "not one of individual"),
]


@pytest.mark.parametrize(("old", "new", "column", "rule"), REFUSED)
def test_refused(trial: Trial, only: Only, *, old: str, new: str, column: str, rule: str) -> None:
    trial.edit("sessions.csv", old, new)
    problem = only(trial.refusal(DataError))
    assert (problem.file, problem.line, problem.column) == ("sessions.csv", 3, column)
    assert rule in problem.rule
