"""The scores: the guess of the scales, their items or totals, and when they were given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

import pandas as pd

from ipt_outcomes.ingest.cells import MISSING
from ipt_outcomes.ingest.proposal.answer_words import with_answers
from ipt_outcomes.ingest.proposal.facts import FileFacts
from ipt_outcomes.ingest.proposal.item_columns import (
    by_name,
    by_values,
    by_values_at_visits,
    doubted,
    of_one_visit,
    outside,
    recoded,
)
from ipt_outcomes.ingest.proposal.known_scales import KnownScales
from ipt_outcomes.ingest.proposal.named_columns import names_of_columns, other_totals
from ipt_outcomes.ingest.proposal.occasions import NOT_SAID, Occasion, occasion
from ipt_outcomes.ingest.proposal.people import is_repeated, named, same_on_all_rows
from ipt_outcomes.ingest.proposal.scale_guess import (
    BY_NAME,
    BY_NAMES,
    BY_NAMES_OF_VISITS,
    ScaleGuess,
)
from ipt_outcomes.ingest.proposal.score_names import ScoreName
from ipt_outcomes.ingest.proposal.slips import with_slips
from ipt_outcomes.ingest.proposal.tall import TallGuess, guess_tall
from ipt_outcomes.ingest.proposal.unnamed_scores import (
    changing,
    measure_name,
    numbered_at_visits,
)
from ipt_outcomes.ingest.proposal.visit_words import AFTER, BASELINE, VisitMark, visit_mark
from ipt_outcomes.ingest.proposal.words import BASELINE_COLUMN

_OfVisit = TypeVar("_OfVisit")


@dataclass(frozen=True)
class ScoresGuess:
    """A score file. `participant` is None where its people have no identifier.

    `tall`: where a row is an answer, the columns of what was asked and what was answered. `also`:
    what looks like scores of no known scale as well, and is not read.
    """

    facts: FileFacts
    shape: Literal["long", "wide", "tall"]
    participant: str | None
    scales: tuple[ScaleGuess, ...]
    when: Occasion = NOT_SAID
    tall: TallGuess | None = None
    also: tuple[ScaleGuess, ...] = ()

    @property
    def scored(self) -> pd.Series:
        """Which rows have an answer or a score; by line."""
        cells = self.facts.table.cells
        if self.tall is not None:
            items = [word for scale in self.scales for word in scale.items]
            return cells[self.tall.item].isin(items) & ~cells[self.tall.value].isin(MISSING)
        columns = [name for scale in self.scales for name in scale.columns if name in cells]
        return (~cells[columns].isin(MISSING)).any(axis=1)

    def reads(self, scale: ScaleGuess) -> bool:
        """Whether the file has a column of the scale, or its words: the place may be empty."""
        if self.tall is not None:
            return True
        return any(column in self.facts.table.cells for column in scale.columns)

    @property
    def visit(self) -> str | None:
        """The column of visits in a long file."""
        return self.when.visit

    @property
    def day(self) -> str | None:
        """The column of days in a long file without one of visits."""
        return self.when.day

    @property
    def date(self) -> str | None:
        """The column of dates in a long file where nothing else says when."""
        return self.when.date


def guess_scores(
    facts: FileFacts,
    participant: str | None,
    taken: Collection[str],
    known: KnownScales,
    place: int | None = None,
) -> ScoresGuess | None:
    """The scores of a file, but for the columns `taken`; None where nothing looks like a score.

    `place`: the file's among several, of which each may be one visit; None where it is alone.
    """
    if is_repeated(facts, participant):
        when = occasion(facts, participant)
        facts = with_slips(with_answers(facts), known)
        spare = when.spare[0] if when.spare is not None else None
        used = {participant, *taken, when.visit, when.day, when.date, spare}
        scales = _long(facts, participant, names_of_columns(facts, used, known), known)
        tall = None if any(scale.named for scale in scales) else guess_tall(facts, used, known)
        if tall is not None:
            return ScoresGuess(facts, "tall", participant, tall.scales, when, tall)
        scales = scales or changing(facts, participant, used, known)
        scales = tuple(recoded(facts, scale, known) for scale in scales)
        return ScoresGuess(facts, "long", participant, scales, when) if scales else None
    facts = with_slips(with_answers(facts), known)
    names = names_of_columns(facts, taken, known)
    scales = _wide(facts, names, known)
    if place is not None and not any(scale.named for scale in scales):
        scales = of_one_visit(_long(facts, participant, names, known), facts, place) or scales
    if all(scale.own for scale in scales):
        numbered = numbered_at_visits(facts, taken, known)
        most = max((len(scale.visits) for scale in scales), default=0)
        if numbered and len(numbered[0].visits) > most:
            scales = numbered
    own = [scale for scale in scales if scale.own]
    if len(own) == len(scales) > 1:
        scales = (own[0],)
    also = tuple(scale for scale in own if scale not in scales)
    scales = tuple(recoded(facts, scale, known) for scale in scales)
    return ScoresGuess(facts, "wide", participant, scales, also=also) if scales else None


def _long(
    facts: FileFacts, participant: str | None, names: Sequence[ScoreName], known: KnownScales
) -> tuple[ScaleGuess, ...]:
    numbered, totals = _grouped(names)
    others = other_totals(facts, names)
    found: dict[str, ScaleGuess] = {}
    unnamed = [columns for (scale, _), columns in numbered.items() if scale is None]
    for (scale, stem), columns in numbered.items():
        guess = by_name(facts, scale, stem, columns, known) if scale is not None else None
        if guess is not None:
            found.setdefault(guess.scale, guess)
    for scale, (stem, column) in totals.items():
        if scale not in found:
            also = others.get((scale, None), ())
            guess = ScaleGuess(scale, BY_NAME, total=column, other_totals=also)
            found[scale] = doubted(facts, guess, stem, 0, known)
        elif not outside(known[scale], [facts.column(column)]):
            found[scale] = replace(found[scale], total=column)
    for columns in unnamed:
        guess = by_values(facts, columns, known)
        if guess is not None:
            found.setdefault(guess.scale, guess)
    return _with_baseline(facts, participant, _named_first(found.values()), known)


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


def _with_baseline(
    facts: FileFacts, participant: str | None, scales: tuple[ScaleGuess, ...], known: KnownScales
) -> tuple[ScaleGuess, ...]:
    column = named(facts, BASELINE_COLUMN)
    if column is None or len(scales) != 1 or facts.column(column).low is None:
        return scales
    only = scales[0]
    if only.scale not in known:
        return scales
    within = not outside(known[only.scale], [facts.column(column)])
    if not within or not same_on_all_rows(facts, participant, column):
        return scales
    return (replace(only, baseline=column),)


def _wide(
    facts: FileFacts, names: Sequence[ScoreName], known: KnownScales
) -> tuple[ScaleGuess, ...]:
    guesses = _wide_items(facts, names, known)
    others = other_totals(facts, names)
    for (scale, stem), visits in _wide_totals(facts, names, known).items():
        if len(visits) < 2:
            continue
        ordered = {mark: (column,) for mark, column in _in_order(visits).items()}
        if scale is None:
            name = measure_name(stem, known, guesses)
            guesses[name] = ScaleGuess(
                name, BY_NAMES_OF_VISITS, visits=ordered, own=True, stem=stem
            )
        else:
            also = {mark: of for mark in ordered if (of := others.get((scale, mark)))}
            guess = ScaleGuess(scale, BY_NAMES, visits=ordered, also=also)
            if scale in guesses:
                guesses[scale] = _beside_items(guesses[scale], visits)
            else:
                guesses[scale] = doubted(facts, guess, stem, 0, known)
    return _named_first(guesses.values())


def _beside_items(guess: ScaleGuess, totals: Mapping[VisitMark, str]) -> ScaleGuess:
    """A wide file's items with the totals that stand beside them, to be compared."""
    beside = {mark: totals[mark] for mark in guess.visits if mark in totals}
    return replace(guess, totals=beside) if guess.has_items else guess


