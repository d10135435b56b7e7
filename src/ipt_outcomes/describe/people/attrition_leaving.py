"""Who left a trial and when: as recorded, or as told by the last planned visit with a score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from ipt_outcomes.plan.plan import Plan

Basis = Literal["withdrawal day", "last score"]
BY_DAY: Basis = "withdrawal day"
BY_SCORES: Basis = "last score"
_DAYS = 7.0


@dataclass(frozen=True, repr=False, eq=False)
class Leaving:
    """Of everybody randomised, in the order of `participants`.

    people   participant, arm, week (until they left, or the end), left, interval (the place in the
             plan of the visit at its end, from 1), index as in `participants`
    basis    what it is told by
    without_day  people recorded as having left without a day: where there is one, nobody's day
             is used
    """

    people: pd.DataFrame
    basis: Basis
    without_day: int


def people_leaving(plan: Plan, participants: pd.DataFrame, outcomes: pd.DataFrame) -> Leaving:
    """Who left, and when.

    By the day of withdrawal where the trial records it of everybody who withdrew. Else by scores: a
    person left between the last planned visit with a score of any outcome and the one after it. No
    day is made up for that: `week` is then that of the visit to which the person did not come any
    more. `participants` and `outcomes` are the tables of these names.
    """
    recorded = participants.columns.intersection(["withdrawal_day", "withdrawal_reason"])
    withdrew = participants[recorded].notna().any(axis=1)
    without_day = 0
    if "withdrawal_day" in participants:
        without_day = int((withdrew & participants["withdrawal_day"].isna()).sum())
        if not without_day:
            return Leaving(_by_day(plan, participants), BY_DAY, 0)
    return Leaving(_by_scores(plan, participants, outcomes), BY_SCORES, without_day)


def last_day(plan: Plan) -> float:
    """The day since randomisation until which people are followed.

    ASSUME: that on which the last visit's window closes, or its target day; who withdraws later has
    been followed to the end.
    """
    last = plan.visits[-1]
    return float(last.window[1]) if last.window is not None else last.week * _DAYS


def assessed_visits(plan: Plan, outcomes: pd.DataFrame, arm: str) -> list[int]:
    """The places of the visits at which an arm was assessed, the baseline's 0 first.

    ASSUME: a visit at which nobody of an arm has a score of any outcome was not planned for it (a
    waitlist is not assessed after its people began treatment), and nobody left by not coming.
    """
    own = outcomes[(outcomes["arm"] == arm) & outcomes["score"].notna()]
    seen = set(own["visit"])
    names = [visit.name for visit in plan.visits]
    return [0, *(place for place, name in enumerate(names) if place and name in seen)]


def _by_day(plan: Plan, participants: pd.DataFrame) -> pd.DataFrame:
    end = last_day(plan)
    day = participants["withdrawal_day"]
    left = (day <= end).fillna(False)
    # Nobody leaves a trial before it begins.
    weeks = day.where(left, end).clip(lower=0.0) / _DAYS
    ends = [visit.week for visit in plan.visits[1:]]
    interval = np.searchsorted(ends, weeks, side="left").clip(max=len(ends) - 1) + 1
    return _frame(participants, weeks, left, pd.Series(interval, participants.index))


def _by_scores(plan: Plan, participants: pd.DataFrame, outcomes: pd.DataFrame) -> pd.DataFrame:
    places = {visit.name: place for place, visit in enumerate(plan.visits)}
    scored = outcomes[outcomes["score"].notna()]
    last = scored["visit"].map(places).groupby(scored["participant"]).max()
    # Everybody was there when randomised, with or without a score.
    seen = participants["participant"].map(last).fillna(0).astype(int)
    interval, left = pd.Series(1, participants.index), pd.Series(False, participants.index)
    for arm in plan.arms:
        of_arm = participants["arm"] == arm.name
        visits = np.asarray(assessed_visits(plan, outcomes, arm.name))
        following = np.searchsorted(visits, seen[of_arm], side="right")
        left[of_arm] = following < len(visits)
        interval[of_arm] = visits[following.clip(max=len(visits) - 1)]
    weeks = interval.map(dict(enumerate(visit.week for visit in plan.visits)))
    return _frame(participants, weeks, left, interval)


def _frame(
    participants: pd.DataFrame, weeks: pd.Series, left: pd.Series, interval: pd.Series
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "participant": participants["participant"],
            "arm": participants["arm"],
            "week": weeks.astype(float),
            "left": left.astype(bool),
            "interval": interval.astype(int),
        }
    )
