"""Identifiers taken apart: the runs of letters and of digits that a code is made of."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

_PART = re.compile(r"\d+|[^\W\d_]+")
_CAMEL = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])")
# ASSUME: a study's codes are built in one way, but for one in ten.
_SHARE_OF_ONE_BUILD = 0.9
# ASSUME: letters are people's own where three codes in ten, or 25 of them, have others: a study
# has fewer sites.
_SHARE_DIFFERENT, _MANY = 0.3, 25
# A study's running numbers leave some out, but not two of three.
_GAPS = 3
# Check letters are drawn from this many at least (the consonants); people's initials repeat more.
_FEWEST_LETTERS, _STANDARD_DEVIATIONS = 21, 3.0


@dataclass(frozen=True)
class Place:
    """What stands at one place of every code: `LE` in LE-014, or `014`."""

    values: Sequence[str]

    @property
    def is_digits(self) -> bool:
        """Whether the place has digits; otherwise it has letters."""
        return self.values[0].isdigit()

    @property
    def differs(self) -> bool:
        """Whether so many are different that they are people's own, and no sites'."""
        different = len({value.casefold() for value in self.values})
        return different >= min(_MANY, max(3, _SHARE_DIFFERENT * len(self.values)))

    @property
    def runs_on(self) -> bool:
        """Whether it is a number of a row that goes over all of the study."""
        numbers = {int(value) for value in self.values}
        return len(numbers) == len(self.values) and (
            max(numbers) - min(numbers) < _GAPS * len(numbers)
        )

    @property
    def repeats_as_names_do(self) -> bool:
        """Whether the first two letters come back more often than letters drawn by chance."""
        n, excess = len(self.values), 0.0
        pairs = n * (n - 1) / 2
        for place in (0, 1):
            counts = Counter(value[place : place + 1].casefold() for value in self.values)
            excess += sum(k * (k - 1) / 2 for k in counts.values()) - pairs / _FEWEST_LETTERS
        share = 1 / _FEWEST_LETTERS
        return excess > _STANDARD_DEVIATIONS * sqrt(2 * pairs * share * (1 - share))


def parts(cell: str) -> list[str]:
    """The runs of letters and of digits: `LE-014a` is LE, 014, a."""
    if not cell.isascii():
        # Vowel signs stand between the letters of many scripts.
        cell = "".join(c for c in cell if not unicodedata.category(c).startswith("M"))
    return _PART.findall(cell)


def places(cells: Sequence[str]) -> tuple[list[Place], list[str]]:
    """The places of the codes that are built alike, and these; none where too few are."""
    taken = [(cell, parts(cell)) for cell in cells]
    builds = Counter(tuple(part.isdigit() for part in found) for _, found in taken)
    build, times = builds.most_common(1)[0] if builds else ((), 0)
    if not build or times < _SHARE_OF_ONE_BUILD * len(cells):
        return [], []
    alike = [(cell, found) for cell, found in taken if tuple(p.isdigit() for p in found) == build]
    columns = zip(*(found for _, found in alike), strict=True)
    return [Place(values) for values in columns], [cell for cell, _ in alike]


def own_letters(identifiers: Sequence[str]) -> dict[str, list[str]]:
    """By identifier its words, but for those that half of all have: those are the study's."""
    words = {
        cell: [word for part in parts(cell) if part.isalpha() for word in _CAMEL.split(part)]
        for cell in identifiers
    }
    times = Counter(word for found in words.values() for word in set(found))
    common = {word for word, n in times.items() if 2 * n > len(identifiers)}
    return {cell: [word for word in found if word not in common] for cell, found in words.items()}
