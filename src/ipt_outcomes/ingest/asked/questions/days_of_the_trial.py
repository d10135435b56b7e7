"""Did it happen in the time of the trial, or is a date miswritten?"""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.ingest.asked.data import Data
from ipt_outcomes.plan.adverse_events_file import AdverseEventsFile
from ipt_outcomes.plan.confirmed import DAYS
from ipt_outcomes.plan.sessions_file import SessionsFile
from ipt_outcomes.plan.trial_days import DAYS_AFTER, DAYS_BEFORE, trial_days


def ask(data: Data) -> None:
    """Refuse sessions, events and leaving that are dated out of the trial's time."""
    plan, therapy = data.plan, data.therapy
    if plan.sessions is not None:
        # What is out of time because the person's day 0 is wrong is asked of that.
        elsewhere = data.of_another_day_0.index
        sessions = therapy.sessions.drop(index=elsewhere)
        _ask(data, plan.sessions, sessions, "the session is")
    if plan.adverse_events is not None:
        _ask(data, plan.adverse_events, therapy.adverse_events, "the event is")
    _leaving(data)


def _ask(
    data: Data, entry: SessionsFile | AdverseEventsFile, rows: pd.DataFrame, what: str
) -> None:
    if "day" not in rows:
        return
    first, last = trial_days(data.plan)
    day = rows["day"].astype("float64")
    data.asks(
        entry,
        DAYS,
        lines=rows.index[(day < first) | (day > last)],
        column=entry.columns.day or entry.columns.date,
        rule=f"{what} out of the trial's time: days {first:g} to {last:g}, from {DAYS_BEFORE} days "
        f"before the first planned visit to {DAYS_AFTER} days after the last",
        remedy="Correct the day or the date (mostly the year is wrong).",
    )


def _leaving(data: Data) -> None:
    entry, people = data.plan.participants, data.people
    column = entry.columns.variables.get("withdrawal_day")
    if column is None or "withdrawal_day" not in people:
        return
    day = people["withdrawal_day"]
    _, last = trial_days(data.plan)
    for which, rule in (
        (day < 0, "the person left before day 0, the day of randomisation"),
        (day > last, f"the person left more than {DAYS_AFTER} days after the last planned visit"),
    ):
        data.asks(
            entry,
            DAYS,
            lines=people.index[which],
            column=column,
            rule=rule,
            remedy="Correct the day; leave it empty of somebody who stayed until the end.",
        )
