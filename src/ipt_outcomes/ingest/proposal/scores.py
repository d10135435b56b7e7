"""The scores: the guess of the scales, their items or totals, and when they were given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar

from ipt_outcomes.ingest.proposal.doubtful_scales import (
    WEIGHT,
    Doubt,
    doubt_of_values,
    doubt_of_weight,
    doubt_of_word,
    scale_of_items,
)
from ipt_outcomes.ingest.proposal.facts import ColumnFacts, FileFacts
from ipt_outcomes.ingest.proposal.known_scales import KnownScales
from ipt_outcomes.ingest.proposal.names_together import read_together
from ipt_outcomes.ingest.proposal.occasions import NOT_SAID, Occasion, occasion
from ipt_outcomes.ingest.proposal.people import is_repeated, named, named_all, same_on_all_rows
from ipt_outcomes.ingest.proposal.score_names import ScoreName, read_name
from ipt_outcomes.ingest.proposal.visit_words import BASELINE, VisitMark, visit_mark
from ipt_outcomes.ingest.proposal.words import BASELINE_COLUMN, UNIT
from ipt_outcomes.instruments import Instrument
from ipt_outcomes.plan.undecided import NO_SCALE

# What the plan says where no registered scale is recognised. Nobody's scale is called so.
UNKNOWN = NO_SCALE
_OfVisit = TypeVar("_OfVisit")


@dataclass(frozen=True)
class ScaleGuess:
    """A scale's columns: `items` or `total` and `baseline` in a long file, `visits` in a wide one.

    `visits` has each visit's columns: of the total alone, or of the items in the scale's order.
    `why` says what the guess rests on; `outside` whether values lie outside the scale's range;
    `doubt` what else it may be.
    """

    scale: str
    why: str
    outside: bool = False
    items: tuple[str, ...] = ()
    total: str | None = None
    baseline: str | None = None
    visits: Mapping[VisitMark, tuple[str, ...]] = field(default_factory=dict)
    doubt: Doubt | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column of the scale."""
        of_visits = (column for columns in self.visits.values() for column in columns)
        return (*self.items, *((self.total,) if self.total else ()), *of_visits)

    @property
    def has_items(self) -> bool:
        """Whether the columns are items, and not totals."""
        return bool(self.items) or any(len(columns) > 1 for columns in self.visits.values())


@dataclass(frozen=True)
class ScoresGuess:
    """A score file. `participant` is None where its people have no identifier."""

    facts: FileFacts
    shape: Literal["long", "wide"]
    participant: str | None
    scales: tuple[ScaleGuess, ...]
    when: Occasion = NOT_SAID

    @property
    def visit(self) -> str | None:
        """The column of visits in a long file."""
        return self.when.visit

    @property
    def day(self) -> str | None:
        """The column of days in a long file without one of visits."""
        return self.when.day


def guess_scores(
    facts: FileFacts, participant: str | None, taken: Collection[str], known: KnownScales
) -> ScoresGuess | None:
    """The scores of a file, but for the columns `taken`; None where nothing looks like a score."""
    if is_repeated(facts, participant):
        when = occasion(facts, participant)
        spare = when.spare[0] if when.spare is not None else None
        names = _names(facts, {*taken, when.visit, when.day, spare}, known)
        scales = _long(facts, participant, names, known)
        return ScoresGuess(facts, "long", participant, scales, when) if scales else None
    scales = _wide(facts, _names(facts, taken, known), known)
    return ScoresGuess(facts, "wide", participant, scales) if scales else None


def _names(facts: FileFacts, taken: Collection[str | None], known: KnownScales) -> list[ScoreName]:
    columns = [c.name for c in facts.columns if c.low is not None and c.name not in taken]
    names = [name for column in columns if (name := read_name(column, known)) is not None]
    return read_together(names, known)


