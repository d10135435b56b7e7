from __future__ import annotations

import pytest

from ipt_outcomes.errors import DataError, PlanError, Problem
from ipt_outcomes.ingest.findings import Findings


def test_nothing_found_is_no_error() -> None:
    findings = Findings()
    findings.at("f.csv", [], "c", "not a number", "Correct it.")
    findings.stop_if_any()
    assert len(findings) == 0


def test_many_lines_are_counted_and_the_first_are_listed() -> None:
    findings = Findings()
    findings.at("f.csv", range(2, 1_000_002), "c", "not a number", "Correct it.")
    (problem,) = findings.problems
    assert (problem.line, problem.column) == (2, "c")
    first = ", ".join(map(str, range(2, 22)))
    assert problem.rule == f"not a number; so on 1000000 lines (the first 20: {first})"


def test_one_cause_in_several_columns_is_one_problem() -> None:
    findings = Findings()
    for column in ("q1", "q2", "q3"):
        findings.at("f.csv", [7, 3], column, "not a number", "Correct it.")
    findings.at("f.csv", [3], "day", "not a number", "Fill it in.")
    several, other = findings.problems
    assert (several.line, several.column) == (3, "q1, q2, q3")
    assert several.rule == "not a number; so on 2 lines (3, 7) in 3 columns"
    assert (other.line, other.column, other.rule) == (3, "day", "not a number")


def test_the_columns_of_a_wide_file_are_not_all_listed() -> None:
    findings = Findings()
    for number in range(100):
        findings.at("f.csv", [2], f"q{number}", "not a number", "Correct it.")
    (problem,) = findings.problems
    assert problem.column == "q0, q1, q2, q3, q4, q5, q6, q7, q8, q9 and 90 more"


def test_by_file_and_line() -> None:
    findings = Findings()
    findings.at("b.csv", [9, 3], "x", "r", "m")
    findings.at("a.csv", [2], "x", "r", "m")
    findings.at("b.csv", [2], "y", "s", "m")
    assert [(p.file, p.line) for p in findings.problems] == [
        ("b.csv", 2),
        ("b.csv", 3),
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
