"""What may happen to a person who is judged: each event by its name in `clinical_effects`.

Formulas: docs/methods.md, "Clinical significance".
"""

from __future__ import annotations

import numpy as np

from ipt_outcomes.estimate.clinical.categories import (
    CATEGORIES,
    EVENTS,
    HARMED,
    RECOVERED,
    REMISSION,
    WITHOUT_CUTOFF,
)
from ipt_outcomes.estimate.clinical.event import clinical_event
from ipt_outcomes.missing.events import Event, improvement, remission, response
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.plan.clinical_limits import Limit
from ipt_outcomes.sensitivity.clinical.judging import BASELINE, Judging

RESPONSE, IMPORTANT, FUNCTIONAL = "response", "important improvement", "functional score"
RELIABLE, DETERIORATION = "reliable improvement", "reliable deterioration"
_IMPROVED, _WORSE = "recovered or improved", "deteriorated or harmed"
assert {_IMPROVED, _WORSE} <= set(EVENTS)
UNWANTED = (DETERIORATION, HARMED)


def events_of(judging: Judging) -> dict[str, Event]:
    """Those that can be told: without a cutoff nobody recovers, and no rule, no remission."""
    found: dict[str, Event] = {}
    limits = judging.limits
    for name, limit in (
        (RESPONSE, limits.response),
        (REMISSION, limits.remission),
        (IMPORTANT, limits.minimal_important_difference),
    ):
        if limit is not None:
            found[name] = _of_limit(limit, judging.higher_is_better)
    try:
        change = judging.change
    except ModelError:
        return found
    named = {RELIABLE: _IMPROVED, DETERIORATION: _WORSE}
    if not np.isnan(change["cutoff"].iloc[0]):
        named |= {RECOVERED: RECOVERED, HARMED: HARMED, FUNCTIONAL: REMISSION}
    return found | {
        name: clinical_event(change, event, baseline=BASELINE) for name, event in named.items()
    }


def categories_of(judging: Judging) -> dict[str, Event]:
    """Each category as an event. Raises ModelError where people cannot be judged."""
    change = judging.change
    with_cutoff = not np.isnan(change["cutoff"].iloc[0])
    return {
        name: clinical_event(change, name, baseline=BASELINE)
        for name in (CATEGORIES if with_cutoff else WITHOUT_CUTOFF)
    }


def _of_limit(limit: Limit, higher_is_better: bool) -> Event:
    if limit.unit == "percent of baseline":
        # Of the score itself: the way from it to zero, whatever the scale's least score is.
        return response(
            limit.value / 100.0, baseline=BASELINE, best=0.0, higher_is_better=higher_is_better
        )
    if limit.unit == "points of change":
        return improvement(limit.value, baseline=BASELINE, higher_is_better=higher_is_better)
    if limit.words == "below":
        return remission(float(np.nextafter(limit.value, -np.inf)))
    return remission(limit.value, higher_is_better=limit.words == "at least")
