"""The people of an arm who left before the endpoint: how they did before, and are taken to do."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ipt_outcomes.models.moments import Array
from ipt_outcomes.sensitivity.imputed import ImputedOutcome

_FEW = 5
"""Fewer people than this have no mean of theirs in a table: it would tell of a person."""


@dataclass(frozen=True)
class Left:
    """An arm's people, and those of them without a score at the endpoint or after it.

    baseline  mean baseline score of those who left
    imputed   their mean score at the endpoint, imputed under missing at random
    observed  mean score at the endpoint of those who were assessed

    Each is NaN where it would be of fewer than five.
    """

    people: int
    left: int
    baseline: float
    imputed: float
    observed: float

    @property
    def share(self) -> float:
        """Of the arm's people, those who left."""
        return self.left / self.people

    def columns(self) -> dict[str, float]:
        """As the table `tipping_points` calls them."""
        return {
            "people": self.people,
            "left": self.left,
            "baseline_of_left": self.baseline,
            "imputed_of_left": self.imputed,
            "observed_of_stayed": self.observed,
        }


def people_who_left(imputed: ImputedOutcome, arm: str) -> Left:
    """Those of one arm. Raises ModelError where nothing can be imputed."""
    schedule = imputed.at_random.model.schedule
    place = schedule.visit_place(imputed.endpoint)
    own = np.asarray(schedule.arms, dtype=object)[schedule.arm_codes] == arm
    scores = imputed.planned.tables["outcomes"]
    first = scores.loc[scores["visit"] == imputed.plan.baseline.name]
    people = schedule.frame[schedule.participant].to_numpy()[:: schedule.n_visits]
    gone = own & np.isin(people, imputed.leavers.index)
    return Left(
        people=int(own.sum()),
        left=int(gone.sum()),
        baseline=_mean(first.set_index("participant")["score"].reindex(people[gone]).to_numpy()),
        imputed=_mean(imputed.mean_scores[gone]),
        observed=_mean(schedule.scores[own, place]),
    )


def _mean(scores: Array) -> float:
    """The mean of those who have a score; NaN where they are few."""
    there = scores[~np.isnan(scores)]
    return float(there.mean()) if len(there) >= _FEW else math.nan
