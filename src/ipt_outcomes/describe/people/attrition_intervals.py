"""Each person's intervals between planned visits, up to the one in which they left."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ipt_outcomes.describe.people.attrition_leaving import Leaving
from ipt_outcomes.plan.plan import Plan


def person_intervals(
    plan: Plan, leaving: Leaving, outcomes: pd.DataFrame, outcome: str
) -> pd.DataFrame:
    """A row a person and interval: participant, arm, interval, left, baseline, last.

    `left` is whether the person left in it; `last` the last score of the outcome at a visit before
    it, the baseline's among them. People without a baseline score have no row.
    """
    names = [visit.name for visit in plan.visits]
    own = outcomes[outcomes["outcome"] == outcome]
    scores = own.pivot(index="participant", columns="visit", values="score").reindex(columns=names)
    people = leaving.people.set_index("participant", drop=False)
    scores = scores.reindex(people.index)
    known = scores[plan.baseline.name].notna()
    people, scores = people[known], scores[known]
    last = scores.ffill(axis=1).to_numpy()
    times = people["interval"].to_numpy()
    row = np.repeat(np.arange(len(people)), times)
    interval = np.concatenate([np.arange(1, each + 1) for each in times]) if len(times) else times
    final = interval == times[row]
    return pd.DataFrame(
        {
            "participant": people["participant"].to_numpy()[row],
            "arm": people["arm"].to_numpy()[row],
            "interval": interval,
            "left": final & people["left"].to_numpy()[row],
            "baseline": scores[plan.baseline.name].to_numpy()[row],
            "last": last[row, interval - 1],
        }
    )
