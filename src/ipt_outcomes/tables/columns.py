"""How a table's column is declared: its type, its meaning, its limits in words."""

from __future__ import annotations

import pandera.pandas as pa


def text(
    meaning: str, *checks: pa.Check, nullable: bool = False, required: bool = True
) -> pa.Column:
    """A column of words."""
    return pa.Column("str", list(checks), description=meaning, nullable=nullable, required=required)


def number(meaning: str, *checks: pa.Check, required: bool = True) -> pa.Column:
    """A column of numbers, any of which may be missing."""
    return pa.Column("float64", list(checks), description=meaning, nullable=True, required=required)


def whole(meaning: str, *checks: pa.Check, nullable: bool = False) -> pa.Column:
    """A column of whole numbers; none missing unless `nullable`."""
    return pa.Column("Int64", list(checks), nullable=nullable, description=meaning)


def flag(meaning: str) -> pa.Column:
    """A column of yes and no, none missing."""
    return pa.Column("bool", description=meaning)


def between(low: float, high: float) -> pa.Check:
    """The limits of a number, both allowed."""
    return pa.Check.in_range(low, high, error=f"not between {low:g} and {high:g}")


def one_of(*words: str) -> pa.Check:
    """The words that a column may hold."""
    return pa.Check.isin(words, error="not one of " + ", ".join(words))


STANDING = "standing"
PLANNED, EXPLORATORY, UNLOCKED = "planned", "exploratory", "unlocked"


def standing() -> pa.Column:
    """What a row is to the plan that was locked: no table's maker writes it."""
    return pa.Column(
        "str",
        one_of(PLANNED, EXPLORATORY, UNLOCKED),
        nullable=True,
        required=False,
        description="planned: the plan as it was locked gives this row too; exploratory: it does "
        "not; unlocked: no plan was locked",
    )
