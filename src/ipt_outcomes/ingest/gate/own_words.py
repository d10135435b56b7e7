"""Identifiers that are words, as names are, and no codes that a study gives out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ipt_outcomes.ingest.gate.code_parts import own_letters
from ipt_outcomes.ingest.gate.shapes import digits_in, scripts_in

# ASSUME: a code's letters are few, come back (a site's), or are as many in every code.
FEWEST = 5
SHARE = 0.8
SHARE_OF_DIFFERENT = 0.5
SHARE_OF_ONE_LENGTH = 0.6
_LETTERS_OF_A_WORD = 3
_LATIN = frozenset({"LATIN"})
# ASSUME: no study has so many sites that are words.
_MANY = 30
# A word's letters are all small, or all capitals, or the first is one.
_WRITTEN = re.compile(r"[^\W\d_A-Z]+|[A-Z]+|[A-Z][^\W\d_A-Z]+")


def own_words(identifiers: Sequence[str]) -> list[str]:
    """The identifiers that are words of people's own, where most are; otherwise none."""
    own = own_letters(identifiers)
    words = {cell: word for cell, found in own.items() if (word := _word(cell, found))}
    if len(words) < max(FEWEST, SHARE * len(identifiers)):
        return []
    different = len({word.casefold() for word in words.values()})
    if different < min(_MANY, SHARE_OF_DIFFERENT * len(words)):
        return []
    latin = sum(scripts_in(word) == _LATIN for word in words.values())
    if 2 * latin > len(words):
        (_, most), *_ = Counter(map(len, words)).most_common(1)
        if most > SHARE_OF_ONE_LENGTH * len(words):
            return []
    return list(words)


def _word(cell: str, words: Sequence[str]) -> str:
    """The longest of the cell's words, where they are more than its digits; or nothing."""
    longest = max(words, key=len, default="")
    latin = scripts_in(longest) <= _LATIN
    if not longest or sum(map(len, words)) <= digits_in(cell):
        return ""
    if latin and (len(longest) < _LETTERS_OF_A_WORD or not _WRITTEN.fullmatch(longest)):
        return ""
    return longest
