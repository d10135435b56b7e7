"""Collecting every broken rule, so that a person hears of all of them at once."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ipt_outcomes.errors import DataError, PlanError, Problem

# A file in which every row is bad must not make a message of a million lines.
MOST_LINES = 20


class Findings:
    """The rules found broken so far. Nothing added here may hold a value from a row."""

    def __init__(self) -> None:
        self._problems: dict[Problem, None] = {}

    def __len__(self) -> int:
        return len(self._problems)

    def add(self, problem: Problem) -> None:
        """Add one broken rule; what two tables read from one cell is said once."""
        self._problems[problem] = None

    def at(
        self, file: str, lines: Iterable[int], column: str | None, rule: str, remedy: str
    ) -> None:
        """Add one rule broken at many lines: the first 20 are listed and all are counted."""
        places = np.unique(np.fromiter(lines, dtype="int64"))
        if len(places) > MOST_LINES:
            rule += f" (so on {len(places)} lines; the first {MOST_LINES} are listed)"
        for line in places[:MOST_LINES].tolist():
            self.add(Problem(file, line, column, rule, remedy))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every broken rule, once, by file and line."""
        files = list(dict.fromkeys(problem.file for problem in self._problems))
        return tuple(sorted(self._problems, key=lambda p: (files.index(p.file), p.line or 0)))

    def stop_if_any(self) -> None:
        """Raise PlanError where all is the plan's fault, DataError otherwise; by file and line."""
        ordered = self.problems
        if not ordered:
            return
        if all(problem.place == "key" for problem in ordered):
            raise PlanError(ordered)
        raise DataError(ordered)