def _long(
    facts: FileFacts, participant: str | None, names: Sequence[ScoreName], known: KnownScales
) -> tuple[ScaleGuess, ...]:
    numbered, totals = _grouped(names)
    found: dict[str, ScaleGuess] = {}
    for (scale, stem), columns in numbered.items():
        guess = _items(facts, scale, stem, columns, known)
        if guess is not None:
            found.setdefault(guess.scale, guess)
    for scale, (stem, column) in totals.items():
        if scale not in found:
            guess = ScaleGuess(scale, "by the column's name", total=column)
            found[scale] = _doubted(facts, guess, stem, 0, known)
    return _with_baseline(facts, participant, tuple(found.values()), known)


def _grouped(
    names: Sequence[ScoreName],
) -> tuple[dict[tuple[str | None, str], dict[int, str]], dict[str, tuple[str, str]]]:
    """Numbered columns by scale and stem, and each scale's word and column of totals."""
    numbered: defaultdict[tuple[str | None, str], dict[int, str]] = defaultdict(dict)
    totals: dict[str, tuple[str, str]] = {}
    for name in names:
        if name.visit is None and name.number is not None:
            numbered[name.scale, name.stem][name.number] = name.column
        elif name.visit is None and name.scale is not None:
            totals.setdefault(name.scale, (name.stem, name.column))
    return numbered, totals


def _items(
    facts: FileFacts, scale: str | None, stem: str, columns: dict[int, str], known: KnownScales
) -> ScaleGuess | None:
    """Numbered columns as a scale's items: all of them, by the scale's name or by their values."""
    if sorted(columns) != list(range(1, len(columns) + 1)):
        return None
    ordered = tuple(columns[number] for number in sorted(columns))
    values = [facts.column(column) for column in ordered]
    if scale is not None:
        found = scale_of_items(scale, stem, len(ordered), known)
        if found is None:
            return None
        guess = ScaleGuess(found, "by the columns' names", items=ordered)
        return _doubted(facts, guess, stem, len(ordered), known)
    fits = [
        instrument.scale
        for instrument in known.instruments.values()
        if len(instrument.items) == len(ordered) > 1 and not _items_outside(instrument, values)
    ]
    if not fits:
        return None
    low, high = min(c.low or 0 for c in values), max(c.high or 0 for c in values)
    doubt = doubt_of_values(len(ordered), low, high, fits)
    return ScaleGuess(
        fits[0], "by the number of items and their values", False, ordered, doubt=doubt
    )


def _doubted(
    facts: FileFacts, guess: ScaleGuess, stem: str, items: int, known: KnownScales
) -> ScaleGuess:
    """The guess with what its columns' names leave open, and whether values lie outside."""
    columns = guess.columns
    doubt = doubt_of_word(stem, columns, items, known, facts.said)
    if guess.scale == WEIGHT:
        units = [code for name in named_all(facts, UNIT) for code, _ in facts.column(name).codes]
        doubt = doubt_of_weight(columns, units, facts.said)
    if doubt is not None and not doubt.registered:
        return replace(guess, scale=UNKNOWN, doubt=doubt)
    scale = doubt.candidates[0] if doubt is not None else guess.scale
    instrument, values = known[scale], [facts.column(column) for column in columns]
    by_item = bool(items) and not guess.visits
    outside = _items_outside(instrument, values) if by_item else _outside(instrument, values)
    return replace(guess, scale=scale, doubt=doubt, outside=outside)


def _with_baseline(
    facts: FileFacts, participant: str | None, scales: tuple[ScaleGuess, ...], known: KnownScales
) -> tuple[ScaleGuess, ...]:
    column = named(facts, BASELINE_COLUMN)
    if column is None or len(scales) != 1 or facts.column(column).low is None:
        return scales
    only = scales[0]
    if only.scale not in known:
        return scales
    within = not _outside(known[only.scale], [facts.column(column)])
    if not within or not same_on_all_rows(facts, participant, column):
        return scales
    return (replace(only, baseline=column),)


