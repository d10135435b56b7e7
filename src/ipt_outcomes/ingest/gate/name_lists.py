"""Common names, by list: given names and family names of many countries, in their scripts."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from ipt_outcomes.plain_words import without_accents

_APOSTROPHE = re.compile("['’]")
# Family and given name without a blank: Chinese, Japanese, Korean.
_JOINED = re.compile(r"[\u3005\u3040-\u30ff\u4e00-\u9fff]{1,6}|[\uac00-\ud7a3]{1,4}")


def plain_name(word: str) -> str:
    """As the lists have it: small letters without accents and apostrophes."""
    return _APOSTROPHE.sub("", without_accents(word.casefold()))


@cache
def words_of(file: str) -> frozenset[str]:
    """The words of a list beside this file; lines that begin with # are none."""
    text = files("ipt_outcomes.ingest.gate").joinpath(file).read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())


@cache
def given_names() -> frozenset[str]:
    """Common given names."""
    return frozenset(map(plain_name, words_of("given_names.txt")))


@cache
def family_names() -> frozenset[str]:
    """Common family names that are no plain words."""
    return frozenset(map(plain_name, words_of("family_names.txt")))


@cache
def also_words() -> frozenset[str]:
    """Names that are plain words, too."""
    return frozenset(map(plain_name, words_of("names_that_are_words.txt")))


def names_somebody(word: str) -> bool:
    """Whether the word is a common given or family name."""
    plain = plain_name(word)
    return plain in given_names() or plain in family_names()


def names_nothing_else(word: str) -> bool:
    """Whether the word is such a name, and no plain word, too."""
    return names_somebody(word) and plain_name(word) not in also_words()


def east_asian_name(word: str) -> bool:
    """Whether the word is or begins with a common Chinese, Japanese or Korean family name."""
    families = words_of("east_asian_family_names.txt")
    return _JOINED.fullmatch(word) is not None and any(
        word[:letters] in families for letters in range(1, len(word) + 1)
    )
