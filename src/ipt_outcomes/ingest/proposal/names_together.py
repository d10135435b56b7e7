"""What a column's name says beside the others: an item where alone it seems a total or a visit."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from ipt_outcomes.ingest.proposal.known_scales import KnownScales
from ipt_outcomes.ingest.proposal.score_names import ScoreName
from ipt_outcomes.ingest.proposal.visit_words import visit_mark

_NUMBERED = re.compile(r"(.*?)_?(\d+)")
_FOLLOW_UP = re.compile(r"follow_up_(\d+)")


def read_together(names: Sequence[ScoreName], known: KnownScales) -> list[ScoreName]:
    """The names, in their order; those that seem something else and are items are items.

    A word that ends in its scale's number of items is the last item where the rest of the word has
    all the numbers before, at the same visit: PHQ9 beside PHQ1 to PHQ8. What seems the total of a
    numbered follow-up is an item of one follow-up where there are as many as the scale has items:
    FU_PHQ9_1 to FU_PHQ9_9.
    """
    return _last_items(_items_of_follow_up(names, known), known)


def _items_of_follow_up(names: Sequence[ScoreName], known: KnownScales) -> list[ScoreName]:
    found = list(names)
    alike: defaultdict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for place, said in enumerate(names):
        match = _FOLLOW_UP.fullmatch(said.visit.name) if said.visit is not None else None
        if said.scale is not None and said.number is None and match is not None:
            alike[said.scale, said.stem].append((int(match[1]), place))
    for (scale, _), columns in alike.items():
        if sorted(n for n, _ in columns) == [item.number for item in known[scale].items]:
            for number, place in columns:
                found[place] = replace(names[place], number=number, visit=visit_mark("fu"))
    return found


def _last_items(names: Sequence[ScoreName], known: KnownScales) -> list[ScoreName]:
    found = list(names)
    alike: defaultdict[tuple[str, object], list[tuple[int, int]]] = defaultdict(list)
    for place, said in enumerate(names):
        word = said.stem if said.number is None else f"{said.stem}{said.number}"
        match = _NUMBERED.fullmatch(word)
        if said.scale is not None and match is not None:
            alike[match[1], said.visit].append((int(match[2]), place))
    for (stem, _), columns in alike.items():
        numbers = sorted(number for number, _ in columns)
        last = names[max(columns)[1]]
        scale = last.scale
        if scale is None or last.number is not None or len(known[scale].items) != numbers[-1]:
            continue
        if numbers == list(range(1, numbers[-1] + 1)):
            for number, place in columns:
                found[place] = replace(names[place], scale=scale, stem=stem, number=number)
    return found
