"""A plan's names in a model's formula: R's dotted ones stand in backticks there."""

from __future__ import annotations

from collections.abc import Iterable


def in_formula(name: str) -> str:
    """The name as the formula's grammar takes it: `` `bdi.pre` ``, and `age` as it is."""
    return f"`{name}`" if "." in name else name


def added(names: Iterable[str], each: str = "") -> str:
    """The names as further terms of a formula, ` + age + site`; `each` follows every one."""
    return "".join(f" + {in_formula(name)}{each}" for name in names)


def moderated(terms: str, moderator: str | None) -> str:
    """`arm * visit`, each of which has another effect by the moderator where there is one."""
    return terms if moderator is None else f"{terms} * {in_formula(moderator)}"
