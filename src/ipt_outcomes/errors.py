"""What is said to a person whose file or plan breaks a rule: where, which rule, what to do.

A message never holds a value from a participant's row: it may be read by anyone who sees a log.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from ipt_outcomes.characters import one_line

MOST_SHOWN = 40


@dataclass(frozen=True)
class Problem:
    """One broken rule. `line` counts from 1, the header included; None where there is no line.

    `column` is a data file's column or a plan's key (`place` says which), None for the whole file.
    """

    file: str
    line: int | None
    column: str | None
    rule: str
    remedy: str
    place: Literal["column", "key"] = "column"

    def __str__(self) -> str:
        where = one_line(self.file)
        if self.line is not None:
            where += f", line {self.line}"
        if self.column is not None:
            where += f", {self.place} {one_line(self.column)}"
        return f"{where}\n    Rule:   {one_line(self.rule)}\n    Remedy: {one_line(self.remedy)}"


class ReportedError(Exception):
    """Said to the user as it is, without a traceback."""


class InputError(ReportedError):
    """The user's plan or data break a rule. Raised before anything is written.

    `problems` holds every one that was found; the text shows the first 40 and counts the rest.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        shown = [str(problem) for problem in self.problems[:MOST_SHOWN]]
        if len(self.problems) > MOST_SHOWN:
            shown.append(f"... and {len(self.problems) - MOST_SHOWN} more of {len(self.problems)}.")
        super().__init__("\n".join(shown))


class PlanError(InputError):
    """The analysis plan (YAML) breaks a rule."""


class DataError(InputError):
    """A data file breaks a rule."""


class UnreliableModelsError(ReportedError):
    """Everything was written, and some model gave no numbers that can be relied on."""
