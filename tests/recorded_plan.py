"""A plan that writes down which of its keys are read, and every key that a plan has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, get_args

import pytest

from ipt_outcomes.plan.analyses import NamedGrowth
from ipt_outcomes.plan.base import Part
from ipt_outcomes.plan.plan import Plan


def parts(value: Any, path: str = "") -> Iterator[tuple[Part, str]]:
    """Every part of a plan with its path; an entry of a list has the path of the list."""
    if isinstance(value, Part):
        yield value, path
        for name in type(value).model_fields:
            yield from parts(value.__dict__[name], f"{path}.{name}".lstrip("."))
    elif isinstance(value, tuple):
        for entry in value:
            yield from parts(entry, path)
    elif isinstance(value, dict):
        for entry in value.values():
            yield from parts(entry, path)


def keys(plan: Plan) -> set[str]:
    """The path of every key of the plan that holds no further keys."""
    found = {
        f"{path}.{name}".lstrip(".")
        for part, path in parts(plan)
        for name in type(part).model_fields
    }
    return {key for key in found if not any(other.startswith(f"{key}.") for other in found)}


@contextmanager
def recorded(plan: Plan, patch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """The keys that are read of the plan within the block, by their paths."""
    # Parts are kept alive by the plan, so their ids are their own.
    places = {id(part): path for part, path in parts(plan)}
    read: set[str] = set()
    plain, whole = Part.__getattribute__, Part.model_dump

    def reading(part: Part, name: str) -> Any:
        if name in type(part).__pydantic_fields__:
            place = places.get(id(part))
            if place is not None:
                read.add(f"{place}.{name}".lstrip("."))
        return plain(part, name)

    def dumping(part: Part, **how: Any) -> dict[str, Any]:
        for inner, path in parts(part, places.get(id(part), "?")):
            read.update(f"{path}.{name}" for name in type(inner).model_fields)
        return whole(part, **how)

    with patch.context() as patched:
        patched.setattr(Part, "__getattribute__", reading)
        patched.setattr(Part, "model_dump", dumping)
        yield read


def changed(plan: Plan, key: str) -> Plan:
    """The plan with another value at that key, of the first entry where there is a list."""
    name, _, rest = key.partition(".")
    if key == "analyses":
        another = NamedGrowth(name="another", kind="growth")
        return plan.model_copy(update={"analyses": (*plan.analyses, another)})
    if not rest and getattr(plan, name) == () and (part := _part_of(name)) is not None:
        return plan.model_copy(update={name: (_another(part),)})
    return plan.model_copy(update={name: _changed(getattr(plan, name), rest)})


def _part_of(key: str) -> type[Part] | None:
    """Which part an entry of that list is; None where its entries are words."""
    first = get_args(Plan.model_fields[key].annotation)[0]
    return first if isinstance(first, type) and issubclass(first, Part) else None


def _another(part: type[Part]) -> Part:
    """An entry that says what it must, whatever that may be."""
    needed = [name for name, field in part.model_fields.items() if field.is_required()]
    return part.model_construct(**dict.fromkeys(needed, "another"))


def _changed(value: Any, rest: str) -> Any:
    if isinstance(value, tuple) and value and _has(value, rest):
        at = next(i for i, entry in enumerate(value) if _has_key(entry, rest))
        return (*value[:at], _changed(value[at], rest), *value[at + 1 :])
    if isinstance(value, dict) and value and _has(tuple(value.values()), rest):
        at = next(k for k, entry in value.items() if _has_key(entry, rest))
        return {**value, at: _changed(value[at], rest)}
    if rest and isinstance(value, Part):
        name, _, deeper = rest.partition(".")
        return value.model_copy(update={name: _changed(getattr(value, name), deeper)})
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, dict):
        return {**value, "changed": "changed"}
    return (*value, "changed") if isinstance(value, tuple) else f"{value} changed"


def _has(entries: tuple[Any, ...], rest: str) -> bool:
    return bool(rest) and any(_has_key(entry, rest) for entry in entries)


def _has_key(entry: Any, rest: str) -> bool:
    return isinstance(entry, Part) and rest.partition(".")[0] in type(entry).model_fields
