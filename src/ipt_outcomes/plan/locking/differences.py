"""How two plans differ, key by key."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from ipt_outcomes.plan.locking.content import Content

ORDER = " (order)"


@dataclass(frozen=True)
class Difference:
    """A key that one plan has otherwise than the other, or alone.

    `was` and `now` are what it says, None where that plan has no such key. Of an entry of a list
    that one plan has alone, that is its keys with their values; of a key with ` (order)` behind it,
    the names of a list's entries that both plans have.
    """

    key: str
    was: Any
    now: Any

    @property
    def steps(self) -> tuple[str, ...]:
        """The key's steps."""
        return tuple(self.key.removesuffix(ORDER).split("."))


def changed_keys(was: Content, now: Content, unsaid: Collection[str]) -> tuple[str, ...]:
    """The keys of either that differ, in the second's order.

    `unsaid` are keys of `now` at their defaults: where `was` knows no such key, as an earlier
    version's plan would not, it meant the same.
    """
    return tuple(
        key
        for key in dict.fromkeys((*now, *was))
        if not (key in was and key in now and _same(was[key], now[key]))
        and not (key not in was and key in unsaid and not _said_shorter(was, key))
    )


def _said_shorter(content: Content, key: str) -> bool:
    """Whether it has nothing, or a word, where the key has a part of its own: `growth: null`."""
    steps = key.split(".")
    return any(".".join(steps[:length]) in content for length in range(1, len(steps)))


def differences(was: Content, now: Content, unsaid: Collection[str] = ()) -> tuple[Difference, ...]:
    """How they differ, in the second's order; an entry of a list that is new or gone is one."""
    entries = [*_alone(was, now), *_alone(now, was)]
    found: dict[str, Difference] = {}
    for key in changed_keys(was, now, unsaid):
        whole = next((each for each in entries if f"{key}.".startswith(f"{each}.")), None)
        if whole is not None:
            found.setdefault(whole, Difference(whole, _said_at(was, whole), _said_at(now, whole)))
        elif key in was and key in now and (_is_list(was, key) or _is_list(now, key)):
            before = [name for name in was[key] if name in now[key]]
            after = [name for name in now[key] if name in was[key]]
            if before != after:
                found[key] = Difference(f"{key}{ORDER}", before, after)
        else:
            found[key] = Difference(key, was.get(key), now.get(key))
    return tuple(found.values())


def _same(one: Any, other: Any) -> bool:
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)


def _alone(one: Content, other: Content) -> Iterator[str]:
    """What has keys of its own in one of them alone: `outcomes.phq9`, `models.growth`."""
    for key, value in one.items():
        if _is_list(one, key):
            there = other.get(key) or ()
            yield from (f"{key}.{name}" for name in value if name not in there)
        elif value is None and key not in other and _said_at(other, key) is not None:
            yield key


def _is_list(content: Content, key: str) -> bool:
    """Whether the key holds the names of entries that have keys of their own."""
    value = content.get(key)
    if not isinstance(value, list) or not value:
        return False
    return any(other.startswith(f"{key}.{value[0]}.") for other in content)


def _said_at(content: Content, place: str) -> Any:
    """What it says at a key: its value, or all below it by the rest of their keys; else None."""
    if place in content:
        return content[place]
    below = f"{place}."
    own = {key.removeprefix(below): said for key, said in content.items() if key.startswith(below)}
    return own or None
