"""What a plan says, key by key, in a form in which its file's order and comments do not count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ipt_outcomes.plan.base import Part

Content = Mapping[str, Any]
"""By key, `outcomes.phq9.endpoint`, a word, a number, nothing, or a list of these.

An entry of a list goes by its name. Where a list has entries of its own, its key holds their names.
"""
OWN_SCALES = "own scales"


def content_of(part: Part, own_scales: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Every key of the plan with its value, those that its file does not name with their defaults.

    `own_scales` is what the user's own scales say (`FromFile.own_scales_dumped`); scales of the
    plan's own key `measures` are there already.
    """
    found = {key: value for key, value, _ in _leaves(part, "")}
    for name, said in (own_scales or {}).get(OWN_SCALES, {}).items():
        if name not in found.get("measures", ()):
            found |= {key: value for key, value, _ in _leaves(said, f"{OWN_SCALES}.{name}")}
    return found


def at_default(part: Part) -> frozenset[str]:
    """The keys of `content_of` that have the value which holds where a plan's file has no key."""
    return frozenset(key for key, _, default in _leaves(part, "") if default)


def _leaves(value: Any, at: str, default: bool = False) -> Iterator[tuple[str, Any, bool]]:
    if isinstance(value, Part):
        for name, field in type(value).model_fields.items():
            own = value.__dict__[name]
            unsaid = not field.is_required() and own == field.get_default(call_default_factory=True)
            yield from _leaves(own, f"{at}.{name}".lstrip("."), unsaid)
    elif isinstance(value, Mapping):
        for name, own in value.items():
            yield from _leaves(own, f"{at}.{name}")
    elif isinstance(value, Sequence) and any(isinstance(entry, Part) for entry in value):
        names = _names(value)
        yield at, names, default
        for name, entry in zip(names, value, strict=True):
            yield from _leaves(entry, f"{at}.{name}")
    else:
        yield at, _plain(value), default


def _names(entries: Sequence[Any]) -> list[str]:
    """What each entry is called: by its name, or by the outcome that it is of.

    A contrast goes by its arms and outcomes, a file by its place.
    """
    names = []
    for place, entry in enumerate(entries, start=1):
        name = getattr(entry, "name", None) or getattr(entry, "outcome", None)
        if name is None and hasattr(entry, "comparison"):
            of = f" ({', '.join(entry.outcomes)})" if entry.outcomes else ""
            name = f"{entry.test} - {entry.comparison}{of}"
        names.append(str(place) if name is None else str(name))
    return names


def _plain(value: Any) -> Any:
    """As a file of text has it."""
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    return value
