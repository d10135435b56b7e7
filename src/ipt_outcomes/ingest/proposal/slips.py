"""Columns of scores in which some cells are no numbers: a comment, a slip of the keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ipt_outcomes.ingest.cells import MISSING
from ipt_outcomes.ingest.proposal.facts import ColumnFacts, FileFacts, as_numbers
from ipt_outcomes.ingest.proposal.known_scales import KnownScales
from ipt_outcomes.ingest.proposal.score_names import read_name
from ipt_outcomes.plain_words import plain

# ASSUME: a column called as a scale, or as others at another visit, is one of scores if so many of
# its filled cells are numbers.
_OF_A_SCALE, _AT_A_VISIT = 0.5, 0.9


def with_slips(facts: FileFacts, known: KnownScales) -> FileFacts:
    """The facts with such columns as if all their cells were numbers.

    They are mapped, so that `check` names the cells; left out, a whole visit would be missing.
    """
    columns = (_as_scores(facts, column, known) or column for column in facts.columns)
    return replace(facts, columns=tuple(columns))


def _as_scores(facts: FileFacts, column: ColumnFacts, known: KnownScales) -> ColumnFacts:
    if column.low is not None or not column.filled or column.name in facts.answers:
        return column
    named = read_name(column.name, known)
    if named is None or (named.scale is None and named.visit is None):
        return column
    numbers = as_numbers(facts.table, column.name)
    numbers = numbers[~facts.table.cells[column.name].isin(MISSING) & numbers.notna()]
    least = _OF_A_SCALE if named.scale is not None else _AT_A_VISIT
    if len(numbers) < 2 or len(numbers) < least * column.filled:
        return column
    whole = bool((numbers % 1 == 0).all())
    return replace(column, whole=whole, low=float(numbers.min()), high=float(numbers.max()))


def unread_of_scales(
    facts: FileFacts, columns: set[str], scales: set[str], known: KnownScales
) -> Iterator[str]:
    """Columns of numbers that have the name of one of `scales`, and are none of its `columns`."""
    words = [plain(word) for word, scale in known.words if scale in scales]
    for column in facts.columns:
        name = plain(column.name)
        if column.low is None or column.name in columns or read_name(column.name, known):
            continue
        if any(name.startswith(f"{word}_") or name.endswith(f"_{word}") for word in words):
            yield column.name
