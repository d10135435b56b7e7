"""Is a category written in two ways? Each would be a category of its own."""

from __future__ import annotations

import re

import pandas as pd

from ipt_outcomes.ingest.asked.data import Data
from ipt_outcomes.ingest.cells import MISSING
from ipt_outcomes.plain_words import without_accents
from ipt_outcomes.plan.confirmed import SPELLINGS, categories_of

# Between letters alone: 1-2 is not 12, and A- not A.
_BETWEEN = re.compile(r"(?<=[^\W\d_])[\s._'’-]+(?=[^\W\d_])")


def ask(data: Data) -> None:
    """Refuse cells that differ from more frequent ones in capitals, spaces, hyphens or accents."""
    people = data.plan.participants
    if people.source not in data.files:
        return
    cells = data.table(people).cells
    for column in dict.fromkeys(categories_of(people).values()):
        if column in cells:
            lines = _otherwise(cells[column])
            data.asks(
                people,
                SPELLINGS,
                lines=lines,
                column=column,
                rule="more rows have this category in another spelling: only capitals, spaces, "
                "hyphens or accents differ",
                remedy="Write it in one way: each spelling would be a category of its own.",
            )


def _otherwise(cells: pd.Series) -> pd.Index:
    """The lines of every spelling but the most frequent; of equals, the first in the file stays."""
    given = cells[~cells.isin(MISSING)]
    counts = given.value_counts(sort=False)
    kept: dict[str, str] = {}
    for spelling in sorted(counts.index, key=lambda name: -counts[name]):
        kept.setdefault(_letters(spelling), spelling)
    others = [spelling for spelling in counts.index if kept[_letters(spelling)] != spelling]
    return given.index[given.isin(others)]


def _letters(cell: str) -> str:
    return without_accents(_BETWEEN.sub("", cell.strip()).casefold())
