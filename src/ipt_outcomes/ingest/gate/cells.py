"""What a column's cells show, whatever the column is called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from ipt_outcomes.ingest.gate.checks import CHECKS
from ipt_outcomes.ingest.gate.plain_cells import plain_cell
from ipt_outcomes.ingest.gate.rules import ColumnKind, MostCells, OneCell, Rule
from ipt_outcomes.ingest.gate.shapes import shape

# A study's own codes, scores and day numbers: no single such cell can be an identifier, and a
# column may have millions.
_SAFE = re.compile(
    r"[A-Za-z]{0,4}[-_]?-?[0-9]{0,8}(?:\.[0-9]*)?|[A-Za-z]+"
    r"|\{?[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}?"
)
# Of the different cells, this many at most (evenly spaced) are held to `most_cells_are`.
_SAMPLE = 2_000
# ASSUME: participants' identifiers are of one form where half have it, five at least. One of them
# is no sign then: by chance a study's own numbers look like others' in some cells, not in most.
_FEWEST_ALIKE, _HALF = 5, 0.5
_SHARE_ALIKE, _SHARE_HOLDING = 0.9, 0.25


@dataclass(frozen=True)
class Cells:
    """A column's different cells, none missing."""

    kind: ColumnKind
    distinct: Sequence[str]

    @property
    def sample(self) -> Sequence[str]:
        """At most 2 000 of them, evenly spaced."""
        return _evenly(self.distinct)

    @cached_property
    def alike(self) -> frozenset[str]:
        """The participants' identifiers of the form that most have; of other columns none."""
        if self.kind != "identifier" or not self.distinct:
            return frozenset()
        shapes = list(map(shape, self.distinct))
        ((most, times),) = Counter(shapes).most_common(1)
        if times < max(_FEWEST_ALIKE, _HALF * len(shapes)):
            return frozenset()
        return frozenset(c for c, of in zip(self.distinct, shapes, strict=True) if of == most)

    def unusual(self) -> list[str]:
        """Those that may be identifiers by themselves; of cells of one form a sample is enough."""
        unusual = [cell for cell in self.distinct if not _SAFE.fullmatch(cell)]
        if len(unusual) <= _SAMPLE or not self.alike:
            return unusual
        alike = self.alike_sample
        return [cell for cell in unusual if cell not in self.alike or cell in alike]

    @cached_property
    def alike_sample(self) -> frozenset[str]:
        """At most 2 000 of those of one form."""
        alike = [cell for cell in self.distinct if cell in self.alike]
        return frozenset(_evenly(alike))


def _evenly(cells: Sequence[str]) -> Sequence[str]:
    return cells[:: max(1, -(-len(cells) // _SAMPLE))]


def tells_of_somebody(words: Sequence[str], rules: Sequence[Rule]) -> bool:
    """Whether one of the words by itself shows an identifier of one of the classes."""
    unusual = Cells("text", [plain_cell(word) for word in words]).unusual()
    return any(_holds(one, word) for rule in rules for one in rule.one_cell_has for word in unusual)


def telling_cells(rule: Rule, cells: Cells, unusual: Sequence[str]) -> list[str]:
    """The cells that show identifiers of this class; none where there is no sign of it."""
    held = {cell for one in rule.one_cell_has for cell in _holding(one, cells, unusual)}
    if held & cells.alike:
        if len(held & cells.alike_sample) >= _SHARE_ALIKE * len(cells.alike_sample):
            held |= cells.alike
        else:
            held -= cells.alike
    if held:
        return [cell for cell in cells.distinct if cell in held]
    for most in rule.most_cells_are:
        if cells.kind not in most.not_in:
            matching = [cell for cell in cells.sample if _is(most, cell)]
            if _enough(most, matching, len(cells.sample)):
                return [cell for cell in cells.distinct if _is(most, cell)]
    return []


def _holding(one: OneCell, cells: Cells, unusual: Sequence[str]) -> list[str]:
    found = [cell for cell in unusual if _holds(one, cell)]
    if one.alike is not None and found and cells.alike:
        among = [cell for cell in found if cell in cells.alike]
        if sum(bool(one.alike.search(cell)) for cell in among) < _SHARE_HOLDING * len(among):
            return [cell for cell in found if cell not in cells.alike]
    return found


def _holds(one: OneCell, cell: str) -> bool:
    check = CHECKS[one.check] if one.check is not None else None
    return any(check is None or check(match[0]) for match in one.pattern.finditer(cell))


def _is(most: MostCells, cell: str) -> bool:
    cell = cell.strip()
    return most.pattern.fullmatch(cell) is not None and (
        most.check is None or CHECKS[most.check](cell)
    )


def _enough(most: MostCells, matching: Sequence[str], of: int) -> bool:
    if len(matching) < max(most.fewest, most.share * of, 1):
        return False
    if most.years_apart and not _apart(most, matching):
        return False
    beginnings = len({cell.strip()[:2] for cell in matching})
    return beginnings >= max(most.beginnings, 3 if most.scattered else 1)


def _apart(most: MostCells, matching: Sequence[str]) -> bool:
    found = (most.pattern.fullmatch(cell.strip()) for cell in matching)
    years = [int(match["year"]) for match in found if match]
    return max(years) - min(years) >= most.years_apart
