"""What a proposed plan takes each column of each file for, and why; or that it is not used."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ipt_outcomes.characters import MOST_OF_A_NAME, one_line
from ipt_outcomes.ingest.proposal.draft import Draft
from ipt_outcomes.ingest.proposal.facts import FileFacts, as_numbers
from ipt_outcomes.ingest.proposal.known_scales import KnownScales
from ipt_outcomes.ingest.proposal.people import is_response
from ipt_outcomes.ingest.proposal.scale_guess import ScaleGuess
from ipt_outcomes.ingest.proposal.score_names import read_name
from ipt_outcomes.ingest.proposal.scores import ScoresGuess
from ipt_outcomes.ingest.proposal.words import DATE
from ipt_outcomes.plain_words import plain

NOT_USED = "not used"


@dataclass(frozen=True)
class ColumnUse:
    """A column of a file: what it is in the plan, and what that rests on."""

    file: str
    column: str
    use: str
    why: str = ""


def column_uses(draft: Draft, files: Sequence[FileFacts]) -> tuple[ColumnUse, ...]:
    """Every column of every file, in the files' order."""
    found: dict[tuple[str, str], ColumnUse] = {}
    said = {facts.file: facts.said for facts in files}
    for use in _uses(draft):
        found.setdefault((use.file, use.column), _by_label(use, said.get(use.file, {})))
    return tuple(
        found.get((facts.file, column))
        or ColumnUse(facts.file, column, NOT_USED, _why_not(facts, column, draft.known))
        for facts in files
        for column in dict.fromkeys(facts.table.header)
    )


def _by_label(use: ColumnUse, said: Mapping[str, str]) -> ColumnUse:
    """The use with the column's label among what it rests on, where there is one."""
    if not said.get(use.column):
        return use
    return replace(use, why=re.sub(r"names?$", lambda m: f"{m[0]} or label", use.why))


def _why_not(facts: FileFacts, column: str, known: KnownScales) -> str:
    if is_response(column):
        return "a survey numbers the forms by it, and not the people"
    if plain(column) in DATE or plain(column).endswith("date"):
        return "a date; with `date:` and `randomisation_date:` it would say the day"
    said = read_name(column, known)
    named = said is not None and said.scale is not None
    if (
        named
        and facts.table.cells[column].nunique()
        and as_numbers(facts.table, column).isna().any()
    ):
        return "it has a scale's name, and cells that are no numbers"
    return ""


def uses_in_lines(uses: Sequence[ColumnUse]) -> Iterator[str]:
    """The table for people: each file, and a line a column."""
    width = min(max((len(use.column) for use in uses), default=0), 40)
    for file in dict.fromkeys(use.file for use in uses):
        of_file = [use for use in uses if use.file == file]
        nothing = all(use.use == NOT_USED for use in of_file)
        yield f"{one_line(file)}:" + (" no column of it is used" if nothing else "")
        for use in of_file:
            why = f" ({use.why})" if use.why else ""
            column = one_line(use.column, MOST_OF_A_NAME)
            yield f"  {column:<{width}}  {one_line(use.use + why)}"


def _uses(draft: Draft) -> Iterator[ColumnUse]:
    people, file = draft.people, draft.people.facts.file
    if people.participant is not None:
        yield ColumnUse(file, people.participant, "participant", people.why_participant)
    if people.arm is not None:
        yield ColumnUse(file, people.arm, "arm", people.found_arm.why)
    for ours, column in people.others.items():
        yield ColumnUse(file, column, ours, "by its name")
    if draft.randomised is not None:
        yield ColumnUse(file, draft.randomised, "date of randomisation", "by its name")
    for cluster in draft.clusters:
        if cluster.column is not None:
            yield ColumnUse(file, cluster.column, f"cluster ({cluster.kind})", "its values")
    yield from _rows_chosen(people.facts)
    if draft.left is not None:
        yield ColumnUse(file, draft.left, "date of leaving", "by its name")
    for key, each in draft.therapy.items():
        for ours, column in each.columns.items():
            yield ColumnUse(each.facts.file, column, f"{key}: {ours}", "by its name")
        for column in each.ratings:
            yield ColumnUse(each.facts.file, column, f"{key}: a rating", "its numbers")
        if each.date is not None and draft.randomised is not None:
            yield ColumnUse(each.facts.file, each.date, f"{key}: date", "by its name")
        yield from _rows_chosen(each.facts)
    for guess in draft.scores:
        yield from _of_scores(guess)


def _of_scores(guess: ScoresGuess) -> Iterator[ColumnUse]:
    file = guess.facts.file
    for use, column, why in (
        ("participant", guess.participant, "by its name"),
        ("visit", guess.visit, guess.when.why),
        ("day", guess.day, "by its name"),
        ("date", guess.date, "by its name"),
        ("item: what was asked", guess.tall.item if guess.tall else None, "by its words"),
        ("value: the answer", guess.tall.value if guess.tall else None, "by its name"),
        (
            "read for the visits' weeks",
            guess.when.spare[0] if guess.when.spare else None,
            "by its name",
        ),
    ):
        if column is not None:
            yield ColumnUse(file, column, use, why)
    for scale in guess.scales if guess.tall is None else ():
        yield from _of_scale(file, scale)
    for scale in guess.also:
        for visit, columns in scale.visits.items():
            for column in columns:
                yield ColumnUse(file, column, f"not used; {scale.stem} at {visit.name}?", scale.why)
    yield from _rows_chosen(guess.facts)


def _of_scale(file: str, scale: ScaleGuess) -> Iterator[ColumnUse]:
    for position, column in enumerate(scale.items, 1):
        yield ColumnUse(file, column, f"{scale.scale}, item {position}", scale.why)
    if scale.total is not None:
        beside = ", beside the items" if scale.items else ""
        yield ColumnUse(file, scale.total, f"{scale.scale}, total{beside}", scale.why)
    if scale.baseline is not None:
        yield ColumnUse(file, scale.baseline, f"{scale.scale}, baseline total", "by its name")
    for visit, columns in scale.visits.items():
        for position, column in enumerate(columns, 1):
            item = f"item {position}" if len(columns) > 1 else "total"
            yield ColumnUse(file, column, f"{scale.scale}, {item} at {visit.name}", scale.why)
    for visit, column in scale.totals.items():
        use = f"{scale.scale}, total at {visit.name}, beside the items"
        yield ColumnUse(file, column, use, "by its name")


def _rows_chosen(facts: FileFacts) -> Iterator[ColumnUse]:
    for column in facts.chosen:
        yield ColumnUse(facts.file, column, "says which rows are read")
