"""Numbered columns as a scale's items: by the scale's name, or by their number and values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ipt_outcomes.ingest.proposal.answer_words import options_of, recode_of_items
from ipt_outcomes.ingest.proposal.doubtful_scales import (
    WEIGHT,
    doubt_of_kin,
    doubt_of_values,
    doubt_of_weight,
    doubt_of_word,
    scale_of_items,
)
from ipt_outcomes.ingest.proposal.facts import ColumnFacts, FileFacts
from ipt_outcomes.ingest.proposal.file_visits import visit_of_file
from ipt_outcomes.ingest.proposal.known_scales import KnownScales
from ipt_outcomes.ingest.proposal.people import named_all
from ipt_outcomes.ingest.proposal.scale_guess import BY_NAMES, BY_VALUES, UNKNOWN, ScaleGuess
from ipt_outcomes.ingest.proposal.visit_words import VisitMark
from ipt_outcomes.ingest.proposal.words import UNIT
from ipt_outcomes.instruments import Instrument


def by_name(
    facts: FileFacts, scale: str, stem: str, columns: Mapping[int, str], known: KnownScales
) -> ScaleGuess | None:
    """All the items of a scale whose word, `stem`, the columns' names have; else None."""
    found = scale_of_items(scale, stem, len(columns), known) if _is_run(columns) else None
    if found is None:
        return None
    guess = ScaleGuess(found, BY_NAMES, items=_in_order(columns))
    return doubted(facts, guess, stem, len(columns), known)


def by_values(
    facts: FileFacts, columns: Mapping[int, str], known: KnownScales
) -> ScaleGuess | None:
    """Numbered columns of no scale's name: the scales that they fit; None where there is none."""
    ordered = _in_order(columns)
    fits = _fitting(facts, ordered, known) if _is_run(columns) else []
    if not fits:
        return None
    in_words = any(column in facts.answers for column in ordered)
    kin = doubt_of_kin(ordered, facts.said)
    if kin is not None:
        return ScaleGuess(UNKNOWN, BY_VALUES, items=ordered, doubt=kin)
    doubt = doubt_of_values(len(ordered), *_limits(facts, ordered), fits, in_words=in_words)
    return ScaleGuess(fits[0], BY_VALUES, items=ordered, doubt=doubt)


def by_values_at_visits(
    facts: FileFacts, visits: Mapping[VisitMark, Mapping[int, str]], known: KnownScales
) -> ScaleGuess | None:
    """The same of the same numbers of columns at two visits or more: the scales that all fit."""
    whole = {mark: _in_order(columns) for mark, columns in visits.items() if _is_run(columns)}
    counts = {len(columns) for columns in whole.values()}
    if len(whole) < 2 or len(counts) != 1 or counts == {1}:
        return None
    fits = [_fitting(facts, columns, known) for columns in whole.values()]
    candidates = [scale for scale in fits[0] if all(scale in others for others in fits)]
    if not candidates:
        return ScaleGuess(UNKNOWN, "", visits=whole)
    every = [column for columns in whole.values() for column in columns]
    kin = doubt_of_kin(every, facts.said)
    if kin is not None:
        return ScaleGuess(UNKNOWN, BY_VALUES, visits=whole, doubt=kin)
    in_words = any(column in facts.answers for column in every)
    limits = _limits(facts, every)
    doubt = doubt_of_values(counts.pop(), *limits, candidates, in_words=in_words)
    return ScaleGuess(candidates[0], BY_VALUES, visits=whole, doubt=doubt)


def doubted(
    facts: FileFacts, guess: ScaleGuess, stem: str, items: int, known: KnownScales
) -> ScaleGuess:
    """The guess with what its columns' names leave open, and whether values lie outside."""
    columns = guess.columns
    doubt = doubt_of_kin(columns, facts.said)
    doubt = doubt or doubt_of_word(stem, columns, items, known, facts.said)
    if guess.scale == WEIGHT:
        units = [code for name in named_all(facts, UNIT) for code, _ in facts.column(name).codes]
        doubt = doubt_of_weight(columns, units, facts.said)
    if doubt is not None and not doubt.registered:
        return replace(guess, scale=UNKNOWN, doubt=doubt)
    scale = doubt.candidates[0] if doubt is not None else guess.scale
    values = [facts.column(column) for column in columns]
    out = (
        _items_outside(facts, known[scale], values)
        if guess.items
        else outside(known[scale], values)
    )
    return replace(guess, scale=scale, doubt=doubt, outside=out)


def recoded(facts: FileFacts, guess: ScaleGuess, known: KnownScales) -> ScaleGuess:
    """The guess with what its answers are on the form, where the file's differ and that is known.

    Only of scales whose items all have the same answers: the plan has one `recode` a scale.
    """
    if not guess.has_items or guess.scale not in known:
        return guess
    items = known[guess.scale].items
    if len({(item.minimum, item.maximum, item.step) for item in items}) != 1:
        return guess
    columns = guess.items or [name for of in guess.visits.values() for name in of]
    recode = recode_of_items(facts, columns, items[0])
    return guess if recode is None else replace(guess, recode=recode, outside=False)


def of_one_visit(
    scales: Sequence[ScaleGuess], facts: FileFacts, place: int
) -> tuple[ScaleGuess, ...]:
    """The scales of a file with a row a person, which is all of one visit.

    `place` is the file's among the others.
    """
    visit = visit_of_file(facts, place)
    return tuple(
        replace(
            guess,
            items=(),
            total=None,
            visits={visit: guess.items or (guess.total or "",)},
            totals={visit: guess.total} if guess.items and guess.total else {},
            other_totals=(),
            also={visit: guess.other_totals} if guess.other_totals else {},
        )
        for guess in scales
    )


def outside(instrument: Instrument, columns: Sequence[ColumnFacts]) -> bool:
    """Whether some column has values that no total of the scale can have."""
    return any(
        (c.low or 0) < instrument.minimum or (c.high or 0) > instrument.maximum for c in columns
    )


def _items_outside(
    facts: FileFacts, instrument: Instrument, columns: Sequence[ColumnFacts]
) -> bool:
    """Whether some column has an answer that its item does not have; words are counted from 0."""
    for column, item in zip(columns, instrument.items, strict=True):
        least, most = float(item.minimum), float(item.maximum)
        if column.name in facts.answers:
            least, most = 0.0, (item.maximum - item.minimum) / item.step
        if not column.whole or (column.low or 0) < least or (column.high or 0) > most:
            return True
    return False


def _is_run(columns: Mapping[int, str]) -> bool:
    return sorted(columns) == list(range(1, len(columns) + 1))


def _in_order(columns: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(columns[number] for number in sorted(columns))


def _limits(facts: FileFacts, columns: Sequence[str]) -> tuple[float, float]:
    values = [facts.column(column) for column in columns]
    return min(c.low or 0 for c in values), max(c.high or 0 for c in values)


def _fitting(facts: FileFacts, columns: Sequence[str], known: KnownScales) -> list[str]:
    """The scales of so many items whose ranges hold the columns' values."""
    values = [facts.column(column) for column in columns]
    words = [facts.answers[column] for column in columns if column in facts.answers]
    if not all(map(options_of, words)):
        # Words of which nobody knows what they are fit everything.
        return []
    return [
        instrument.scale
        for instrument in known.instruments.values()
        if len(instrument.items) == len(columns) > 1
        and not _items_outside(facts, instrument, values)
    ]