def _wide(
    facts: FileFacts, names: Sequence[ScoreName], known: KnownScales
) -> tuple[ScaleGuess, ...]:
    guesses = _wide_items(facts, names, known)
    for (scale, stem), visits in _wide_totals(facts, names, known).items():
        if len(visits) < 2:
            continue
        ordered = {mark: (column,) for mark, column in _in_order(visits).items()}
        if scale is None:
            unknown = sum(name.startswith(UNKNOWN) for name in guesses)
            placeholder = UNKNOWN if not unknown else f"{UNKNOWN}_{unknown + 1}"
            guesses[placeholder] = ScaleGuess(placeholder, "", visits=ordered)
        else:
            guess = ScaleGuess(scale, "by the columns' names", visits=ordered)
            guesses.setdefault(scale, _doubted(facts, guess, stem, 0, known))
    recognised = [guess for guess in guesses.values() if guess.scale in known or guess.doubt]
    # Where a scale is recognised, other pairs of columns need not be one.
    return tuple(recognised or guesses.values())


def _wide_items(
    facts: FileFacts, names: Sequence[ScoreName], known: KnownScales
) -> dict[str, ScaleGuess]:
    """Scales of which two visits or more have every item, each in a column of its own."""
    groups: defaultdict[tuple[str | None, str], dict[VisitMark, dict[int, str]]]
    groups = defaultdict(lambda: defaultdict(dict))
    for said in names:
        if said.visit is not None and said.number is not None:
            groups[said.scale, said.stem][said.visit].setdefault(said.number, said.column)
    found: dict[str, ScaleGuess] = {}
    for (scale, stem), visits in groups.items():
        of_visits = {
            mark: guess
            for mark, columns in _in_order(visits).items()
            if (guess := _items(facts, scale, stem, columns, known)) is not None
        }
        scales = {guess.scale for guess in of_visits.values()}
        if len(of_visits) > 1 and len(scales) == 1:
            first = next(iter(of_visits.values()))
            outside = any(guess.outside for guess in of_visits.values())
            columns_of = {mark: guess.items for mark, guess in of_visits.items()}
            guess = replace(first, outside=outside, items=(), visits=columns_of)
            found.setdefault(first.scale, guess)
    return found


def _wide_totals(
    facts: FileFacts, names: Sequence[ScoreName], known: KnownScales
) -> dict[tuple[str | None, str], dict[VisitMark, str]]:
    """By scale and stem, each visit's column."""
    groups: defaultdict[tuple[str | None, str], dict[VisitMark, str]] = defaultdict(dict)
    for said in names:
        if said.visit is not None and said.number is None:
            groups[said.scale, said.stem].setdefault(said.visit, said.column)
    numbered, totals = _grouped(names)
    for (scale, stem), columns in numbered.items():
        if (
            scale is not None
            and len(columns) > 1
            and _items(facts, scale, stem, columns, known) is None
        ):
            for number, column in columns.items():
                mark = visit_mark(str(number))
                if mark is not None:
                    groups[scale, stem].setdefault(mark, column)
    for (scale, _), visits in groups.items():
        # `bdi` beside `bdi_w8` is the score before.
        if scale in totals and BASELINE not in visits:
            visits[BASELINE] = totals[scale][1]
    return groups


def _in_order(visits: Mapping[VisitMark, _OfVisit]) -> dict[VisitMark, _OfVisit]:
    return dict(sorted(visits.items(), key=lambda entry: entry[0].order))


def _outside(instrument: Instrument, columns: Sequence[ColumnFacts]) -> bool:
    return any(
        (c.low or 0) < instrument.minimum or (c.high or 0) > instrument.maximum for c in columns
    )


def _items_outside(instrument: Instrument, columns: Sequence[ColumnFacts]) -> bool:
    return any(
        not c.whole or (c.low or 0) < item.minimum or (c.high or 0) > item.maximum
        for c, item in zip(columns, instrument.items, strict=True)
    )
