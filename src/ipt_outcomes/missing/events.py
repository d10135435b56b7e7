"""What counts as an event in completed scores: remission, response, improvement, reliable change.

Formulas: docs/methods.md, "Events in completed scores".
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import norm

from ipt_outcomes.models.arguments import confidence_level, finite_number, shown
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.moments import Array

Event = Callable[[Array, pd.DataFrame], NDArray[np.bool_]]
"""(k, n) scores and the n people's rows -> (k, n), True where somebody had the event."""


def remission(
    limit: float, *, baseline: str | None = None, higher_is_better: bool = False
) -> Event:
    """A score at or below `limit` points; with `higher_is_better` at or above it.

    `baseline` names the column of baseline scores where the outcome is the change from baseline.
    """
    points = finite_number("limit", limit)

    def event(scores: Array, people: pd.DataFrame) -> NDArray[np.bool_]:
        total = scores if baseline is None else scores + _column(people, baseline)
        return np.asarray(total >= points if higher_is_better else total <= points)

    return event


def response(
    share: float = 0.5,
    *,
    baseline: str,
    change: bool = False,
    best: float = 0.0,
    higher_is_better: bool = False,
) -> Event:
    """An improvement of at least `share` of the way from the baseline score to the best possible.

    Args:
        share: of the way, .5 for "50% response".
        baseline: the column of baseline scores.
        change: whether the outcome is the change from baseline.
        best: the best possible score, from which the way is counted: the scale's minimum, 0 on
            most; with `higher_is_better` its maximum.
        higher_is_better: whether higher scores are better.

    Raises:
        ModelError: the share is not between 0 and 1.
    """
    part = finite_number("share", share)
    if not 0 < part <= 1:
        raise ModelError(f"share {shown(share)}: write a share between 0 and 1, such as 0.5")
    end = finite_number("best", best)
    sign = 1.0 if higher_is_better else -1.0

    def event(scores: Array, people: pd.DataFrame) -> NDArray[np.bool_]:
        start = _column(people, baseline)
        gained = sign * (scores if change else scores - start)
        # ASSUME: whoever is at the best possible score already has not responded.
        return np.asarray((gained >= part * np.abs(end - start)) & (gained > 0))

    return event


def improvement(points: float, *, baseline: str, higher_is_better: bool = False) -> Event:
    """An improvement by at least so many `points` on the score in the column `baseline`.

    Raises:
        ModelError: the points are not positive.
    """
    least = finite_number("points", points)
    if least <= 0:
        raise ModelError(f"points {shown(points)}: write a positive number")
    sign = 1.0 if higher_is_better else -1.0

    def event(scores: Array, people: pd.DataFrame) -> NDArray[np.bool_]:
        return np.asarray(sign * (scores - _column(people, baseline)) >= least)

    return event


def reliable_change(
    sd: float,
    reliability: float,
    *,
    baseline: str,
    change: bool = False,
    higher_is_better: bool = False,
    level: float = 0.95,
) -> Event:
    """An improvement beyond what measurement error makes of no change in 95 of 100 people.

    That is 1.96 sqrt(2) sd sqrt(1 - reliability) points (Jacobson and Truax 1991, J Consult Clin
    Psychol 59:12-19). `sd` is that of baseline scores; `baseline` and `change` as for `response`;
    `level` is the share of people, .95. With `higher_is_better` turned about it is a worsening.

    Raises:
        ModelError: the SD is not positive or the reliability not between 0 and 1.
    """
    spread, trust = finite_number("sd", sd), finite_number("reliability", reliability)
    if spread <= 0 or not 0 <= trust <= 1:
        raise ModelError(
            f"sd {shown(sd)}, reliability {shown(reliability)}: a positive number and a share"
        )
    errors = norm.ppf((1.0 + confidence_level(level)) / 2.0)
    least = errors * np.sqrt(2.0) * spread * np.sqrt(1.0 - trust)
    sign = 1.0 if higher_is_better else -1.0

    def event(scores: Array, people: pd.DataFrame) -> NDArray[np.bool_]:
        moved = scores if change else scores - _column(people, baseline)
        return np.asarray(sign * moved >= least)

    return event


def _column(people: pd.DataFrame, name: str) -> Array:
    if name not in people.columns:
        raise ModelError(f"baseline {name!r}: the data have no such column")
    return people[name].to_numpy(dtype=np.float64)
