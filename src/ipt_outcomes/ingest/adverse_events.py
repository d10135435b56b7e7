"""Adverse events: one row an event."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.ingest.dates import with_days_of_dates
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.ingest.typed_table import report_limits, typed_table
from ipt_outcomes.plan.adverse_events_file import AdverseEventsFile
from ipt_outcomes.tables import typed


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
    events = typed_table("adverse_events", table, mapping, findings)
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


def no_adverse_events() -> pd.DataFrame:
    """The table of a trial that records none."""
    return typed("adverse_events", pd.DataFrame())
