"""Pieces of sentences that more than one room writes: lists and counts of people."""

from __future__ import annotations

from collections.abc import Sequence


def listed(words: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`; `last` is what stands before the last one: `and`, `or`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def counted(count: int, what: str) -> str:
    """`1 score`, `2 scores`."""
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def plural(noun: str) -> str:
    """`wards`, `families`, `classes`."""
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "x", "z", "ch", "sh")) else f"{noun}s"


def people(count: int) -> str:
    """`1 person`, `2 people`."""
    return f"{count:,} person" if count == 1 else f"{count:,} people"
