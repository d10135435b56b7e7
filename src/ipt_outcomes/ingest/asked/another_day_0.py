"""People of whom every session is out of their time: their day 0 may be wrong, not those."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.trial_days import trial_days

# ASSUME: one session alone may be misdated itself; where all of several are, they have it in common
# from which day they are counted.
_FEWEST = 2
# ASSUME: nobody begins so many days after most others: a year that is wrong moves all of somebody's
# days by 365, and of a short trial they are in its time all the same.
LATE = 300


def of_another_day_0(plan: Plan, sessions: pd.DataFrame) -> pd.DataFrame:
    """The sessions with a day of people of whom each is before day 0, after the trial, or late.

    Late is more than `LATE` days after the day on which most people's sessions begin.
    """
    if not {"participant", "day"} <= set(sessions.columns):
        return sessions.iloc[:0]
    dated = sessions.dropna(subset=["participant", "day"])
    days = dated.groupby("participant")["day"]
    _, last = trial_days(plan)
    first = days.transform("min")
    usual = days.min().quantile(0.5, interpolation="lower")
    out = (days.transform("max") < 0) | (first > min(last, usual + LATE))
    return dated[out & (days.transform("size") >= _FEWEST)]
