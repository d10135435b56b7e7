"""Improved and deteriorated as events of completed scores: one notion, observed or imputed."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.estimate.clinical.points import Points
from ipt_outcomes.missing.events import Event, reliable_change, response
from ipt_outcomes.models.moments import Array


def reliable_events(
    sd: float, reliability: float, level: float, better: int, *, baseline: str, change: bool = False
) -> tuple[Event, Event]:
    """A reliable improvement, and the same distance the other way."""

    def towards(sign: int) -> Event:
        return reliable_change(
            sd,
            reliability,
            baseline=baseline,
            change=change,
            higher_is_better=sign > 0,
            level=level,
        )

    return towards(better), towards(-better)


def percentage_events(points: Points, better: int, *, baseline: str) -> tuple[Event, Event]:
    """A response, and a worsening by a share of the way that lay before the person."""
    assert points.best is not None
    best, part = points.best, points.deterioration / 100.0

    def worse(scores: Array, people: pd.DataFrame) -> NDArray[np.bool_]:
        start = people[baseline].to_numpy(dtype=np.float64)
        lost = -better * (scores - start)
        # ASSUME: from the best possible score every worsening counts: any share of no way.
        return np.asarray((lost >= part * np.abs(best - start)) & (lost > 0))

    improved = response(
        points.improvement / 100.0, baseline=baseline, best=best, higher_is_better=better > 0
    )
    return improved, worse
