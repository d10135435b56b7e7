from __future__ import annotations

import pytest

from ipt_outcomes.errors import DataError, PlanError, Problem
from ipt_outcomes.ingest.findings import MOST_LINES, Findings


def test_nothing_found_is_no_error() -> None:
    Findings().stop_if_any()


def test_many_lines_are_counted_and_the_first_are_listed() -> None:
    findings = Findings()
    findings.at("f.csv", range(2, 1_000_002), "c", "not a number", "Correct it.")
    with pytest.raises(DataError) as refused:
        findings.stop_if_any()
    problems = refused.value.problems
    assert [p.line for p in problems] == list(range(2, 2 + MOST_LINES))
    assert "on 1000000 lines" in problems[0].rule


def test_by_file_and_line() -> None:
    findings = Findings()
    findings.at("b.csv", [9, 3], "x", "r", "m")
    findings.at("a.csv", [2], "x", "r", "m")
    findings.at("b.csv", [5], "y", "r", "m")
    with pytest.raises(DataError) as refused:
        findings.stop_if_any()
    assert [(p.file, p.line) for p in refused.value.problems] == [
        ("b.csv", 3),
        ("b.csv", 5),
        ("b.csv", 9),
        ("a.csv", 2),
    ]


def test_the_plans_faults_alone_are_a_plan_error() -> None:
    findings = Findings()
    findings.add(Problem("small.yaml", 3, "arms.0", "r", "m", "key"))
    with pytest.raises(PlanError):
        findings.stop_if_any()
    findings.at("a.csv", [2], "x", "r", "m")
    with pytest.raises(DataError):
        findings.stop_if_any()
