"""The scores: the guess of the scales, their items or totals, and when they were given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from ipt_outcomes.ingest.proposal.facts import ColumnFacts, FileFacts
from ipt_outcomes.ingest.proposal.known_scales import KnownScales
from ipt_outcomes.ingest.proposal.names_together import read_together
from ipt_outcomes.ingest.proposal.people import is_repeated, named, same_on_all_rows
from ipt_outcomes.ingest.proposal.score_names import ScoreName, read_name
from ipt_outcomes.ingest.proposal.visit_words import BASELINE, VisitMark, visit_mark
from ipt_outcomes.ingest.proposal.words import BASELINE_COLUMN, DAY, VISIT
from ipt_outcomes.instruments import Instrument

# What the plan says where no registered scale is recognised. Nobody's scale is called so.
UNKNOWN = "choose_a_scale"
_OfVisit = TypeVar("_OfVisit")


@dataclass(frozen=True)
class ScaleGuess:
    """A scale's columns: `items` or `total` and `baseline` in a long file, `visits` in a wide one.

    `visits` has each visit's columns: of the total alone, or of the items in the scale's order.
    `why` says what the guess rests on; `outside` whether values lie outside the scale's range.
    """

    scale: str
    why: str
    outside: bool = False
    items: tuple[str, ...] = ()
    total: str | None = None
    baseline: str | None = None
    visits: Mapping[VisitMark, tuple[str, ...]] = field(default_factory=dict)

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
    visit: str | None = None
    day: str | None = None
    spare_day: str | None = None


def guess_scores(
    facts: FileFacts, participant: str | None, taken: Collection[str], known: KnownScales
) -> ScoresGuess | None:
    """The scores of a file, but for the columns `taken`; None where nothing looks like a score."""
    if is_repeated(facts, participant):
        visit, day = named(facts, VISIT), named(facts, DAY)
        if visit is not None and not facts.column(visit).codes:
            visit = None
        if day is not None and facts.column(day).low is None:
            day = None
        names = _names(facts, {*taken, visit, day}, known)
        scales = _long(facts, participant, names, known)
        if not scales:
            return None
        by_visit = visit is not None
        return ScoresGuess(
            facts,
            "long",
            participant,
            scales,
            visit,
            None if by_visit else day,
            day if by_visit else None,
        )
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
    for (scale, _), columns in numbered.items():
        guess = _items(facts, scale, columns, known)
        if guess is not None:
            found.setdefault(guess.scale, guess)
    for scale, column in totals.items():
        if scale not in found:
            outside = _outside(known[scale], [facts.column(column)])
            found[scale] = ScaleGuess(scale, "by the column's name", outside, total=column)
    return _with_baseline(facts, participant, tuple(found.values()), known)


def _grouped(
    names: Sequence[ScoreName],
) -> tuple[dict[tuple[str | None, str], dict[int, str]], dict[str, str]]:
    """Numbered columns by scale and stem, and each scale's column of totals."""
    numbered: defaultdict[tuple[str | None, str], dict[int, str]] = defaultdict(dict)
    totals: dict[str, str] = {}
    for name in names:
        if name.visit is None and name.number is not None:
            numbered[name.scale, name.stem][name.number] = name.column
        elif name.visit is None and name.scale is not None:
            totals.setdefault(name.scale, name.column)
    return numbered, totals


def _items(
    facts: FileFacts, scale: str | None, columns: dict[int, str], known: KnownScales
) -> ScaleGuess | None:
    """Numbered columns as a scale's items: all of them, by the scale's name or by their values."""
    if sorted(columns) != list(range(1, len(columns) + 1)):
        return None
    ordered = tuple(columns[number] for number in sorted(columns))
    values = [facts.column(column) for column in ordered]
    if scale is not None:
        instrument = known[scale]
        if len(instrument.items) != len(ordered):
            return None
        return ScaleGuess(
            scale, "by the columns' names", _items_outside(instrument, values), ordered
        )
    fits = [
        instrument
        for instrument in known.instruments.values()
        if len(instrument.items) == len(ordered) and not _items_outside(instrument, values)
    ]
    if len(fits) != 1:
        return None
    why = f"by the number of items, {len(ordered)}, and by their values"
    return ScaleGuess(fits[0].scale, why, False, ordered)


def _with_baseline(
    facts: FileFacts, participant: str | None, scales: tuple[ScaleGuess, ...], known: KnownScales
) -> tuple[ScaleGuess, ...]:
    column = named(facts, BASELINE_COLUMN)
    if column is None or len(scales) != 1 or facts.column(column).low is None:
        return scales
    only = scales[0]
    within = not _outside(known[only.scale], [facts.column(column)])
    if not within or not same_on_all_rows(facts, participant, column):
        return scales
    return (ScaleGuess(only.scale, only.why, only.outside, only.items, only.total, column),)


def _wide(
    facts: FileFacts, names: Sequence[ScoreName], known: KnownScales
) -> tuple[ScaleGuess, ...]:
    guesses = _wide_items(facts, names, known)
    for (scale, _), visits in _wide_totals(facts, names, known).items():
        if len(visits) < 2:
            continue
        ordered = {mark: (column,) for mark, column in _in_order(visits).items()}
        if scale is None:
            unknown = sum(name.startswith(UNKNOWN) for name in guesses)
            placeholder = UNKNOWN if not unknown else f"{UNKNOWN}_{unknown + 1}"
            guesses[placeholder] = ScaleGuess(placeholder, "", visits=ordered)
        else:
            values = [facts.column(column) for (column,) in ordered.values()]
            outside = _outside(known[scale], values)
            guesses.setdefault(
                scale, ScaleGuess(scale, "by the columns' names", outside, visits=ordered)
            )
    recognised = [guess for guess in guesses.values() if guess.scale in known]
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
    for (scale, _), visits in groups.items():
        of_visits = {
            mark: guess
            for mark, columns in _in_order(visits).items()
            if (guess := _items(facts, scale, columns, known)) is not None
        }
        scales = {guess.scale for guess in of_visits.values()}
        if len(of_visits) > 1 and len(scales) == 1:
            first = next(iter(of_visits.values()))
            outside = any(guess.outside for guess in of_visits.values())
            columns_of = {mark: guess.items for mark, guess in of_visits.items()}
            guess = ScaleGuess(first.scale, first.why, outside, visits=columns_of)
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
        if scale is not None and len(columns) > 1 and _items(facts, scale, columns, known) is None:
            for number, column in columns.items():
                mark = visit_mark(str(number))
                if mark is not None:
                    groups[scale, stem].setdefault(mark, column)
    for (scale, _), visits in groups.items():
        # `bdi` beside `bdi_w8` is the score before.
        if scale in totals and BASELINE not in visits:
            visits[BASELINE] = totals[scale]
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
