"""What is held to the gate: a column of made-up cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Literal

# Whole columns under names that say nothing; participants' identifiers; one or two cells of a
# category; columns without an identity.
Kind = Literal["whole column", "participant ids", "hidden in a category", "clean"]
Make = Callable[[Random], str]
# By class: the ways in which identities of the class are written. A column has one of them.
Classes = dict[str, tuple[Make, ...]]


@dataclass(frozen=True)
class Column:
    """`role`: what the plan takes it for. A row a person."""

    kind: Kind
    of: str
    name: str
    role: Literal["identifier", "number", "text"]
    cells: tuple[str, ...]


def digits(random: Random, n: int) -> str:
    return "".join(random.choice("0123456789") for _ in range(n))


def letters(random: Random, n: int, among: str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ") -> str:
    return "".join(random.choice(among) for _ in range(n))
