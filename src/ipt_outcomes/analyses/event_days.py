"""On which day an event happened to each person."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ipt_outcomes.errors import DataError, Problem
from ipt_outcomes.plan.estimands import Event
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.prepare.visits import DAYS_IN_A_WEEK


def event_days(plan: Plan, event: Event, participants: pd.DataFrame) -> pd.Series:
    """The day since randomisation on which it happened, by participant; NaN where it did not.

    By design it is the planned day of the visit after which it happens.

    Raises DataError where the event's variable is not a column of the participants, or holds no
    numbers.
    """
    index = pd.Index(participants["participant"])
    if event.after is not None:
        week = next(visit.week for visit in plan.visits if visit.name == event.after)
        day = pd.Series(week * DAYS_IN_A_WEEK, index=index)
    else:
        day = pd.Series(_numbers(event, participants), index=index)
    if event.arms:
        day = day.where(participants["arm"].astype("str").isin(event.arms).to_numpy())
    return day


def _numbers(event: Event, participants: pd.DataFrame) -> np.ndarray:
    if event.day not in participants:
        raise _refused(
            event,
            f"the event {event.name} has its day there, and there is no such column",
            "Map it under `participants`, or take the event out of the plan.",
        )
    given = participants[event.day]
    numbers = pd.to_numeric(given, errors="coerce")
    if (numbers.isna() & given.notna()).any():
        raise _refused(
            event,
            f"it is the day of the event {event.name}, and does not hold numbers",
            "Give days since randomisation, empty where it did not happen.",
        )
    return np.asarray(numbers.to_numpy(dtype="float64", na_value=np.nan))


def _refused(event: Event, rule: str, remedy: str) -> DataError:
    return DataError([Problem("table participants", None, event.day, rule, remedy)])
