"""The lines of a proposed plan that name the files of the therapy and what happened to people."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ipt_outcomes.ingest.cluster_names import kind_by_name
from ipt_outcomes.ingest.proposal.dated import RANDOMISED, forms_of
from ipt_outcomes.ingest.proposal.draft import Draft
from ipt_outcomes.ingest.proposal.facts import FileFacts
from ipt_outcomes.ingest.proposal.lines import decide, quoted, said, word
from ipt_outcomes.ingest.proposal.their_words import (
    event_words_lines,
    unsure_raters,
    with_missing,
)
from ipt_outcomes.ingest.proposal.therapy_files import TherapyFile
from ipt_outcomes.ingest.proposal.words import PEOPLE, WITHDRAWAL_DATE
from ipt_outcomes.ingest.proposal.writing_files import file_lines, label_lines
from ipt_outcomes.ingest.proposal.writing_people import date_format_lines
from ipt_outcomes.plain_words import plain
from ipt_outcomes.plan.undecided import NO_COLUMN

_SERIOUS = (
    "which column says whether an event was serious? None is called so. Where its "
    "words are others than yes, no and unclear, say what they mean: `recode: {serious: {SAE: yes}}`"
)
_ON_WHICH_DAY = (
    "which column says on which day since randomisation an event began? None is called so. Of "
    "dates write `date:` with the column, and `randomisation_date:` under participants; if none "
    "says it, take the line out"
)
_HINTS = {
    "randomisation_date": RANDOMISED,
    "withdrawal_date": WITHDRAWAL_DATE,
    **{key: PEOPLE[key] for key in ("withdrawal_day", "withdrawal_reason", "not_treated_reason")},
}


def therapy_lines(draft: Draft) -> Iterator[str]:
    """Each of these files, under its key."""
    for key, each in draft.therapy.items():
        yield f"{key}:"
        yield from file_lines("  ", _as_read(draft, each))
        yield from label_lines(key, each.facts, each.columns)
        if each.date is not None and draft.randomised is not None:
            yield from date_format_lines("  ", forms_of(each.facts, each.date))
        yield "  columns:"
        for ours, column in each.columns.items():
            yield said(f"    {ours}: {word(column)}", "guess")
        yield from _date(draft, each)
        if key == "adverse_events" and "serious" not in each.columns:
            yield from decide("    ", _SERIOUS)
            yield f"    serious: {NO_COLUMN}?"
        if key == "adverse_events" and "day" not in each.columns and each.date is None:
            yield from decide("    ", _ON_WHICH_DAY)
            yield f"    day: {NO_COLUMN}?"
        if key == "adverse_events":
            yield from event_words_lines(each.facts, each.columns)
        if key == "sessions" and "alliance" in each.columns:
            yield from _alliance(each)
        if each.ratings:
            yield from _ratings(each)


def _as_read(draft: Draft, each: TherapyFile) -> FileFacts:
    """The file, where raters who could not say the treatment said so: without these words."""
    seen = each.columns.get("treatment_seen")
    if seen is None:
        return each.facts
    arms = {word for arm in draft.arms for word in (arm.name, arm.code) if word is not None}
    unsure = unsure_raters(each.facts, seen, arms)
    if not unsure:
        return each.facts
    return replace(each.facts, options=with_missing(each.facts.options, seen, unsure))


def hint_lines(facts: FileFacts, unmapped: Sequence[str]) -> Iterator[str]:
    """Which key of `columns` describes a column that is not mapped, by its name."""
    by_word = {plain(column): column for column in unmapped}
    for key, words in _HINTS.items():
        column = next((by_word[each] for each in words if each in by_word), None)
        dated = not key.endswith("_date") or (column is not None and _holds_dates(facts, column))
        if column is not None and dated:
            yield f"  # {quoted(column)} may be one of the keys of columns: `{key}: {word(column)}`"
    for each in facts.columns:
        name, kind = each.name, kind_by_name(each.name)
        if name in unmapped and kind != "other" and 1 < each.distinct < facts.rows:
            yield f"  # {quoted(name)} may be a cluster ({kind.replace('_', ' ')}): name it under"
            yield "  # clusters, or with the reason under ignore_clusters"


def _holds_dates(facts: FileFacts, column: str) -> bool:
    return column in facts.table.cells and bool(forms_of(facts, column))


def _date(draft: Draft, each: TherapyFile) -> Iterator[str]:
    if each.date is None:
        return
    if draft.randomised is not None:
        yield said(f"    date: {word(each.date)}", "guess: a day is made of it")
        return
    yield f"    # {quoted(each.date)} may say when: `date: {word(each.date)}`, where"
    yield "    # `randomisation_date` is mapped under participants.columns"


def _alliance(each: TherapyFile) -> Iterator[str]:
    column = each.facts.column(each.columns["alliance"])
    if column.low is None or column.high is None:
        return
    low, high = math.floor(column.low), math.ceil(column.high)
    yield from decide(
        "  ",
        "between which limits does the alliance lie? The file's go from "
        f"{low} to {high}; a total of the WAI-SR goes from 12 to 60",
    )
    yield f"  alliance_limits: [{low}?, {high}?]"


def _ratings(each: TherapyFile) -> Iterator[str]:
    """Each number that raters gave, its limits to be decided."""
    yield "  ratings:"
    names: set[str] = set()
    for place, name in enumerate(each.ratings):
        column = each.facts.column(name)
        assert column.low is not None and column.high is not None
        ours = re.sub(r"[^a-z0-9_]", "", plain(name))[:40]
        if not ours[:1].isalpha() or ours in names:
            ours = f"rating_{place + 1}"
        names.add(ours)
        low, high = math.floor(column.low), math.ceil(column.high)
        high += high == low
        yield from decide(
            "    ",
            f"which are the least and the greatest rating of {name} that there can be? The file's "
            f"go from {column.low:g} to {column.high:g}. If it rates the adherence to one arm's "
            "treatment, add `of: <arm>`; if it is no rating, take the line out",
        )
        yield (
            f"    {ours}: {{column: {word(name)}, label: {quoted(name[:120])}, minimum: {low}?, "
            f"maximum: {high}?}}"
        )
