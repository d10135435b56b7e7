"""Pieces of sentences that more than one room writes: lists and counts of people."""

from __future__ import annotations

from collections.abc import Sequence


def listed(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return ", ".join(words[:-1]) + " and " + words[-1]


def counted(count: int, what: str) -> str:
    """`1 score`, `2 scores`."""
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def people(count: int) -> str:
    """`1 person`, `2 people`."""
    return f"{count:,} person" if count == 1 else f"{count:,} people"
