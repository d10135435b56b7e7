"""`clinical_event`: a category of `clinical_change` as an event that `event_rates` takes.

Formulas: docs/methods.md, "Clinical significance".
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.estimate.clinical.categories import (
    CATEGORIES,
    WITHOUT_CUTOFF,
    classify,
    event_names,
    happened,
)
from ipt_outcomes.estimate.clinical.marks import reliable_events
from ipt_outcomes.estimate.clinical.reliable import JACOBSON_TRUAX
from ipt_outcomes.missing.events import Event, remission
from ipt_outcomes.models.arguments import data_frame, one_of
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.moments import Array

_RESTS_ON = ("method", "post_time", "clinical_sd", "reliability", "cutoff", "direction", "level")


def clinical_event(
    change: pd.DataFrame, event: str, *, baseline: str, of_change: bool = False
) -> Event:
    """An event of Jacobson and Truax's categories, for completed scores (`event_rates`).

    The limits are those that `change` rests on: the SD before treatment, the reliability and the
    cutoff are taken as known, and do not vary from one completed data set to the next.

    Args:
        change: of `clinical_change` with the method "jacobson-truax".
        event: "recovered", "recovered or improved", "deteriorated or harmed", "harmed" or
            "remission" (a functional score, whatever it was before), without a cutoff the second
            and third alone; or a category by its name, "unchanged".
        baseline: the column of scores before treatment in the imputed data.
        of_change: whether what was imputed is the change from baseline.

    Raises:
        ModelError: another method, or no such event; when it is used, people without a baseline.
    """
    rule = rule_of(change)
    if rule["method"] != JACOBSON_TRUAX:
        raise ModelError(
            f"clinical_event takes the categories of {JACOBSON_TRUAX!r}, which rest on a person's "
            f"own two scores and fixed limits, and these are of {rule['method']!r}"
        )
    has_cutoff = not np.isnan(rule["cutoff"])
    categories = CATEGORIES if has_cutoff else WITHOUT_CUTOFF
    one_of("event", event, tuple(dict.fromkeys((*event_names(has_cutoff), *categories))))
    upward = rule["direction"] == "higher"
    improved, worse = reliable_events(
        rule["clinical_sd"],
        rule["reliability"],
        rule["level"],
        1 if upward else -1,
        baseline=baseline,
        change=of_change,
    )
    limit = rule["cutoff"] if has_cutoff else 0.0
    before = remission(limit, higher_is_better=upward)
    after = remission(limit, baseline=baseline if of_change else None, higher_is_better=upward)

    def occurred(scores: Array, people: pd.DataFrame) -> NDArray[np.bool_]:
        marks = improved(scores, people), worse(scores, people)
        start = people[baseline].to_numpy(dtype=np.float64)
        if lacking := int(np.isnan(start).sum()):
            raise ModelError(f"baseline {baseline!r} is missing for {lacking} people")
        functional = after(scores, people)
        if not has_cutoff:
            functional = np.zeros(functional.shape, dtype=bool)
        clinical = ~functional if has_cutoff else functional
        category = classify(*marks, ~before(start[None], people), (functional, clinical))
        return happened(event, category, functional)

    return occurred


def rule_of(change: Any) -> dict[str, Any]:
    """What the rows of `clinical_change` rest on, which is the same in all.

    Raises:
        ModelError: it is no such frame, or rows of several together.
    """
    change = data_frame(change, "the changes")
    absent = [name for name in (*_RESTS_ON, "category") if name not in change.columns]
    if absent or not len(change):
        lacking = " and ".join(absent) or "rows"
        raise ModelError(f"the changes have no {lacking}: give what clinical_change() returns")
    found = change[list(_RESTS_ON)].drop_duplicates()
    if len(found) > 1:
        raise ModelError(
            f"the changes are of {len(found)} ways of judging (method, limits, cutoff): give the "
            "rows of one"
        )
    return dict(found.iloc[0])
