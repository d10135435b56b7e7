"""What the columns of a file are called, read one by one and together: scales, items, visits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

from ipt_outcomes.ingest.proposal.batteries import rows_of_batteries
from ipt_outcomes.ingest.proposal.facts import FileFacts
from ipt_outcomes.ingest.proposal.known_scales import KnownScales
from ipt_outcomes.ingest.proposal.names_together import read_together
from ipt_outcomes.ingest.proposal.said_names import read_said
from ipt_outcomes.ingest.proposal.score_names import ScoreName, read_name
from ipt_outcomes.ingest.proposal.visit_words import VisitMark


def names_of_columns(
    facts: FileFacts, taken: Collection[str | None], known: KnownScales
) -> list[ScoreName]:
    """What the names say of the columns of numbers; of answers in words, which item each is."""
    columns = [c.name for c in facts.columns if c.low is not None and c.name not in taken]
    read = {column: _said_or_named(facts, column, known) for column in columns}
    rows = rows_of_batteries([column for column, said in read.items() if said is None], known)
    read |= {said.column: said for said in rows}
    names = [
        said
        for column, said in read.items()
        if said is not None and (said.number is not None or column not in facts.answers)
    ]
    return read_together(names, known)


def other_totals(
    facts: FileFacts, names: Sequence[ScoreName]
) -> dict[tuple[str, VisitMark | None], tuple[str, ...]]:
    """Of several columns called as one total, those after the first that do not repeat it.

    By scale and visit; no visit in a long file.
    """
    together: defaultdict[tuple[str, VisitMark | None], list[str]] = defaultdict(list)
    for said in names:
        if said.scale is not None and said.number is None:
            together[said.scale, said.visit].append(said.column)
    cells = facts.table.cells
    return {
        key: tuple(other for other in others if not cells[other].equals(cells[first]))
        for key, (first, *others) in together.items()
    }


def _said_or_named(facts: FileFacts, column: str, known: KnownScales) -> ScoreName | None:
    """By the column's name; where that names no scale, by what the file says of it."""
    named = read_name(column, known)
    if named is not None and named.scale is not None:
        return named
    said = read_said(column, facts.said.get(column, ""), known)
    if said is not None and said.visit is None and named is not None:
        return replace(said, visit=named.visit)
    return said or named
