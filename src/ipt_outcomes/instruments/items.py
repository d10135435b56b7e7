"""A scale's items: their numbers, ranges and weights. The wording is under copyright, not kept."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from ipt_outcomes.instruments.facts import Fact, Source

MOST_ITEMS = 200
_NUMBER = "[0-9]{1,4}"
_RANGE = rf"\s*{_NUMBER}\s*(-\s*{_NUMBER}\s*)?"
_RANGES = re.compile(rf"{_RANGE}(,{_RANGE})*")


def listed_numbers(text: int | str) -> tuple[int, ...]:
    """The numbers of `1-3, 7, 9-11`. Raises ValueError where it is not written so."""
    if not _RANGES.fullmatch(str(text)):
        raise ValueError("write item numbers as 1-3, 7, 9-11")
    if str(text).count(",") >= MOST_ITEMS:
        raise ValueError(f"a scale has at most {MOST_ITEMS} items")
    found: list[int] = []
    for part in str(text).split(","):
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    if not found or len(set(found)) != len(found) or 0 in found:
        raise ValueError("item numbers begin at 1, go upward and stand there once")
    if len(found) > MOST_ITEMS:
        raise ValueError(f"a scale has at most {MOST_ITEMS} items")
    return tuple(found)


def _readable(text: int | str) -> int | str:
    listed_numbers(text)
    return text


Numbers = Annotated[int | str, AfterValidator(_readable)]


class Item(Fact):
    """An item's number, its least and greatest answer, the distance of two answers, its weight."""

    number: int
    minimum: int
    maximum: int
    step: int = 1
    weight: float = 1.0


class ItemGroup(Fact):
    """Items with the same answers. `numbers` is written `1-3, 7, 9-11`."""

    numbers: Numbers
    minimum: int
    maximum: int
    step: Annotated[int, Field(ge=1)] = 1
    weight: Annotated[float, Field(gt=0)] = 1.0

    def items(self) -> list[Item]:
        """One Item a number."""
        return [
            Item(number=number, **self.model_dump(exclude={"numbers"}))
            for number in listed_numbers(self.numbers)
        ]


class ReverseKeyed(Fact):
    """Items that count as minimum + maximum - answer. `coding` says what the answers are before."""

    items: Numbers
    coding: Annotated[str, Field(min_length=5)]
    source: Source

    @property
    def numbers(self) -> tuple[int, ...]:
        """The items' numbers."""
        return listed_numbers(self.items)


class Subscale(Fact):
    """Some of the items with a score of their own, made as the total is unless `scoring` says."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    items: Numbers
    scoring: Annotated[str, Field(pattern=r"^(sum|mean)$")] | None = None
    source: Source

    @property
    def numbers(self) -> tuple[int, ...]:
        """The items' numbers."""
        return listed_numbers(self.items)


class MissingRule(Fact):
    """A published way to score a form with unanswered items.

    With up to `most_missing` items unanswered, the mean of the answered items stands in for them;
    in a subscale up to `in_subscales` of its items (none where it does not name the subscale).
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    most_missing: Annotated[int, Field(ge=0)]
    in_subscales: dict[str, Annotated[int, Field(ge=0)]] = Field(default_factory=dict)
    source: Source
