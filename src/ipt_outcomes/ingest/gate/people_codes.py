"""Participants' identifiers that people made of themselves: of names, initials, births."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ipt_outcomes.ingest.gate.births_in_codes import births
from ipt_outcomes.ingest.gate.names_in_codes import initials_in, names_in
from ipt_outcomes.ingest.gate.own_words import own_words

WORDS = "the identifiers are words, as names are"
NAMES = "the identifiers have names, or the first letters of names, in them"
BIRTHS = "the identifiers have dates or years of birth in them"
INITIALS = "the identifiers have a person's initials beside a number"
_SIGNS: dict[str, Callable[[Sequence[str]], list[str]]] = {
    WORDS: own_words,
    NAMES: names_in,
    BIRTHS: births,
    INITIALS: initials_in,
}


def codes_of_people(sample: Sequence[str], identifiers: Sequence[str]) -> tuple[str, list[str]]:
    """What the identifiers show of people, and those that do; nothing where a sample does not."""
    for rule, find in _SIGNS.items():
        if find(sample):
            return rule, find(identifiers) or list(identifiers)
    return "", []
