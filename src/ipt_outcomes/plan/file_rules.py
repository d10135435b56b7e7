"""What must hold of the plan's data files, as (where in the plan, rule, remedy)."""

from __future__ import annotations

from collections.abc import Iterator

from ipt_outcomes.plan.broken import Broken
from ipt_outcomes.plan.data_file import EXCEL_SUFFIXES, STATISTICS_SUFFIXES, TEXT_SUFFIXES, DataFile
from ipt_outcomes.plan.date_formats import date_pattern
from ipt_outcomes.plan.plan import PathInPlan, Plan
from ipt_outcomes.plan.score_files import LongScores, TallScores
from ipt_outcomes.plan.sources import SHARED, entries, suffix_of

# Which option says something of files of which kind.
_KINDS = {
    "encoding": (*TEXT_SUFFIXES, *STATISTICS_SUFFIXES),
    "delimiter": TEXT_SUFFIXES,
    "decimal": (*TEXT_SUFFIXES, *EXCEL_SUFFIXES),
    "header_rows": (*TEXT_SUFFIXES, *EXCEL_SUFFIXES),
    "names_rows": (*TEXT_SUFFIXES, *EXCEL_SUFFIXES),
    "sheet": EXCEL_SUFFIXES,
}


def broken_file_rules(plan: Plan) -> Iterator[Broken]:
    """Every rule of the files' options that the plan breaks, in the plan's order."""
    before: dict[tuple[str, str], object] = {}
    for position, studies in enumerate(plan.evidence):
        yield from _name(("evidence", position, "file"), studies.file)
    for where, entry in entries(plan):
        yield from _name((*where, "file"), entry.file)
        if entry.dictionary is not None:
            yield from _name((*where, "dictionary"), entry.dictionary)
        yield from _options(where, entry)
        for option, value in _said(entry):
            known = before.setdefault((entry.source, option), value)
            if known != value:
                yield (
                    (*where, *option.split(".", 1)),
                    f"another entry of {entry.source} says something else",
                    "One file is read in one way: say the same, or say it once.",
                )
    yield from _dates(plan)


def _name(where: PathInPlan, file: str) -> Iterator[Broken]:
    if {"{", "}"}.intersection(file):
        rule = "the file's name has a brace, which the workflow takes for a name to fill in"
        yield where, rule, "Rename the file, without { and }."


def _said(entry: DataFile) -> Iterator[tuple[str, object]]:
    for option in SHARED:
        value = getattr(entry, option)
        if value is not None:
            yield option, value
    for column, codes in entry.missing.items():
        yield f"missing.{column}", codes


def _options(where: PathInPlan, entry: DataFile) -> Iterator[Broken]:
    suffix = suffix_of(entry.file)
    for option, suffixes in _KINDS.items():
        if getattr(entry, option) is not None and suffix not in suffixes:
            yield (
                (*where, option),
                f"{option} says nothing of a file of this format",
                f"Remove it: it is for {', '.join(suffixes)}.",
            )
    if entry.names_rows and entry.header_rows and max(entry.names_rows) > entry.header_rows:
        yield (
            (*where, "names_rows"),
            f"there are {entry.header_rows} header rows, and row {max(entry.names_rows)} is none",
            "Count the header rows from the top, the first being 1.",
        )
    if entry.date_format is not None:
        try:
            date_pattern(entry.date_format)
        except ValueError:
            yield (
                (*where, "date_format"),
                "the form of a date has a year of four digits, a month and a day, once each",
                "Write it like DD.MM.YYYY, MM/DD/YYYY or YYYY-MM-DD.",
            )


def _dates(plan: Plan) -> Iterator[Broken]:
    """Dates become days with each participant's own day 0."""
    places: list[PathInPlan] = []
    people = plan.participants.columns
    if people.withdrawal_date is not None:
        places.append(("participants", "columns", "withdrawal_date"))
        if people.withdrawal_day is not None:
            rule = "leaving the trial has a day or a date"
            yield places[-1], rule, "Map `withdrawal_day` or `withdrawal_date`, one of them."
    timed = (("sessions", plan.sessions), ("adverse_events", plan.adverse_events))
    for key, entry in timed:
        if entry is not None and entry.columns.date is not None:
            places.append((key, "columns", "date"))
            if entry.columns.day is not None:
                rule = f"{key.replace('_', ' ')} have a day or a date"
                yield places[-1], rule, "Map `day` or `date`, one of them."
    places += [
        ("scores", position, "columns", "date")
        for position, scores in enumerate(plan.scores)
        if isinstance(scores, LongScores | TallScores) and scores.columns.date is not None
    ]
    if people.randomisation_date is None and not counts_from_first(plan):
        for where in places:
            yield (
                where,
                "dates cannot become days: no date of randomisation is mapped",
                "Map `randomisation_date` under participants.columns; or map days. Where every "
                "file of scores has dates, days are counted from the first assessment.",
            )


def counts_from_first(plan: Plan) -> bool:
    """Whether each person's first assessment stands in for a date of randomisation.

    Every score must have a date: a first date would be no first assessment otherwise.
    """
    return plan.participants.columns.randomisation_date is None and all(
        isinstance(scores, LongScores | TallScores)
        and scores.columns.date is not None
        and not any(getattr(scale, "baseline", None) for scale in scores.scales.values())
        for scores in plan.scores
    )
