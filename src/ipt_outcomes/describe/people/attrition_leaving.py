"""Who left a trial and when: as recorded, or as told by the last planned visit with a score."""

from __future__ import annotations

from collections.abc import Mapping
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
    until    by arm, the day until which its people are followed
    without_day  people recorded as having left without a day: where there is one, nobody's day
             is used
    """

    people: pd.DataFrame
    basis: Basis
    without_day: int
    until: Mapping[str, float]


def people_leaving(plan: Plan, participants: pd.DataFrame, outcomes: pd.DataFrame) -> Leaving:
    """Who left, and when.

    By the day of withdrawal where the trial records it of everybody who withdrew. Else by scores: a
    person left between the last planned visit with a score of any outcome and the one after it. No
    day is made up for that: `week` is then that of the visit to which the person did not come any
    more. `participants` and `outcomes` are the tables of these names.
    """
    ends = {arm.name: _end(plan, outcomes, arm.name) for arm in plan.arms}
    until = {arm: day for arm, (_, day) in ends.items()}
    recorded = participants.columns.intersection(["withdrawal_day", "withdrawal_reason"])
    withdrew = participants[recorded].notna().any(axis=1)
    without_day = 0
    if "withdrawal_day" in participants:
        without_day = int((withdrew & participants["withdrawal_day"].isna()).sum())
        if not without_day:
            return Leaving(_by_day(plan, participants, ends), BY_DAY, 0, until)
    by_scores = _by_scores(plan, participants, outcomes)
    return Leaving(by_scores, BY_SCORES, without_day, until)


def _end(plan: Plan, outcomes: pd.DataFrame, arm: str) -> tuple[int, float]:
    """The place of the last visit to which an arm is followed, and the day since randomisation.

    ASSUME: that on which the window of the last visit closes at which the arm was assessed, or its
    target day; who withdraws later has been followed to the end. Where another treatment begins by
    design after a visit (`events: after`), the target day of that visit: what happens later is not
    the arm's. An arm without any score after the baseline is taken to have been followed to the
    trial's end.
    """
    place = assessed_visits(plan, outcomes, arm)[-1] or len(plan.visits) - 1
    last = plan.visits[place]
    day = float(last.window[1]) if last.window is not None else last.week * _DAYS
    names = [visit.name for visit in plan.visits]
    for event in plan.events:
        if event.after is not None and event.concerns(arm):
            begins = names.index(event.after)
            place = min(place, begins)
            day = min(day, plan.visits[begins].week * _DAYS)
    return place, day


def assessed_visits(plan: Plan, outcomes: pd.DataFrame, arm: str) -> list[int]:
    """The places of the visits at which an arm was assessed, the baseline's 0 first.

    ASSUME: a visit at which nobody of an arm has a score of any outcome was not planned for it (a
    waitlist is not assessed after its people began treatment), and nobody left by not coming.
    """
    own = outcomes[(outcomes["arm"] == arm) & outcomes["score"].notna()]
    seen = set(own["visit"])
    names = [visit.name for visit in plan.visits]
    return [0, *(place for place, name in enumerate(names) if place and name in seen)]


def _by_day(
    plan: Plan, participants: pd.DataFrame, ends: Mapping[str, tuple[int, float]]
) -> pd.DataFrame:
    place = participants["arm"].map({arm: place for arm, (place, _) in ends.items()})
    end = participants["arm"].map({arm: day for arm, (_, day) in ends.items()})
    day = participants["withdrawal_day"]
    left = (day <= end).fillna(False)
    # Nobody leaves a trial before it begins.
    weeks = day.where(left, end).clip(lower=0.0) / _DAYS
    visits = [visit.week for visit in plan.visits[1:]]
    interval = np.minimum(np.searchsorted(visits, weeks, side="left") + 1, place)
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
