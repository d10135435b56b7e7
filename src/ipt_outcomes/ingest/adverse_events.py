"""Adverse events: one row an event."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from ipt_outcomes.ingest.cells import MISSING
from ipt_outcomes.ingest.dates import with_days_of_dates
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.our_words import YES_NO, Words, in_our_words
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.ingest.typed_table import report_limits, typed_table
from ipt_outcomes.plan.adverse_events_file import AdverseEventsFile
from ipt_outcomes.tables import typed

_UNCLEAR = {"unclear": "unclear"}
# A number may grade how surely an event came of the treatment.
_RELATED = {word: meant for word, meant in YES_NO.items() if not word.isdigit()} | _UNCLEAR
_SEVERITY = {word: word for word in ("mild", "moderate", "severe")}
_WORDS = tuple(
    Words("adverse_events", ours, known, rule)
    for ours, known, rule in (
        ("serious", YES_NO | _UNCLEAR, "neither yes nor no, nor unclear"),
        ("severity", _SEVERITY, "not one of mild, moderate, severe"),
        ("related", _RELATED, "not one of yes, no, unclear"),
    )
)
_NEVER = "Never leave an event out of the file."
_FIND_OUT = f"Find out what is known of the event, and fill it in. {_NEVER}"
_SERIOUS = (
    "Find out. Where nobody can say, write `unclear`: it is counted as that, and not as not "
    f"serious. {_NEVER}"
)


def read_adverse_events(
    planned: AdverseEventsFile,
    table: TextTable,
    randomised: pd.Series | None,
    findings: Findings,
) -> pd.DataFrame:
    """The table `adverse_events`; the index is the lines.

    `randomised` is what `dates.randomisation_days` gives: dates become days with it.
    """
    mapping: dict[str, str] = planned.columns.model_dump(exclude_none=True, exclude={"date"})
    table = _in_our_words(planned, table, findings)
    events = typed_table("adverse_events", table, mapping, findings, fill_in=_FIND_OUT)
    events = with_days_of_dates(events, planned, table, randomised, findings)
    if not {"participant", "event", "serious"} <= set(events.columns):
        return no_adverse_events()
    # Somebody whose identifier is missing has been found: the row needs a number all the same.
    events["number"] = (events.groupby("participant", dropna=False).cumcount() + 1).astype("Int64")
    for name, empty in no_adverse_events().items():
        if name not in events:
            events[str(name)] = empty.reindex(events.index)
    report_limits("adverse_events", events, table.file, mapping, findings)
    return events[list(no_adverse_events().columns)]


def _in_our_words(planned: AdverseEventsFile, table: TextTable, findings: Findings) -> TextTable:
    """The table with our words in the columns that have some, by the plan's `recode`.

    A cell with another word is found, and empty. Seriousness is never taken for granted: an empty
    cell is found too; `unclear`, which is said, is empty in what is returned.
    """
    cells = table.cells.copy(deep=False)
    for words in _WORDS:
        column = getattr(planned.columns, words.ours)
        if column not in table.header:
            continue
        recode = getattr(planned.recode, words.ours, {})
        meant = in_our_words(words, recode, table, column, findings).fillna("")
        if words.ours == "serious":
            unsaid = "whether the event was serious is not said"
            empty = cells.index[cells[column].isin(MISSING)]
            findings.at(table.file, empty, column, unsaid, _SERIOUS)
            meant = meant.mask(meant == "unclear", "")
        cells[column] = meant.astype("str")
    labels = {column: said for column, said in table.labels.items() if column not in cells}
    return replace(table, cells=cells, labels=labels)


def no_adverse_events() -> pd.DataFrame:
    """The table of a trial that records none."""
    return typed("adverse_events", pd.DataFrame())
