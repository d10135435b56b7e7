"""A category comes back: what nearly every person has alone is none."""

from __future__ import annotations

import pandas as pd
import pytest

from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.gate.cardinality import tells_people_apart
from ipt_outcomes.ingest.gate.gate import NO_CATEGORY, look_at
from ipt_outcomes.ingest.gate.roles import Role
from ipt_outcomes.ingest.text_table import TextTable

from .conftest import Look

CODES = [f"K{n}" for n in range(40)]
WORDS = ["".join(chr(97 + int(d)) for d in f"{n:03d}") for n in range(40)]


@pytest.mark.parametrize(
    ("distinct", "people", "apart"),
    [(CODES, 40, True), (CODES, 50, True), (CODES, 51, False), (CODES[:19], 19, False),
     (CODES[:20], 20, True), (WORDS, 80, True), (WORDS, 81, False), ([], 100, False)],
)  # fmt: skip
def test_how_many_are_too_many(distinct: list[str], people: int, apart: bool) -> None:
    assert tells_people_apart(distinct, people) is apart


def test_what_a_column_is_refused_for(look: Look) -> None:
    cells = [f"K{n * 37 % 1000}" for n in range(30)]
    (problem,) = look("x1", cells)
    assert problem.rule.startswith(NO_CATEGORY)
    assert "30 rows" in problem.rule
    assert "groups" in problem.remedy
    assert look("x1", cells[:19]) == ()
    assert look("x1", cells, Role("identifier")) == ()
    assert look("x1", [cell[1:] for cell in cells], Role("number")) == ()
    assert look("x1", cells, Role("text", of_people=False)) == ()
    assert look("x1", cells, Role("text", date=True)) == ()


@pytest.mark.parametrize(("each", "refused"), [(1, True), (4, True), (40, False)])
def test_in_a_long_file_people_are_counted(each: int, refused: bool) -> None:
    """A value that a person has on every row is that person's; visits come back with all."""
    cells = [f"K{n % 25}" for n in range(100)]
    who = [f"P{n % 25}" for n in range(100)] if each == 4 else [f"P{n}" for n in range(100)]
    if each == 1:
        cells = [f"K{n}" for n in range(100)]
    frame = pd.DataFrame({"id": who, "x1": pd.array(cells, dtype="str")}, index=range(2, 102))
    findings = Findings()
    table = TextTable("scores.csv", ("id", "x1"), frame)
    look_at(table, "x1", Role("text"), findings, frame["id"])
    assert bool(findings.problems) is refused
