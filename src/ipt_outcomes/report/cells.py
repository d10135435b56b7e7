"""What a cell of a shown table may hold: values, which are written as text only when rendered."""

from __future__ import annotations

from dataclasses import dataclass

from ipt_outcomes.report.numbers import (
    NO_NUMBER,
    count,
    interval,
    number,
    out_of,
    p_value,
    with_interval,
)


class Code(str):
    """Text that a machine reads: a formula, a file's name."""


class Link(str):
    """Words that lead to another section of the report, by its anchor."""

    anchor: str

    def __new__(cls, words: str, anchor: str) -> Link:
        """The words, and the anchor that they lead to."""
        made = super().__new__(cls, words)
        made.anchor = anchor
        return made


@dataclass(frozen=True)
class Number:
    """A number and how many decimals it is shown with."""

    value: float
    decimals: int

    def __str__(self) -> str:
        return number(self.value, self.decimals)


@dataclass(frozen=True)
class Interval:
    """Two limits."""

    lower: float
    upper: float
    decimals: int

    def __str__(self) -> str:
        return interval(self.lower, self.upper, self.decimals)


@dataclass(frozen=True)
class Estimate:
    """An estimate with its limits."""

    value: float
    lower: float
    upper: float
    decimals: int

    def __str__(self) -> str:
        return with_interval(self.value, self.lower, self.upper, self.decimals)


@dataclass(frozen=True)
class PValue:
    """A p-value."""

    value: float

    def __str__(self) -> str:
        return p_value(self.value)


@dataclass(frozen=True)
class Count:
    """How many: `1,262`."""

    n: int

    def __str__(self) -> str:
        return count(self.n)


@dataclass(frozen=True)
class CountPair:
    """Two counts side by side: `61 / 60`."""

    first: int
    second: int

    def __str__(self) -> str:
        return f"{count(self.first)} / {count(self.second)}"


@dataclass(frozen=True)
class Share:
    """So many of so many people: `74 of 79`."""

    part: int
    whole: int

    def __str__(self) -> str:
        return out_of(self.part, self.whole)


# None: there is nothing to say.
Cell = str | Number | Interval | Estimate | PValue | Count | CountPair | Share | None


def written(cell: Cell) -> str:
    """The cell as text; a dash where there is nothing to say."""
    return NO_NUMBER if cell is None else str(cell)