def _named_first(guesses: Iterable[ScaleGuess]) -> tuple[ScaleGuess, ...]:
    """The scales that are known by name; where there is none, what may be one by its numbers."""
    found = tuple(guesses)
    # Where a scale is recognised, other columns need not be one.
    return tuple(guess for guess in found if guess.named) or found


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
        ordered = _in_order(visits)
        if scale is None:
            guess_of_values = by_values_at_visits(facts, ordered, known)
            if guess_of_values is not None:
                found.setdefault(guess_of_values.scale, guess_of_values)
            continue
        of_visits = {
            mark: guess
            for mark, columns in ordered.items()
            if (guess := by_name(facts, scale, stem, columns, known)) is not None
        }
        scales = {guess.scale for guess in of_visits.values()}
        if len(of_visits) > 1 and len(scales) == 1:
            first = next(iter(of_visits.values()))
            some_outside = any(guess.outside for guess in of_visits.values())
            columns_of = {mark: guess.items for mark, guess in of_visits.items()}
            guess = replace(first, outside=some_outside, items=(), visits=columns_of)
            if first.scale not in found or not found[first.scale].named:
                found[first.scale] = guess
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
            and by_name(facts, scale, stem, columns, known) is None
            and not facts.answers.keys() & columns.values()
        ):
            for number, column in columns.items():
                mark = visit_mark(str(number))
                if mark is not None:
                    groups[scale, stem].setdefault(mark, column)
    for (scale, _), visits in groups.items():
        # `bdi` beside `bdi_w8` is the score before.
        if scale in totals and BASELINE not in visits:
            visits[BASELINE] = totals[scale][1]
        elif scale in totals and visits.keys() == {BASELINE}:
            # And `bdi` beside `bdi_base` the one after.
            visits[AFTER] = totals[scale][1]
    return groups


def _in_order(visits: Mapping[VisitMark, _OfVisit]) -> dict[VisitMark, _OfVisit]:
    return dict(sorted(visits.items(), key=lambda entry: entry[0].order))
