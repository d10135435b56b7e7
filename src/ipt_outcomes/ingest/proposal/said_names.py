"""What a label or a question on the form says of a column whose name says nothing of a score."""

from __future__ import annotations

import re

from ipt_outcomes.ingest.proposal.known_scales import KnownScales
from ipt_outcomes.ingest.proposal.score_names import ScoreName
from ipt_outcomes.ingest.proposal.visit_words import VisitMark, visit_mark
from ipt_outcomes.plain_words import plain

_ITEM = re.compile(r"_(?:item|question|frage|question_no|vraag|pregunta|q|nr|no)_?(\d{1,3})_")
_TOTAL = re.compile(
    r"_(total|sum|score|summe|gesamtwert|gesamt|punktwert|somme|totaal|puntuacion|severity)_"
)
# A word shorter than this may be any word of a sentence.
_SHORTEST = 3
_MOST_WORDS_OF_A_VISIT = 4


def read_said(column: str, text: str, scales: KnownScales) -> ScoreName | None:
    """The score that a text names: the scale as a whole word, and its item or that it is a total.

    None where it names no scale, or does not say which item or that it is the total.
    """
    words = f"_{plain(text)}_"
    found = next(
        ((alias, scale) for alias, scale in scales.words
         if len(alias) >= _SHORTEST and f"_{alias}_" in words),
        None,
    )  # fmt: skip
    if found is None:
        return None
    alias, scale = found
    before, _, after = words.partition(f"_{alias}_")
    rest = f"_{after}"
    visit = _visit_in(f"{before}_") or _visit_in(rest)
    item = _ITEM.search(rest) or re.match(r"_(\d{1,3})_", rest)
    number = int(item[1]) if item is not None else None
    if number is not None and number <= len(scales[scale].items):
        return ScoreName(column, alias, scale, number, visit)
    total = _TOTAL.search(rest) is not None or _TOTAL.search(f"{before}_") is not None
    return ScoreName(column, alias, scale, None, visit) if total else None


def _visit_in(words: str) -> VisitMark | None:
    """The visit that a run of words names, the longest that does; numbers alone name none."""
    parts = words.strip("_").split("_")
    for length in range(min(len(parts), _MOST_WORDS_OF_A_VISIT), 0, -1):
        for first in range(len(parts) - length + 1):
            mark = visit_mark("_".join(parts[first : first + length]))
            if mark is not None and not mark.bare:
                return mark
    return None
