"""Identifiers that are words, as names are, and no codes that a study gives out."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from ipt_outcomes.ingest.gate.shapes import scripts_in

# ASSUME: a code's letters are few, come back (a site's), or are as many in every code.
FEWEST = 5
SHARE = 0.8
SHARE_OF_DIFFERENT = 0.5
SHARE_OF_ONE_LENGTH = 0.6
_LETTERS_OF_A_WORD = 3
_LATIN = frozenset({"LATIN"})
_LETTERS = re.compile(r"[^\W\d_]+")
# A word's letters are all small, or all capitals, or the first of each part is one.
_WRITTEN = re.compile(r"[^\W\d_A-Z]+|[A-Z]+|(?:(?:Mc|Mac|O|Al|El|De|Van)?[A-Z][^\W\d_A-Z]+)+")


def own_words(identifiers: Sequence[str]) -> list[str]:
    """The identifiers that are words of people's own, where most are; otherwise none."""
    words = {cell: word for cell in identifiers if (word := _word(cell))}
    if len(words) < max(FEWEST, SHARE * len(identifiers)):
        return []
    different = len({word.casefold() for word in words.values()})
    if different < SHARE_OF_DIFFERENT * len(words):
        return []
    latin = sum(scripts_in(word) == _LATIN for word in words.values())
    if 2 * latin > len(words):
        (_, most), *_ = Counter(map(len, words)).most_common(1)
        if most > SHARE_OF_ONE_LENGTH * len(words):
            return []
    return list(words)


def _word(cell: str) -> str:
    """The cell's longest word, where most of the cell is words; otherwise nothing."""
    # Vowel signs stand between the letters of many scripts.
    cell = "".join(letter for letter in cell if not unicodedata.category(letter).startswith("M"))
    runs = _LETTERS.findall(cell)
    longest = max(runs, key=len, default="")
    latin = scripts_in(longest) <= _LATIN
    if 2 * sum(map(len, runs)) < len(cell) or not longest:
        return ""
    if latin and (len(longest) < _LETTERS_OF_A_WORD or not _WRITTEN.fullmatch(longest)):
        return ""
    return longest
