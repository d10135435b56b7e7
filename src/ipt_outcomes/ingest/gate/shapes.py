"""What a cell looks like: its script, its digits, its form without the letters and digits."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_DIGITS = re.compile(r"\d+")
_LETTERS = re.compile(r"[^\W\d_]+")
_SCRIPTS = frozenset({
    "LATIN", "CYRILLIC", "GREEK", "ARABIC", "HEBREW", "DEVANAGARI", "THAI", "CJK", "HIRAGANA",
    "KATAKANA", "HANGUL", "ARMENIAN", "GEORGIAN", "BENGALI", "TAMIL", "TELUGU", "GUJARATI",
    "GURMUKHI", "KANNADA", "MALAYALAM", "SINHALA", "KHMER", "LAO", "MYANMAR", "ETHIOPIC",
})  # fmt: skip


def shape(cell: str) -> str:
    """The cell with 9 for every run of digits and A for every run of letters."""
    return _LETTERS.sub("A", _DIGITS.sub("9", cell))


def digits_in(cell: str) -> int:
    """How many digits, of any script, the cell has."""
    return sum(letter.isdigit() for letter in cell)


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    word = unicodedata.name(letter, "").split(" ")[0]
    return word if word in _SCRIPTS else "LATIN"


def scripts_in(cell: str) -> frozenset[str]:
    """The scripts of the cell's letters, those with one letter only left out."""
    if cell.isascii():
        return frozenset({"LATIN"}) if any(map(str.isalpha, cell)) else frozenset()
    found = [_script(letter) for letter in cell if letter.isalpha()]
    return frozenset(script for script in found if script == "CJK" or found.count(script) > 1)
