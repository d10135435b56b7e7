"""Scores that no scale's name tells: numbered columns of one word, or a column that changes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from ipt_outcomes.ingest.proposal.facts import ColumnFacts, FileFacts
from ipt_outcomes.ingest.proposal.known_scales import KnownScales
from ipt_outcomes.ingest.proposal.people import named, same_on_all_rows
from ipt_outcomes.ingest.proposal.scale_guess import BY_CHANGE, BY_NUMBERS, ScaleGuess
from ipt_outcomes.ingest.proposal.visit_words import BASELINE, VisitMark, counted_mark, visit_mark
from ipt_outcomes.ingest.proposal.words import (
    BASELINE_COLUMN,
    DATE,
    DAY,
    MONTH,
    PARTICIPANT,
    PEOPLE,
    RESPONSE,
    SCORE,
    TIME,
    VISIT,
    WEEK,
)
from ipt_outcomes.plain_words import plain

# `wl1`, `Y.t4`, `t0.5`: a word and the number of a visit.
_NUMBERED = re.compile(r"(.*?[A-Za-z])[ ._-]*(\d{1,3}(?:\.\d{1,2})?)")
# ASSUME: more columns than this of one word are a form's items and no visits.
MOST_NUMBERED = 10
# What is numbered and is no visit.
_ITEMS = frozenset({"q", "i", "x", "v", "var", "item", "question", "frage"})
_FLAG = 2
# Columns that change from row to row and say when, or who.
_NO_SCORE = frozenset({
    *DAY, *WEEK, *MONTH, *TIME, *VISIT, *DATE, *PARTICIPANT, *RESPONSE, *PEOPLE["age"],
    *PEOPLE["therapist"], *BASELINE_COLUMN,
}) - frozenset(SCORE)  # fmt: skip


def measure_name(stem: str, known: KnownScales, others: Collection[str] = ()) -> str:
    """A name for a scale that is described in the plan, which no other scale has."""
    name = re.sub(r"[^a-z0-9_]", "", plain(stem))[:30].strip("_")
    name = name if name[:1].isalpha() else f"score_{name}".rstrip("_")
    while name in known or name in others:
        name = f"{name}_score"
    return name


def numbered_at_visits(
    facts: FileFacts, taken: Collection[str | None], known: KnownScales
) -> tuple[ScaleGuess, ...]:
    """Columns of one word with a number each, a visit a number; those of most visits first.

    Where the word is a visit's, the number is the score's: `pre.1` and `post.1`.
    """
    groups: defaultdict[str, dict[float, ColumnFacts]] = defaultdict(dict)
    for column in _numbers(facts, taken):
        match = _NUMBERED.fullmatch(column.name)
        if match is not None and plain(match[1]):
            groups[match[1].strip(" ._-")].setdefault(float(match[2]), column)
    found = _by_number(groups, known)
    for stem, columns in groups.items():
        if visit_mark(plain(stem)) is not None:
            continue
        values = any(column.distinct > _FLAG for column in columns.values())
        if not 2 <= len(columns) <= MOST_NUMBERED or plain(stem) in _ITEMS or not values:
            continue
        name = measure_name(stem, known, found)
        visits = {
            counted_mark("visit", number): (columns[number].name,) for number in sorted(columns)
        }
        found[name] = ScaleGuess(name, BY_NUMBERS, visits=visits, own=True, stem=stem)
    first = _with_baseline(facts, taken, found)
    return tuple(sorted(first.values(), key=lambda guess: -len(guess.visits)))


def _by_number(
    groups: Mapping[str, Mapping[float, ColumnFacts]], known: KnownScales
) -> dict[str, ScaleGuess]:
    """The scores whose columns have a visit's word and the score's number."""
    scores: defaultdict[float, dict[VisitMark, tuple[str, ...]]] = defaultdict(dict)
    for stem, columns in groups.items():
        mark = visit_mark(plain(stem))
        if mark is None:
            continue
        for number, column in columns.items():
            scores[number][mark] = (column.name,)
    found: dict[str, ScaleGuess] = {}
    for number, visits in sorted(scores.items()):
        if len(visits) > 1:
            stem = f"score {number:g}"
            name = measure_name(stem, known, found)
            ordered = dict(sorted(visits.items(), key=lambda entry: entry[0].order))
            found[name] = ScaleGuess(name, BY_NUMBERS, visits=ordered, own=True, stem=stem)
    return found


def _with_baseline(
    facts: FileFacts, taken: Collection[str | None], found: Mapping[str, ScaleGuess]
) -> dict[str, ScaleGuess]:
    """The only scale of a file, with the column that is called the baseline."""
    column = named(facts, BASELINE_COLUMN)
    only = next(iter(found.values())) if len(found) == 1 else None
    if (
        column is None
        or column in taken
        or only is None
        or BASELINE in only.visits
        or facts.column(column).low is None
    ):
        return dict(found)
    visits: dict[VisitMark, tuple[str, ...]] = {BASELINE: (column,), **only.visits}
    return {only.scale: replace(only, visits=visits, baseline_by_name=True)}


def changing(
    facts: FileFacts, participant: str | None, taken: Collection[str | None], known: KnownScales
) -> tuple[ScaleGuess, ...]:
    """Of a long file the columns of numbers that change within participants, likely ones first."""
    columns = [
        column
        for column in _numbers(facts, taken)
        if plain(column.name) not in _NO_SCORE
        and not same_on_all_rows(facts, participant, column.name)
    ]
    scores = [column for column in columns if column.distinct > _FLAG] or columns
    scores.sort(key=lambda column: plain(column.name) not in SCORE)
    if not scores:
        return ()
    first, *others = [column.name for column in scores]
    name = measure_name(first, known)
    baseline = named(facts, BASELINE_COLUMN)
    fits = (
        baseline is not None
        and baseline not in taken
        and facts.column(baseline).low is not None
        and same_on_all_rows(facts, participant, baseline)
    )
    return (
        ScaleGuess(
            name,
            BY_CHANGE,
            total=first,
            baseline=baseline if fits else None,
            own=True,
            stem=first,
            other_totals=() if plain(first) in SCORE else tuple(others),
        ),
    )


def _numbers(facts: FileFacts, taken: Collection[str | None]) -> Iterator[ColumnFacts]:
    """The columns of numbers that are not taken for something else, and say more than one thing."""
    for column in facts.columns:
        usable = column.name and column.name not in taken and column.low is not None
        if usable and column.distinct > 1:
            yield column
