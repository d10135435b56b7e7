"""Pieces of sentences that more than one room writes: lists and counts of people."""

from __future__ import annotations

from collections.abc import Sequence


def listed(words: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`; `last` is what stands before the last one: `and`, `or`.

    Where one of them holds a comma, a semicolon or that word itself, semicolons stand between all:
    `anxiety, state; and stress`.
    """
    if len(words) < 2:
        return "".join(words)
    if any(mark in word for word in words for mark in (",", ";", f" {last} ")):
        return f"{'; '.join(words[:-1])}; {last} {words[-1]}"
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


# A label that begins with one of these says when by itself and needs no "at": after treatment.
_SAYS_WHEN = frozenset(
    {"after", "at", "before", "by", "during", "following", "in", "on", "until", "upon", "within"}
)


def at(*labels: str) -> str:
    """`at Week 16`, `at Baseline and Week 16`; `after treatment` where a label is a phrase itself.

    `labels` are those of visits.
    """
    if not any(map(_says_when, labels)):
        return f"at {listed(labels)}"
    return listed([running(each) if _says_when(each) else f"at {each}" for each in labels])


def running(label: str) -> str:
    """The label within a sentence: without a capital where it begins as a phrase does."""
    return label[0].lower() + label[1:] if _says_when(label) else label


def _says_when(label: str) -> bool:
    return label.split(maxsplit=1)[0].lower() in _SAYS_WHEN


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


def people_between(fewest: int, most: int) -> str:
    """`6 to 13 people`, or `7 people` where both are the same."""
    return people(most) if fewest == most else f"{fewest:,} to {people(most)}"
