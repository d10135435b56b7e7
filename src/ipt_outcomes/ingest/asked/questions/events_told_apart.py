"""Is it known of every adverse event when it was, and is each there once?"""

from __future__ import annotations

from ipt_outcomes.ingest.asked.data import Data
from ipt_outcomes.plan.confirmed import NO_DAY, SAME_EVENT


def ask(data: Data) -> None:
    """Refuse events without a day where the file has days, and one person's event told twice."""
    planned, events = data.plan.adverse_events, data.therapy.adverse_events
    column = None if planned is None else planned.columns.day or planned.columns.date
    if planned is None or column is None:
        return
    data.asks(
        planned,
        NO_DAY,
        lines=events.index[events["day"].isna()],
        column=column,
        rule="the event has no day",
        remedy="Find out when it was. An event without a day is taken to be after randomisation, "
        "and arms that are followed for different times cannot be compared with it.",
    )
    key = ["participant", "day", "event"]
    dated = events.dropna(subset=key)
    data.asks(
        planned,
        SAME_EVENT,
        lines=dated.index[dated.duplicated(key)],
        column=planned.columns.event,
        rule="the person has another event of the same name on the same day",
        remedy="Find out whether it is one event told twice, and keep one row of it.",
    )
