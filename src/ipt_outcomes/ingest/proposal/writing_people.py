"""The lines of a proposed plan that say who the people are, in which arm, and on which day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ipt_outcomes.ingest.proposal.draft import Draft
from ipt_outcomes.ingest.proposal.lines import decide, guessed, said, word
from ipt_outcomes.ingest.proposal.questions import arm_question, participant_question
from ipt_outcomes.ingest.proposal.scores import ScoresGuess
from ipt_outcomes.plan.date_formats import ISO
from ipt_outcomes.plan.undecided import NO_COLUMN, OR


def participant_lines(draft: Draft) -> Iterator[str]:
    """The participants' column, under `columns`."""
    question = participant_question(draft)
    if question is None:
        yield said(f"    participant: {word(draft.participant)}", "guess")
        return
    yield from decide("    ", question)
    yield f"    participant: {guessed(draft.participant)}"


def arm_lines(draft: Draft) -> Iterator[str]:
    """The arm's column, under `columns`."""
    found, question = draft.people.found_arm, arm_question(draft)
    if question is None:
        yield said(f"    arm: {word(found.column or NO_COLUMN)}", f"guess, {found.why}")
        return
    yield from decide("    ", question)
    columns = [found.column, *found.others] if found.column else [NO_COLUMN]
    yield f"    arm: {OR.join(dict.fromkeys(guessed(column)[:-1] for column in columns))}?"


def day_lines(guess: ScoresGuess) -> Iterator[str]:
    """The column of days, under `columns` of a file of scores."""
    assert guess.day is not None
    if guess.when.sure:
        yield said(f"      day: {word(guess.day)}", "guess: days since randomisation")
        return
    column = guess.facts.column(guess.day)
    yield from decide(
        "      ",
        f"does {guess.day} count days since randomisation? It has {column.distinct} different "
        f"numbers from {column.low:g} to {column.high:g}. If it counts weeks or months, turn it "
        "into days in the file",
    )
    yield f"      day: {guessed(guess.day)}"


def date_lines(draft: Draft, guess: ScoresGuess) -> Iterator[str]:
    """The column of dates, under `columns` of a file of scores."""
    assert guess.date is not None
    since = (
        f"the date of randomisation in {draft.randomised}"
        if draft.randomised is not None
        else "each person's first assessment, which is taken for the baseline"
    )
    yield from decide(
        "      ",
        f"does {guess.date} say when people were assessed? No column has visits, weeks or days. "
        f"Days are counted from {since}; the visits below, and their windows in days, are the "
        "weeks in which many people were assessed",
    )
    yield f"      date: {guessed(guess.date)}"


def date_format_lines(indent: str, forms: Sequence[str]) -> Iterator[str]:
    """The form of a file's dates; asked where more than one fits."""
    if ISO in forms:
        return
    if len(forms) > 1:
        yield from decide(indent, "in which order are day and month in the dates? Both fit")
    yield f"{indent}date_format: {OR.join(forms)}{'?' if len(forms) > 1 else ''}"
