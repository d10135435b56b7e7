"""What a column's name says of a score: which scale, which item or the total, which visit."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ipt_outcomes.ingest.proposal.known_scales import KnownScales
from ipt_outcomes.ingest.proposal.visit_words import VisitMark, visit_mark
from ipt_outcomes.plain_words import plain

_TOTAL = re.compile(
    r"(total|tot|tl|score|summenwert|summe|sum|gesamtwert|gesamt|punktwert|somme|totaal|puntuacion"
    r"|puntaje)s?"
)
_ITEM = re.compile(r"(?:q|i|item)?_?(\d{1,3})")


@dataclass(frozen=True)
class ScoreName:
    """A column's scale (None: not a known one), its number and its visit, where it names them.

    `number` may be an item's or a visit's: the other columns tell. `stem` is the name without its
    number and visit.
    """

    column: str
    stem: str
    scale: str | None = None
    number: int | None = None
    visit: VisitMark | None = None


def read_name(column: str, scales: KnownScales) -> ScoreName | None:
    """What the name says; None where it names neither a scale, nor a number, nor a visit."""
    word = plain(column)
    for alias, scale in scales.words:
        at = word.find(alias)
        if at >= 0:
            items = len(scales[scale].items)
            before, after = word[:at].strip("_"), word[at + len(alias) :]
            found = _rest(ScoreName(column, alias, scale), before, after, str(items))
            if found is not None:
                return found
    numbered = re.fullmatch(r"(.*?)_?(\d{1,3})", word)
    # The visit may be the first or the last part, with a separator or without.
    for cut in [*range(1, len(word)), len(word)]:
        for stem, rest in ((word[:cut], word[cut:]), (word[cut:], word[:cut])):
            mark = visit_mark(rest.strip("_")) if rest and stem else None
            if mark is not None and not mark.bare and stem.strip("_") and _whole_part(stem, rest):
                return ScoreName(column, stem.strip("_"), visit=mark)
    if numbered is not None and numbered[1]:
        return ScoreName(column, numbered[1], number=int(numbered[2]))
    return None


def _whole_part(stem: str, rest: str) -> bool:
    """Whether the visit stands apart: by `_`, or as a word like `pre` that says it by itself."""
    apart = stem.endswith("_") or rest.startswith("_") or rest.endswith("_") or stem[:1] == "_"
    return apart or rest in ("pre", "post", "baseline", "before", "after")


def _rest(named: ScoreName, before: str, after: str, items: str) -> ScoreName | None:
    """`named` with what stands before and after the scale's word; None where it says nothing.

    `items`: the scale's number of items, which is often part of its name (HAMD17).
    """
    if not named.stem[-1].isdigit():
        after = re.sub(rf"^{items}(?!\d)", "", after)
    kept = []
    for token in f"{before}_{after}".split("_"):
        total = _TOTAL.match(token)
        rest = token[total.end() :] if total else token
        if rest and not (total and rest == items):
            kept.append(rest)
    if not kept:
        return named
    word = "_".join(kept)
    number = _ITEM.fullmatch(word)
    if number is not None:
        return replace(named, number=int(number[1]))
    mark = visit_mark(word)
    if mark is not None:
        return replace(named, visit=mark)
    for cut in (1, len(kept) - 1):
        first, last = "_".join(kept[:cut]), "_".join(kept[cut:])
        for item_word, visit_word in ((first, last), (last, first)):
            item, mark = _ITEM.fullmatch(item_word), visit_mark(visit_word)
            if item is not None and mark is not None and not mark.bare:
                return replace(named, number=int(item[1]), visit=mark)
    return None
