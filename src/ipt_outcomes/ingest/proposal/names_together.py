"""What a column's name says beside the others: an item where alone it seems a total or a visit."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from ipt_outcomes.ingest.proposal.known_scales import KnownScales
from ipt_outcomes.ingest.proposal.score_names import ScoreName
from ipt_outcomes.ingest.proposal.visit_words import visit_mark
from ipt_outcomes.plain_words import plain

_NUMBERED = re.compile(r"(.*?)_?(\d+)")
_FOLLOW_UP = re.compile(r"follow_up_(\d+)")


def read_together(names: Sequence[ScoreName], known: KnownScales) -> list[ScoreName]:
    """The names, in their order; those that seem something else and are items are items.

    A word with a number is an item, and no scale's name, where the rest of the word has all the
    other numbers, at the same visit: PHQ9 beside PHQ1 to PHQ8, PCL5 among PCL1 to PCL20. What seems
    the total of a numbered follow-up is an item of one follow-up where there are as many as the
    scale has items: FU_PHQ9_1 to FU_PHQ9_9.
    """
    return _items_of_a_run(_items_of_follow_up(names, known), known)


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


def _items_of_a_run(names: Sequence[ScoreName], known: KnownScales) -> list[ScoreName]:
    """A column of a run of numbers, each there once, is never a total: PCL5 in PCL1 to PCL20."""
    found = list(names)
    alike: defaultdict[tuple[str, object], list[tuple[int, int]]] = defaultdict(list)
    for place, said in enumerate(names):
        stem, number = _numbered(said)
        if number is not None:
            alike[stem, said.visit].append((number, place))
    for (stem, _), columns in alike.items():
        numbers = sorted(number for number, _ in columns)
        seem_totals = any(
            names[place].number is None
            and (names[place].scale is not None or names[place].visit is not None)
            for _, place in columns
        )
        if not seem_totals or len(numbers) < 3 or numbers != list(range(1, len(numbers) + 1)):
            continue
        scales = dict.fromkeys(names[place].scale for _, place in columns)
        fitting = [s for s in scales if s is not None and len(known[s].items) == len(numbers)]
        for number, place in columns:
            scale = fitting[0] if fitting else names[place].scale
            found[place] = replace(names[place], scale=scale, stem=stem, number=number)
    return found


def _numbered(said: ScoreName) -> tuple[str, int | None]:
    """The word and the number that its column's name may be made of."""
    match = _NUMBERED.fullmatch(said.stem)
    if said.number is not None:
        # BDI20 is no item 0 of a BDI2.
        whole = f"{said.stem}{said.number}"
        if match is not None and whole in plain(said.column):
            return match[1], int(f"{match[2]}{said.number}")
        return said.stem, said.number
    if match is not None:
        return match[1], int(match[2])
    # The scale's number of items was taken for a part of its name: CESD20.
    after = re.search(re.escape(said.stem) + r"_?(\d+)", plain(said.column))
    return said.stem, int(after[1]) if said.scale is not None and after is not None else None
