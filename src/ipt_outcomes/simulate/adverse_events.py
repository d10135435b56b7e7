"""Adverse events: a Poisson process while a person is in the trial."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.simulate.maintenance import DAYS_A_WEEK
from ipt_outcomes.simulate.therapy_truth import AdverseEvents
from ipt_outcomes.simulate.truth import Truth

DAYS_A_YEAR = 365.25


def draw_adverse_events(
    truth: Truth,
    told: AdverseEvents,
    *,
    participant: NDArray[np.str_],
    arm: NDArray[np.int64],
    withdrawal_day: NDArray[np.float64],
    rng: np.random.Generator,
) -> pd.DataFrame:
    """One row an event: participant, day, event, serious, severity, related; by the first two.

    arm: codes; withdrawal_day: NaN for who stayed, to the arm's last week. One entry a person.

    ASSUME: events are independent of symptoms; every serious event is severe.
    """
    names = list(truth.arms)
    ends = np.array([one.last_week * DAYS_A_WEEK for one in truth.arms.values()])[arm]
    days = np.where(np.isnan(withdrawal_day), ends, withdrawal_day)
    rate = np.array([told.a_year[name] for name in names])[arm]
    person = np.repeat(np.arange(arm.size), rng.poisson(rate * days / DAYS_A_YEAR))
    n = person.size
    day = np.floor(rng.random(n) * days[person]).astype(int)
    serious = rng.random(n) < told.serious
    severity = np.where(serious, "severe", _words(told.severity, rng.random(n)))
    chance = rng.random(n)
    of_arm = {name: _words(told.related[name], chance) for name in names}
    related = np.array([of_arm[names[arm[who]]][row] for row, who in enumerate(person)], dtype="O")
    events = pd.DataFrame(
        {
            "participant": participant[person],
            "day": day,
            "event": _words(told.events, rng.random(n)),
            "serious": np.where(serious, "yes", "no"),
            "severity": severity,
            "related": related,
        }
    )
    return events.sort_values(["participant", "day"], kind="stable", ignore_index=True)


def _words(weights: Mapping[Any, float], chance: NDArray[np.float64]) -> NDArray[np.object_]:
    shares = np.cumsum(list(weights.values()))
    place = np.searchsorted(shares / shares[-1], chance, side="right")
    return np.array(list(weights), dtype=object)[np.minimum(place, len(weights) - 1)]
