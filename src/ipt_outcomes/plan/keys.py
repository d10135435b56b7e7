"""The plan's keys as a person writes them: what each says, its choices, what holds without it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from ipt_outcomes.plan.base import Choices, Part

# The word in place of a key that the plan's author chooses.
ANY = "<name>"


@dataclass(frozen=True)
class Key:
    """A key of the plan.

    path        from the top of its table on: `arms.name`; `<name>` stands for a word of the plan's
    choices     each word that may be written, with its meaning ("" where the word says it)
    needed      whether the plan must have it, where it has what the key is in
    default     what holds without it, as a plan would write it; `{}` where that is what the keys
                beneath it have as theirs, empty where it is nothing
    nullable    whether `null` takes away what the default gives
    of          the variants (shapes, kinds) that have the key; empty where there are none
    """

    path: str
    description: str
    choices: tuple[tuple[str, str], ...]
    needed: bool
    default: str = ""
    nullable: bool = False
    of: tuple[str, ...] = ()

    @property
    def top(self) -> str:
        """The first word of the path."""
        return self.path.partition(".")[0]


@dataclass(frozen=True)
class Variants:
    """Classes that an entry of a list may be of: its key `by` says a word of `parts`."""

    by: str
    parts: Mapping[str, type[Part]]

    def key(self) -> Key:
        """The key that tells the variants apart: each word means what its class says of it."""
        fields = {word: part.model_fields[self.by] for word, part in self.parts.items()}
        choices = tuple((word, field.description or "") for word, field in fields.items())
        needed = all(field.is_required() for field in fields.values())
        return Key(self.by, "", choices, needed, of=tuple(self.parts))


def keys_of(
    part: type[Part],
    *,
    without: Collection[str] = (),
    opened: Callable[[type[Part]], bool] = lambda part: True,
    at: str = "",
) -> Iterator[Key]:
    """The keys of a part but those named in `without`, each followed by those beneath it.

    Parts for which `opened` is false keep what is beneath them to themselves.
    """
    for name, field in part.model_fields.items():
        if name not in without:
            path = f"{at}{name}"
            yield _key(path, field)
            for place, inner in parts_in(field.annotation):
                if opened(inner):
                    yield from keys_of(inner, opened=opened, at=f"{path}.{place}")


def keys_of_variants(variants: Variants, *, without: Collection[str] = ()) -> Iterator[Key]:
    """The keys of all variants, but the one that tells them apart; those of all come first.

    One that several have alike comes once. Keys of one path stand together.
    """
    found: dict[Key, tuple[str, ...]] = {}
    for word, part in variants.parts.items():
        for key in keys_of(part, without={variants.by, *without}):
            found[key] = (*found.get(key, ()), word)
    who: dict[str, set[str]] = {}
    for key, words in found.items():
        who.setdefault(key.top, set()).update(words)
    tops = sorted(who, key=lambda top: len(who[top]) < len(variants.parts))
    paths = list(dict.fromkeys(key.path for key in found))
    ordered = sorted(found, key=lambda key: (tops.index(key.top), paths.index(key.path)))
    for key in ordered:
        yield replace(key, of=found[key])


def parts_in(annotation: Any) -> Iterator[tuple[str, type[Part]]]:
    """The parts in a value of this type, and where: under a word of the plan's, or at once."""
    if isinstance(annotation, type) and issubclass(annotation, Part):
        yield "", annotation
    elif get_origin(annotation) is dict:
        for place, part in parts_in(get_args(annotation)[1]):
            yield f"{ANY}.{place}", part
    else:
        for inner in get_args(annotation):
            yield from parts_in(inner)


def variants_in(annotation: Any) -> Variants:
    """The classes of which a key tells which one an entry is; LookupError where there are none."""
    if get_origin(annotation) is Annotated:
        union, *metadata = get_args(annotation)
        for field in metadata:
            if isinstance(field, FieldInfo) and isinstance(field.discriminator, str):
                by = field.discriminator
                parts = [part for _, part in parts_in(union)]
                return Variants(by, {_words(p.model_fields[by].annotation)[0]: p for p in parts})
    for inner in get_args(annotation):
        try:
            return variants_in(inner)
        except LookupError:
            continue
    raise LookupError("no key tells parts of this type apart")


def _key(path: str, field: FieldInfo) -> Key:
    default = None if field.is_required() else field.get_default(call_default_factory=True)
    return Key(
        path,
        field.description or "",
        _choices(field),
        field.is_required(),
        _written(default),
        default is not None and NoneType in get_args(field.annotation),
    )


def _choices(field: FieldInfo) -> tuple[tuple[str, str], ...]:
    said = next((each.meanings for each in field.metadata if isinstance(each, Choices)), {})
    words = _words(field.annotation) or tuple(said)
    return tuple((word, said.get(word, "")) for word in words)


def _words(annotation: Any) -> tuple[str, ...]:
    """The words of the type's Literals."""
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    return tuple(word for inner in get_args(annotation) for word in _words(inner))


def _written(default: object) -> str:
    if default in (None, (), {}):
        return ""
    if isinstance(default, Part):
        return "{}"
    return default if isinstance(default, str) else json.dumps(default)
