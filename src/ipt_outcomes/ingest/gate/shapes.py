"""What a cell looks like: its form without the letters and digits themselves, its script."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_RUN = re.compile(r"[^\W_]+")
# A study's own numbers need not be of one length where they are short.
_LONG = 6
_SCRIPTS = frozenset({
    "LATIN", "CYRILLIC", "GREEK", "ARABIC", "HEBREW", "DEVANAGARI", "THAI", "CJK", "HIRAGANA",
    "KATAKANA", "HANGUL", "ARMENIAN", "GEORGIAN", "BENGALI", "TAMIL", "TELUGU", "GUJARATI",
    "GURMUKHI", "KANNADA", "MALAYALAM", "SINHALA", "KHMER", "LAO", "MYANMAR", "ETHIOPIC",
})  # fmt: skip


def shape(cell: str) -> str:
    """The cell with 9 for digits, A for letters, X for both, and how many where they are many."""
    return _RUN.sub(_kind_of_run, cell)


def _kind_of_run(match: re.Match[str]) -> str:
    run = match[0]
    kind = "9" if run.isdigit() else "A" if run.isalpha() else "X"
    return f"{kind}{len(run)}" if kind != "A" and len(run) >= _LONG else kind


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
