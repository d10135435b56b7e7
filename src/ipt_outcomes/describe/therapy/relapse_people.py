"""People who were well at a visit, and at which later assessment they were ill again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.describe.survival.kaplan_meier import Array, Marks
from ipt_outcomes.plan.clinical_limits import Limit
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.relapse import Relapse
from ipt_outcomes.plan.relapse_limits import relapse_limits


@dataclass(frozen=True, repr=False, eq=False)
class Followed:
    """The people of one entry of `relapse`.

    people     a row a person who was well and assessed again: the columns of `participants`, week
               (planned weeks from the visit to that at which they were ill again, or to the last
               with a score), relapsed
    intervals  a row of these a person and later visit, up to the first without a score: the
               person's label in `people`, interval, relapsed
    counts     participant, arm, assessed (has a score at the visit), well, followed
    """

    people: pd.DataFrame
    intervals: pd.DataFrame
    counts: pd.DataFrame


def people_followed(
    plan: Plan, asked: Relapse, participants: pd.DataFrame, outcomes: pd.DataFrame
) -> Followed:
    """Who was well at the visit, and what became of them.

    A relapse is dated to the visit at which it is seen: with several in a row, to the first of
    them. Who is ill at the last assessments, too few to count, is followed until the one before
    these.

    # ASSUME: the time of a visit is its planned week. The day within its window says when somebody
    # was seen and not when they fell ill; by days, who is seen early and well would be out of the
    # risk set of relapses found later at the same visit.

    `participants` and `outcomes` are the tables of these names; the plan's rules must hold.
    """
    limits = relapse_limits(plan, asked)
    assert limits.well is not None and limits.relapse is not None
    names = [visit.name for visit in plan.visits]
    own = outcomes[outcomes["outcome"] == asked.outcome]
    scores = (
        own.pivot(index="participant", columns="visit", values="score")
        .reindex(index=participants["participant"], columns=names)
        .to_numpy(dtype=float)
    )
    place = names.index(limits.visit)
    worse = 1.0 if plan.direction_of(asked.outcome) == "higher_is_worse" else -1.0
    start = scores[:, names.index(plan.baseline.name)]
    later = scores[:, place + 1 :]
    bad = worse * (scores - limits.relapse.value) >= 0
    ill = bad[:, place + 1 :]
    # A response may end at a score that would be a relapse: nobody is well and ill at once.
    well = is_well(scores[:, place], start, limits.well, worse) & ~bad[:, place]
    ends = [_end(row, own, asked.in_a_row) for row, own in zip(later, ill, strict=True)]
    last = np.array([each[0] for each in ends], dtype=int)
    relapsed = np.array([each[1] for each in ends], dtype=bool)
    followed = well & (last >= 0)
    planned = np.array([visit.week for visit in plan.visits], dtype=float)
    weeks = planned[place + 1 + last[followed]] - planned[place]
    people = participants[followed].assign(week=weeks, relapsed=relapsed[followed])
    counts = participants[["participant", "arm"]].assign(
        assessed=~np.isnan(scores[:, place]), well=well, followed=followed
    )
    rows = _intervals(people, later[followed], last[followed])
    return Followed(people, rows, counts)


def is_well(score: Array, start: Array, limit: Limit, worse: float) -> Marks:
    """Whether (n,) scores are a remission, or a response; not where one that it takes is missing.

    `worse` is 1 where higher scores are worse, -1 where lower ones are.
    """
    if limit.unit == "points":
        apart = worse * (score - limit.value)
        return np.asarray(apart < 0 if limit.words == "below" else apart <= 0)
    gained = worse * (start - score)
    if limit.unit == "points of change":
        return np.asarray(gained >= limit.value)
    # ASSUME: of a score of 0 at the start there is no percentage, and no response.
    return np.asarray((gained >= limit.value / 100.0 * start) & (start != 0))


def _end(scores: Array, ill: Marks, in_a_row: int) -> tuple[int, bool]:
    """The place of the assessment at which a person's time ends, and whether by a relapse.

    -1 where there is none.
    """
    seen = np.flatnonzero(~np.isnan(scores))
    run: list[int] = []
    for place in seen:
        run = [*run, int(place)] if ill[place] else []
        if len(run) == in_a_row:
            return run[0], True
    # Ill at the end, too few times to count: nothing is known from the first of these on.
    known = seen[: len(seen) - len(run)]
    return (int(known[-1]) if len(known) else -1), False


def _intervals(people: pd.DataFrame, later: Array, last: NDArray[np.intp]) -> pd.DataFrame:
    """Up to a relapse, or to the first visit without a score."""
    gap = np.where(np.isnan(later).any(axis=1), np.isnan(later).argmax(axis=1), later.shape[1])
    times = np.minimum(gap, last + 1)
    row = np.repeat(np.arange(len(people)), times)
    interval = np.concatenate([np.arange(each) for each in times]) if len(times) else times
    relapsed = people["relapsed"].to_numpy()[row] & (interval == last[row])
    return pd.DataFrame(
        {"person": people.index.to_numpy()[row], "interval": interval, "relapsed": relapsed}
    )
