"""Columns that are one question with many rows, as survey forms name them: `Last week [Sleep]`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from ipt_outcomes.ingest.proposal.known_scales import KnownScales
from ipt_outcomes.ingest.proposal.score_names import ScoreName, read_name
from ipt_outcomes.plain_words import plain

# Google Forms writes the row in brackets, Qualtrics after a dash, Jotform after >>.
_ROW = re.compile(r"(?P<question>.*\S)\s*(?:\[[^\[\]]+\]|(?:\s-|\s–|>>|:)\s+\S.*)", re.DOTALL)
_FEWEST_ROWS = 3


def rows_of_batteries(columns: Sequence[str], known: KnownScales) -> Iterator[ScoreName]:
    """The columns that share a question, each numbered by its place among them."""
    together: defaultdict[str, list[str]] = defaultdict(list)
    for column in columns:
        match = _ROW.fullmatch(column)
        if match is not None:
            together[match["question"]].append(column)
    for question, rows in together.items():
        if len(rows) < _FEWEST_ROWS:
            continue
        said = read_name(question, known)
        for number, column in enumerate(rows, 1):
            if said is not None and said.number is None:
                yield ScoreName(column, said.stem, said.scale, number, said.visit)
            else:
                yield ScoreName(column, plain(question), number=number)
