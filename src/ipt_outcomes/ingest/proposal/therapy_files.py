"""The files of sessions, of ratings of sessions and of adverse events, told by their columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ipt_outcomes.ingest.proposal.coded import can_be_read
from ipt_outcomes.ingest.proposal.dated import forms_of
from ipt_outcomes.ingest.proposal.facts import FileFacts
from ipt_outcomes.ingest.proposal.people import named, participant_column
from ipt_outcomes.ingest.proposal.words import (
    EVENT_DATE,
    EVENTS,
    RATINGS,
    SESSION_DATE,
    SESSIONS,
)


@dataclass(frozen=True)
class TherapyFile:
    """A file, and its columns by our name; `ratings`: of a file of ratings, the numbers given.

    `date`: the column that says when, where none counts days.
    """

    facts: FileFacts
    columns: Mapping[str, str]
    ratings: tuple[str, ...] = ()
    date: str | None = None


def guess_sessions(files: Sequence[FileFacts]) -> TherapyFile | None:
    """The sessions' file, where a file looks like one."""
    for facts in files:
        columns = _named(facts, SESSIONS)
        columns = {
            ours: column
            for ours, column in columns.items()
            if can_be_read("sessions", ours, facts, column)
        }
        if participant_column(facts) is not None and {"session", "attended"} <= set(columns):
            return _of(facts, columns, date=_date(facts, SESSION_DATE, columns))
    return None


def guess_ratings(files: Sequence[FileFacts]) -> TherapyFile | None:
    """The file of raters' ratings: whose session, which, who rated it, and numbers."""
    for facts in files:
        columns = _named(facts, {"session": SESSIONS["session"], **RATINGS})
        who = participant_column(facts)
        numbers = tuple(
            column.name
            for column in facts.columns
            if column.low is not None and column.name not in {who, *columns.values()}
        )
        if who is not None and {"session", "rater"} <= set(columns) and numbers:
            return _of(facts, columns, ratings=numbers)
    return None


def guess_events(files: Sequence[FileFacts]) -> TherapyFile | None:
    """The file of adverse events: what happened, with what a trial records of it alone."""
    for facts in files:
        columns = _named(facts, EVENTS)
        if "day" in columns and facts.column(columns["day"]).low is None:
            # Dates, or words: no count of days.
            del columns["day"]
        told = {"serious", "severity", "related"} & set(columns)
        if participant_column(facts) is not None and "event" in columns and told:
            return _of(facts, columns, date=_date(facts, EVENT_DATE, columns))
    return None


def _named(facts: FileFacts, words: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    found = {ours: named(facts, names) for ours, names in words.items()}
    return {ours: column for ours, column in found.items() if column is not None}


def _date(facts: FileFacts, words: tuple[str, ...], columns: Mapping[str, str]) -> str | None:
    column = None if "day" in columns else named(facts, words)
    return column if column is not None and forms_of(facts, column) else None


def _of(
    facts: FileFacts,
    columns: Mapping[str, str],
    *,
    ratings: tuple[str, ...] = (),
    date: str | None = None,
) -> TherapyFile:
    who = participant_column(facts)
    assert who is not None
    return TherapyFile(facts, {"participant": who, **columns}, ratings, date)
