"""Where all of somebody's sessions are out of the trial's time: is it their day 0 that is wrong?"""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.ingest.asked.another_day_0 import LATE
from ipt_outcomes.ingest.asked.data import Data
from ipt_outcomes.plan.confirmed import DAY_0
from ipt_outcomes.plan.sessions_file import SessionsFile
from ipt_outcomes.plan.trial_days import trial_days


def ask(data: Data) -> None:
    """Refuse, once a person, sessions of which all are before randomisation, or all too late."""
    planned = data.plan.sessions
    rows = data.of_another_day_0
    if planned is None or rows.empty:
        return
    day = rows["day"].astype("float64")
    before = day < 0
    after = day.groupby(rows["participant"]).transform("min") > trial_days(data.plan)[1]
    for which, where in (
        (before, "before day 0, the day of randomisation"),
        (after, "after the trial's time"),
        (~before & ~after, f"more than {LATE} days after most people's sessions begin"),
    ):
        _ask(data, planned, rows[which], where)


def _ask(data: Data, planned: SessionsFile, rows: pd.DataFrame, where: str) -> None:
    entry, people = data.plan.participants, data.people
    date = entry.columns.randomisation_date
    if date is not None and planned.columns.date is not None and "participant" in people:
        data.asks(
            entry,
            DAY_0,
            lines=people.index[people["participant"].isin(rows["participant"])],
            column=date,
            rule=f"every session of the person is {where}",
            remedy="See whether it is this date that is wrong (mostly the year, or day and month): "
            f"one such date moves all of the person's days. Else correct {planned.source}.",
        )
        return
    data.asks(
        planned,
        DAY_0,
        lines=rows.drop_duplicates("participant").index,
        column=planned.columns.day or planned.columns.date,
        rule=f"every session of the person, of which the first is here, is {where}",
        remedy="See from which day this person's days are counted: it is that of randomisation.",
    )
