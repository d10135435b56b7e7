"""Words that say what somebody has or does, and not who it is."""

from __future__ import annotations

import re
from functools import cache

from ipt_outcomes.ingest.gate.name_lists import names_somebody, plain_name, words_of

# ASSUME: no name but a very rare one ends so; looked at with the names that Faker has of 27
# countries.
_ENDS = re.compile(
    r"\w{2,}(?:tions?|sion|ness|ship|hood|olog(?:y|ist)|therap(?:y|ist)|ity|osis|[^a]itis"
    r"|phobi[ac]|mania|pathy|algia|lepsy|plegia|ical|ional|ious|ism|ator|ician|[acgilnopt]ist|ture"
    r"|[acit]tive|sive|[ai]ble|graphy|[bdfgklnrtz]ung|heit|keit|schaft|liche[rs]?|isch(?:e[rs]?)?"
    r"|iert(?:e|er)|ierende?|storung|arbeiter(?:in)?|schule|isme|teur|trice|icien(?:ne)?|zione|sione"
    r"|idade|(?<!salv)(?<!am)ador|(?<!is)adora|[ei]dor|graf[oa]|olog[oa]|[cdgnv]ista|[ai]tico"
    r"|acja|ycja|owy|czn[ya]|stoornis|schap|medewerker|onderwijs|skole)"
)
NOT_PEOPLE = frozenset({
    "clinic", "house", "hospital", "centre", "center", "infirmary", "street", "road", "university",
    "college", "school", "ward", "team", "unit", "klinik", "klinikum", "hôpital", "clinique", "st",
    "saint", "sankt", "san", "santa", "method", "scale", "test", "disease", "syndrome", "institute",
    "foundation", "trust", "park", "bay", "island", "county", "city", "hall", "lodge", "cottage",
})  # fmt: skip


def is_term(cell: str) -> bool:
    """Whether one of the words is of a term, of a proper noun that is no person, or of a trial."""
    words = {
        part for word in cell.casefold().split() for part in (word.strip(",:()"), *_apart(word))
    }
    return not words.isdisjoint(_terms()) or any(
        _ENDS.fullmatch(plain_name(word)) and not names_somebody(word) for word in words
    )


def _apart(word: str) -> list[str]:
    return [part.strip(",:()") for part in word.split("-")]


@cache
def _terms() -> frozenset[str]:
    return words_of("words_of_proper_nouns.txt") | words_of("words_of_categories.txt") | NOT_PEOPLE
