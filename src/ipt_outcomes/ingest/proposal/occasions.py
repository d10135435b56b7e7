"""When a long file's scores were given: the column that says it, and in what it counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ipt_outcomes.ingest.proposal.dated import date_columns, forms_of
from ipt_outcomes.ingest.proposal.facts import FileFacts
from ipt_outcomes.ingest.proposal.people import named_all, same_on_all_rows
from ipt_outcomes.ingest.proposal.visit_words import DAYS_A_MONTH, visit_mark
from ipt_outcomes.ingest.proposal.words import DAY, MONTH, TIME, VISIT, WEEK
from ipt_outcomes.plain_words import plain

# How many days one of it is, by the words for a column.
_DAYS_IN = ((DAY, 1.0), (WEEK, 7.0), (MONTH, DAYS_A_MONTH))


@dataclass(frozen=True)
class Occasion:
    """`visit`: a column of visits' words or numbers; `day`: one of days, where there is no visit.

    `spare`: a column that dates the visits, and how many days its numbers count. `unit`: in what
    the visits' numbers count (`week`, `month`), or the column's own word where it does not say it.
    `sure`: whether the day's column says that it counts days. `date`: a column of dates, where
    nothing else says when, and the `forms` that all its dates have. `why`: what the visit's column
    rests on.
    """

    visit: str | None = None
    day: str | None = None
    spare: tuple[str, float] | None = None
    unit: str = "visit"
    sure: bool = True
    date: str | None = None
    forms: tuple[str, ...] = ()
    why: str = "by its name"


# ASSUME: a trial has at most so many visits.
MOST_WORDS = 12
NOT_SAID = Occasion()


def occasion(facts: FileFacts, participant: str | None) -> Occasion:
    """The columns that say when, of a file in which participants have several rows.

    Of several columns of visits, the first by its name that a participant has each word of once: of
    a repeated form in one event, its number and not the event.
    """
    visits = [name for name in _visits(facts) if facts.column(name).codes]
    once = [name for name in visits if _once(facts, participant, name)]
    days = [name for name in named_all(facts, DAY) if facts.column(name).low is not None]
    if visits:
        visit = (once or visits)[0]
        word = plain(visit)
        if word in TIME and days:
            return Occasion(day=days[0])
        return Occasion(visit, spare=_spare(facts, visit), unit=_unit(word))
    if days:
        return Occasion(day=days[0])
    timed = [name for name in named_all(facts, TIME) if facts.column(name).low is not None]
    if timed:
        return Occasion(day=timed[0], sure=False)
    by_words = [name for name in _of_visits(facts) if _once(facts, participant, name)]
    if by_words:
        return Occasion(by_words[0], why="by its words")
    by_values = _each_once(facts, participant)
    if by_values is not None:
        return Occasion(
            by_values, unit=plain(by_values), why="each participant has each of its words once"
        )
    dates = [name for name in date_columns(facts) if not same_on_all_rows(facts, participant, name)]
    return Occasion(date=dates[0], forms=forms_of(facts, dates[0])) if dates else NOT_SAID


def _each_once(facts: FileFacts, participant: str | None) -> str | None:
    """A column of a few words of which most participants have most, and each of them once."""
    if participant is None:
        return None
    people = facts.column(participant).distinct
    for column in facts.columns:
        few = 2 <= len(column.codes) <= MOST_WORDS
        usual = few and all(2 * rows >= people for _, rows in column.codes)
        if column.name != participant and usual and _once(facts, participant, column.name):
            return column.name
    return None


def _visits(facts: FileFacts) -> Iterator[str]:
    for words in (VISIT, WEEK, MONTH, TIME):
        yield from named_all(facts, words)


def _of_visits(facts: FileFacts) -> Iterator[str]:
    """The columns whose words, or their labels, all name visits: `baseline`, `week 8`."""
    for column in facts.columns:
        labels = facts.table.labels.get(column.name, {})
        words = [plain(labels.get(code, code)) for code, _ in column.codes]
        marks = [visit_mark(word) for word in words]
        if len(words) > 1 and all(mark is not None and not mark.bare for mark in marks):
            yield column.name


def _unit(word: str) -> str:
    if word in WEEK:
        return "week"
    if word in MONTH:
        return "month"
    return word if word in TIME and word.isalpha() else "visit"


def _once(facts: FileFacts, participant: str | None, visit: str) -> bool:
    cells = facts.table.cells
    return participant is not None and not cells[[participant, visit]].duplicated().any()


def _spare(facts: FileFacts, visit: str) -> tuple[str, float] | None:
    """Another column that dates the visits: of days before one of weeks or months."""
    for words, days in _DAYS_IN:
        for name in named_all(facts, words):
            if name != visit and facts.column(name).low is not None:
                return name, days
    return None
