"""Totals that people give at their sessions: the same people's courses, seen at other times."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.simulate.latent import Course, answers
from ipt_outcomes.simulate.maintenance import DAYS_A_WEEK, mean_shift
from ipt_outcomes.simulate.therapy_truth import SessionScores
from ipt_outcomes.simulate.truth import Truth


def draw_session_scores(
    truth: Truth,
    told: SessionScores,
    sessions: pd.DataFrame,
    *,
    course: Course,
    participant: NDArray[np.str_],
    maintenance_from: int,
    rng: np.random.Generator,
) -> pd.Series:
    """A total (Int64) for each row of `sessions` that was attended; the rows' order is kept.

    course: that of `told.scale`, of the people in `participant`. maintenance_from: the first number
    of a maintenance session; there the course is lower by what maintenance does on average.

    ASSUME: between two assessments the expected course is a straight line, and one session's
    deviation from it says nothing of the next one's.
    """
    scale = truth.scales[told.scale]
    assert scale.items is not None
    person = pd.Index(participant).get_indexer(pd.Index(sessions["participant"]))
    week = sessions["day"].to_numpy(dtype=float) / DAYS_A_WEEK
    weeks = [visit.week for visit in truth.visits]
    latent = course.start[person] + course.change[person] * np.interp(week, weeks, scale.progress)
    number = sessions["session"].to_numpy(dtype=int)
    latent = latent - mean_shift(truth, told.scale) * (number >= maintenance_from)
    latent = latent + told.session_sd * rng.standard_normal(len(sessions))
    felt = latent[:, None] + course.way[person]
    totals = answers(scale.items, felt, rng.standard_normal(felt.shape)).sum(axis=1)
    missing = rng.random(len(sessions)) < told.missing
    given = (sessions["attended"] == "yes").to_numpy() & ~missing
    return pd.Series(totals, index=sessions.index).astype("Int64").where(given)
