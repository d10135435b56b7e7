"""Collecting every broken rule, so that a person hears of all of them at once, each once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from ipt_outcomes.errors import DataError, PlanError, Problem
from ipt_outcomes.phrases import counted

# A file in which every row is bad must not make a message of a million lines.
MOST_LINES = 20
MOST_COLUMNS = 10

# What makes two findings one cause: the file, the rule, the remedy, and what `column` is.
_Cause = tuple[str, str, str, str]


@dataclass
class _Places:
    """Where one cause was found: by column (or key), the lines; None where there is no line."""

    lines: dict[str | None, set[int | None]] = field(default_factory=dict)

    def add(self, column: str | None, lines: Iterable[int | None]) -> None:
        self.lines.setdefault(column, set()).update(lines)


class Findings:
    """The rules found broken so far. Nothing added here may hold a value from a row."""

    def __init__(self) -> None:
        self._causes: dict[_Cause, _Places] = {}

    def __len__(self) -> int:
        return sum(len(of) for places in self._causes.values() for of in places.lines.values())

    def add(self, problem: Problem) -> None:
        """Add one broken rule; what two tables read from one cell is said once."""
        cause = (problem.file, problem.rule, problem.remedy, problem.place)
        self._causes.setdefault(cause, _Places()).add(problem.column, [problem.line])

    def at(
        self, file: str, lines: Iterable[int], column: str | None, rule: str, remedy: str
    ) -> None:
        """Add one rule broken at many lines; none where `lines` has none."""
        places = np.unique(np.fromiter(lines, dtype="int64")).tolist()
        if places:
            cause = (file, rule, remedy, "column")
            self._causes.setdefault(cause, _Places()).add(column, places)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every broken rule, once, by file and first line.

        Of a rule broken at several places the first lines and columns are listed and all counted.
        """
        files = list(dict.fromkeys(file for file, *_ in self._causes))
        found = [_problem(cause, places.lines) for cause, places in self._causes.items()]
        return tuple(sorted(found, key=lambda p: (files.index(p.file), p.line or 0)))

    def stop_if_any(self) -> None:
        """Raise PlanError where all is the plan's fault, DataError otherwise; by file and line."""
        ordered = self.problems
        if not ordered:
            return
        if all(problem.place == "key" for problem in ordered):
            raise PlanError(ordered)
        raise DataError(ordered)


def _problem(cause: _Cause, places: dict[str | None, set[int | None]]) -> Problem:
    file, rule, remedy, place = cause
    lines = sorted({line for of in places.values() for line in of if line is not None})
    columns = [column for column in places if column is not None]
    said = []
    if len(lines) > 1:
        shown = ", ".join(map(str, lines[:MOST_LINES]))
        first = f"the first {MOST_LINES}: " if len(lines) > MOST_LINES else ""
        said.append(f"on {len(lines)} lines ({first}{shown})")
    if len(columns) > 1:
        said.append(f"in {counted(len(columns), place)}")
    if said:
        rule += f"; so {' '.join(said)}"
    return Problem(
        file,
        lines[0] if lines else None,
        _listed(columns),
        rule,
        remedy,
        "key" if place == "key" else "column",
    )


def _listed(columns: list[str]) -> str | None:
    rest = len(columns) - MOST_COLUMNS
    listed = ", ".join(columns[:MOST_COLUMNS])
    return (f"{listed} and {rest} more" if rest > 0 else listed) or None
