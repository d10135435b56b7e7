from __future__ import annotations

from collections.abc import Callable

import pytest

from ipt_outcomes.errors import DataError, Problem

from ..conftest import Trial

Only = Callable[[tuple[Problem, ...]], Problem]

REFUSED = [
    ("phq.csv", "001,56,1", "001,56,4", 3, "q1", "an item of PHQ-9: 0 to 3"),
    ("phq.csv", "001,56,1", "001,56,-1", 3, "q1", "an item of PHQ-9: 0 to 3"),
    ("phq.csv", "001,56,1", "001,56,1.5", 3, "q1", "whole number"),
    ("phq.csv", "001,56,1", "001,56,often", 3, "q1", "not a number"),
    ("phq.csv", ",0,20\n", ",0,53\n", 2, "ham", "HRSD-17: 0 to 52"),
    ("bdi.csv", "001,30,12", "001,30,64", 2, "bdi_8", "BDI-II: 0 to 63"),
    ("bdi.csv", "001,30,12", "001,30,-99", 2, "bdi_8", "BDI-II: 0 to 63"),
    ("iip.csv", "1e5,before,70", "1e5,before,129", 4, "iip", "IIP-32: 0 to 128"),
]


@pytest.mark.parametrize(("file", "old", "new", "line", "column", "rule"), REFUSED)
def test_refused(
    trial: Trial, only: Only, *, file: str, old: str, new: str, line: int, column: str, rule: str
) -> None:
    trial.edit(file, old, new)
    problem = only(trial.refusal(DataError))
    assert (problem.file, problem.line, problem.column) == (file, line, column)
    assert rule in problem.rule


def test_the_ends_of_the_range_and_fractions_of_a_total_are_allowed(trial: Trial) -> None:
    trial.edit("bdi.csv", "001,30,12", "001,63,0.5")
    bdi = trial.read().scores.query("scale == 'bdi_ii' and participant == '001'")
    assert bdi["value"].tolist() == [63.0, 0.5]
