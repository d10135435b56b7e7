"""What a column's name says of its cells."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from ipt_outcomes.ingest.gate.rules import Rule

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NOT_LETTERS = re.compile(r"[^a-z]+")
# Shorter phrases could stand inside other words when their spaces are left out.
_LONG_ENOUGH = 8
_WHOSE = frozenset({
    "patient", "participant", "subject", "client", "person", "mother", "father", "parent",
    "partner", "spouse", "child", "therapist", "clinician", "carer", "caregiver", "relative",
    "contact", "emergency", "gp", "doctor", "physician", "proband", "pt", "respondent",
    "your", "my", "his", "her", "of", "the", "s", "full", "legal", "real",
})  # fmt: skip


def plain_words(column: str) -> str:
    """Lower case, no accents or digits, one space between words: `NHSNumber_2` is `nhs number`."""
    spaced = unicodedata.normalize("NFKD", _CAMEL.sub(" ", column)).casefold()
    letters = "".join(letter for letter in spaced if not unicodedata.combining(letter))
    return _NOT_LETTERS.sub(" ", letters).strip()


@cache
def _pattern(phrase: str) -> re.Pattern[str]:
    return re.compile(r"\b" + " ?".join(map(re.escape, phrase.split())) + r"\b")


def named_like(rule: Rule, column: str) -> bool:
    """Whether the column's name says that it holds identifiers of this class."""
    words = plain_words(column)
    if set(rule.unless) & set(words.split()):
        return False
    own = " ".join(word for word in words.split() if word not in _WHOSE)
    run_together = words.replace(" ", "")
    return any(_pattern(phrase).fullmatch(own) for phrase in rule.column_is) or any(
        _pattern(phrase).search(words)
        or (len(compact := phrase.replace(" ", "")) >= _LONG_ENOUGH and compact in run_together)
        for phrase in rule.column_has
    )
