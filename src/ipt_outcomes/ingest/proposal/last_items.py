"""PHQ9 beside PHQ1 to PHQ8 is the ninth item, not the total of the PHQ-9."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from ipt_outcomes.ingest.proposal.known_scales import KnownScales
from ipt_outcomes.ingest.proposal.score_names import ScoreName

_NUMBERED = re.compile(r"(.*?)_?(\d+)")


def with_last_items(names: Sequence[ScoreName], known: KnownScales) -> list[ScoreName]:
    """The names; those that seem a total and are items are items.

    A word that ends in its scale's number of items (phq9) is the last item where columns of the
    same visit with the rest of the word (phq) have all the numbers before, each once.
    """
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
