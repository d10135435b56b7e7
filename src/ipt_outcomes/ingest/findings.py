"""Collecting every broken rule, so that a person hears of all of them at once, each once."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ipt_outcomes.causes import Cause
from ipt_outcomes.errors import DataError, PlanError, Problem


class Findings:
    """The rules found broken so far. Nothing added here may hold a value from a row."""

    def __init__(self) -> None:
        self._causes: dict[Cause, dict[str | None, set[int | None]]] = {}

    def __len__(self) -> int:
        return sum(len(lines) for places in self._causes.values() for lines in places.values())

    def add(self, problem: Problem) -> None:
        """Add one broken rule; what two tables read from one cell is said once."""
        cause = Cause(problem.file, problem.rule, problem.remedy, problem.place)
        self._add(cause, problem.column, [problem.line])

    def at(
        self, file: str, lines: Iterable[int], column: str | None, rule: str, remedy: str
    ) -> None:
        """Add one rule broken at many lines; none where `lines` has none."""
        places = np.unique(np.fromiter(lines, dtype="int64")).tolist()
        if places:
            self._add(Cause(file, rule, remedy, "column"), column, places)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every broken rule, once, by file and first line.

        Of a rule broken at several places the first lines and columns are listed and all counted.
        """
        files = list(dict.fromkeys(cause.file for cause in self._causes))
        found = [cause.problem(places) for cause, places in self._causes.items()]
        return tuple(sorted(found, key=lambda p: (files.index(p.file), p.line or 0)))

    def stop_if_any(self) -> None:
        """Raise PlanError where all is the plan's fault, DataError otherwise; by file and line."""
        ordered = self.problems
        if not ordered:
            return
        if all(problem.place == "key" for problem in ordered):
            raise PlanError(ordered)
        raise DataError(ordered)

    def _add(self, cause: Cause, column: str | None, lines: Iterable[int | None]) -> None:
        self._causes.setdefault(cause, {}).setdefault(column, set()).update(lines)
