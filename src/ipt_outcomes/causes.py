"""One cause is one message: where it was found is counted, and the first places are listed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from ipt_outcomes.errors import Problem
from ipt_outcomes.phrases import counted

# A file in which every row is bad must not make a message of a million lines.
MOST_LINES = 20
MOST_COLUMNS = 10


@dataclass(frozen=True)
class Cause:
    """A rule broken in one file, with its remedy; `place` says what is named with the lines."""

    file: str
    rule: str
    remedy: str
    place: Literal["column", "key"]

    def problem(self, places: Mapping[str | None, Collection[int | None]]) -> Problem:
        """The cause as one problem. `places`: by column or key the lines, None where there is none.

        It stands on the first line.
        """
        lines = sorted({line for of in places.values() for line in of if line is not None})
        columns = [column for column in places if column is not None]
        said = []
        if len(lines) > 1:
            first = f"the first {MOST_LINES}: " if len(lines) > MOST_LINES else ""
            said.append(f"on {len(lines)} lines ({first}{_some(lines, MOST_LINES)})")
        if len(columns) > 1:
            said.append(f"in {counted(len(columns), self.place)}")
        rule = f"{self.rule}; so {' '.join(said)}" if said else self.rule
        rest = len(columns) - MOST_COLUMNS
        named = _some(columns, MOST_COLUMNS) + (f" and {rest} more" if rest > 0 else "")
        line = lines[0] if lines else None
        return Problem(self.file, line, named or None, rule, self.remedy, self.place)


def each_once(problems: Iterable[Problem]) -> list[Problem]:
    """The problems in their order, those of one cause together where the first of them stands."""
    found: dict[Cause, dict[str | None, list[int | None]]] = {}
    for each in problems:
        places = found.setdefault(Cause(each.file, each.rule, each.remedy, each.place), {})
        places.setdefault(each.column, []).append(each.line)
    return [cause.problem(places) for cause, places in found.items()]


def _some(words: Collection[object], most: int) -> str:
    return ", ".join(map(str, list(words)[:most]))
