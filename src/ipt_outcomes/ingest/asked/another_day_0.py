"""People of whom every session is out of the trial's time: their day 0 may be wrong, not those."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.trial_days import trial_days

# ASSUME: one session alone may be misdated itself; where all of several are, they have it in common
# from which day they are counted.
_FEWEST = 2


def of_another_day_0(plan: Plan, sessions: pd.DataFrame) -> pd.DataFrame:
    """The sessions with a day of people of whom each is before day 0, or each after the trial."""
    if not {"participant", "day"} <= set(sessions.columns):
        return sessions.iloc[:0]
    dated = sessions.dropna(subset=["participant", "day"])
    days = dated.groupby("participant")["day"]
    _, last = trial_days(plan)
    out = (days.transform("max") < 0) | (days.transform("min") > last)
    return dated[out & (days.transform("size") >= _FEWEST)]
