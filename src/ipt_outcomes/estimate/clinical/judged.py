"""The judgement of a method on each person: the statistic, its limits, who changed.

Formulas: docs/methods.md, "Clinical significance".
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ipt_outcomes.estimate.clinical.categories import Marks
from ipt_outcomes.estimate.clinical.marks import percentage_events, reliable_events
from ipt_outcomes.estimate.clinical.moments import Moments
from ipt_outcomes.estimate.clinical.points import Points
from ipt_outcomes.estimate.clinical.reliable import (
    JACOBSON_TRUAX,
    METHODS,
    OF_BOTH_MEANS,
    critical_value,
)
from ipt_outcomes.estimate.clinical.slopes import HIERARCHICAL, person_slopes
from ipt_outcomes.estimate.clinical.two_scores import TwoScores
from ipt_outcomes.missing.events import Event
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.moments import Array

_PRE = "pre"


@dataclass(frozen=True, repr=False, eq=False)
class Judged:
    """Of n people; NaN and False where a score is missing.

    statistic              (n,)
    limits                 between which nobody changed, of the statistic
    post_limits            (n,) and (n,): the same as scores after treatment
    improved, deteriorated (n,)
    critical               of an improvement: standard errors, points or percent
    """

    statistic: Array
    limits: tuple[float, float]
    post_limits: tuple[Array, Array]
    improved: Marks
    deteriorated: Marks
    critical: float


def judge(
    method: str,
    two: TwoScores,
    moments: Moments,
    points: Points | None,
    *,
    better: int,
    level: float,
) -> Judged:
    """What `method` says of everyone.

    Raises:
        ModelError: the method cannot be had of these scores.
    """
    critical = critical_value(method, level) if points is None else float("nan")
    if points is not None:
        return _by_points(two, points, better)
    if method == HIERARCHICAL:
        slope, se = person_slopes(two)
        nothing = np.full(len(two.pre), np.nan)
        return _beyond(slope / se, (critical, critical), (nothing, nothing), better)
    if method in OF_BOTH_MEANS and (pairs := int(two.both.sum())) < 3:
        raise ModelError(f"{method} needs three people with both scores, and there are {pairs}")
    expected, scale = METHODS[method](two.pre, moments)
    limits = expected - critical * scale, expected + critical * scale
    judged = _beyond((two.post - expected) / scale, (critical, critical), limits, better)
    if method != JACOBSON_TRUAX:
        return judged
    events = reliable_events(moments.sd, moments.reliability, level, better, baseline=_PRE)
    return _marked(judged, two, events)


def _by_points(two: TwoScores, points: Points, better: int) -> Judged:
    """Change in units of a point, or of a hundredth of the way to the best score."""
    change, unit = two.post - two.pre, points.unit(two.pre)
    with np.errstate(divide="ignore", invalid="ignore"):
        # From the best score on there is no way: 0 / 0 is no change, and all else is infinite.
        statistic = np.where((unit == 0) & (change == 0), 0.0, change / unit)
    most = points.improvement, points.deterioration
    down, up = most if better < 0 else most[::-1]
    limits = two.pre - down * unit, two.pre + up * unit
    judged = _beyond(statistic, most, limits, better)
    if points.best is None:
        return judged
    return _marked(judged, two, percentage_events(points, better, baseline=_PRE))


def _marked(judged: Judged, two: TwoScores, events: tuple[Event, Event]) -> Judged:
    """With the marks of events, which are the same for completed scores."""
    people = pd.DataFrame({_PRE: two.pre})
    improved, deteriorated = (event(two.post[None], people)[0] for event in events)
    return replace(judged, improved=improved, deteriorated=deteriorated)


def _beyond(
    statistic: Array, most: tuple[float, float], post_limits: tuple[Array, Array], better: int
) -> Judged:
    improvement, deterioration = most
    gained = better * statistic
    limits = (-improvement, deterioration) if better < 0 else (-deterioration, improvement)
    return Judged(
        statistic,
        limits,
        post_limits,
        np.asarray(gained >= improvement),
        np.asarray(gained <= -deterioration),
        improvement,
    )
