"""Identifiers with a name in them, whole or in part, or with initials."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from ipt_outcomes.ingest.gate.code_parts import own_letters, places
from ipt_outcomes.ingest.gate.name_lists import (
    east_asian_name,
    family_names,
    given_names,
    plain_name,
)

# ASSUME: three codes in ten that begin as a common name does are no chance; six different ones are
# no study's sites. Letters by chance begin so one time in a hundred.
SHARE = 0.3
FEWEST = 6
_LETTERS_OF_A_NAME, _OF_A_BEGINNING = 3, 4
_FEWEST_TOLD = 4
_BOTH = 3
_INITIALS, _FEWEST_OF_INITIALS = (2, 3), 20
# ASSUME: initials beside a running number are of therapists or sites where they are fewer.
_SHARE_OF_INITIALS, _MOST_SITES = 0.55, 30


def names_in(identifiers: Sequence[str]) -> list[str]:
    """The identifiers that have a common name or its first letters, where many have."""
    own = own_letters(identifiers)
    told = {
        cell: next(filter(_of_a_name, words))
        for cell, words in own.items()
        if any(map(_of_a_name, words))
    }
    if len(told) < max(_FEWEST_TOLD, SHARE * len(identifiers)):
        return []
    different = len({plain_name(word) for word in told.values()})
    return list(told) if different >= min(FEWEST, len(identifiers) // 2) else []


def initials_in(identifiers: Sequence[str]) -> list[str]:
    """The identifiers that are a running number and initials, where most are; otherwise none."""
    found, cells = places(identifiers)
    letters = [place for place in found if not place.is_digits and place.differs]
    # Two places with letters of one's own are no initials: people make such codes of other words.
    if len(letters) != 1 or len(cells) < _FEWEST_OF_INITIALS:
        return []
    if not any(place.is_digits and place.runs_on for place in found):
        return []
    (place,) = letters
    different = len({value.casefold() for value in place.values})
    few = different < min(_MOST_SITES, _SHARE_OF_INITIALS * len(cells))
    as_long = {len(value) for value in place.values} <= set(_INITIALS)
    return cells if as_long and not few and place.repeats_as_names_do else []


def _of_a_name(word: str) -> bool:
    plain = plain_name(word)
    if len(plain) < _LETTERS_OF_A_NAME:
        return east_asian_name(word)
    if _is_name(plain) or east_asian_name(word):
        return True
    if len(plain) > _OF_A_BEGINNING and (
        plain[:_OF_A_BEGINNING] in _beginnings(_OF_A_BEGINNING) or _is_name(plain[1:])
    ):
        return True
    return len(plain) == 2 * _BOTH and {plain[:_BOTH], plain[_BOTH:]} <= _beginnings(_BOTH)


def _is_name(plain: str) -> bool:
    return plain in given_names() or plain in family_names()


@cache
def _beginnings(letters: int) -> frozenset[str]:
    return frozenset(
        name[:letters] for name in given_names() | family_names() if len(name) >= letters
    )
