"""Shares of people with events in every completed data set, by arm: several events in one pass.

Formulas: docs/methods.md, "Events in completed scores".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ipt_outcomes.missing.arm_shares import (
    Codes,
    cluster_numbers,
    freedom_of_shares,
    shares_of_arms,
)
from ipt_outcomes.missing.events import Event
from ipt_outcomes.missing.imputations import Imputations
from ipt_outcomes.missing.model import ImputationModel
from ipt_outcomes.models.design.typed_columns import Level, TypedColumns
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.random_effects.terms import level_codes


@dataclass(frozen=True, repr=False, eq=False)
class EventShares:
    """Of k completed data sets.

    arms        their labels
    people      of each arm
    share       (k, arms)
    covariance  (k, arms, arms)
    df          of complete data
    """

    arms: tuple[Level, ...]
    people: tuple[int, ...]
    share: Array
    covariance: Array
    df: float


def event_shares(
    imputations: Imputations,
    events: Mapping[str, Event],
    *,
    visit: Any = None,
    clusters: Codes | None = None,
) -> dict[str, EventShares]:
    """By the name of each event, its shares at a visit (None: the last).

    `clusters` are (n,) numbers of groups of people, in the order of the imputed data, of which none
    has anything in common with another; None takes the outermost clusters of the imputation model.

    Raises:
        ModelError: no such visit; an event is no such function; clusters of the model that are not
            nested in one another.
    """
    model, schedule = imputations.model, imputations.model.schedule
    place = schedule.visit_place(visit)
    people = schedule.frame.iloc[place :: schedule.n_visits].reset_index(drop=True)
    groups = _clusters(model, people) if clusters is None else clusters
    member = np.array([schedule.arm_codes == arm for arm in range(len(schedule.arms))], dtype=float)
    sums: dict[str, list[tuple[Array, Array]]] = {name: [] for name in events}
    for scores in imputations.at_visit(place):
        for name, event in events.items():
            happened = event(scores, people)
            if not isinstance(happened, np.ndarray) or happened.shape != scores.shape:
                raise ModelError(
                    "the event must return an array of True and False, (data sets, people)"
                )
            sums[name].append(shares_of_arms(happened.astype(np.float64), member, groups))
    df = freedom_of_shares(member, groups)
    sizes = tuple(int(size) for size in member.sum(axis=1))
    found = {}
    for name, blocks in sums.items():
        share, covariance = (np.concatenate(each) for each in zip(*blocks, strict=True))
        found[name] = EventShares(schedule.arms, sizes, share, covariance, df)
    return found


def _clusters(model: ImputationModel, people: pd.DataFrame) -> Codes | None:
    """(n,) numbers of the outermost clusters; whoever is in none is one alone."""
    if model.clusters is None:
        return None
    groups = [term.groups for term in model.formula.random]
    outermost = {names[0] for names in groups}
    if len(outermost) > 1:
        raise ModelError(
            f"event_rates: clusters of {' and '.join(sorted(outermost))} are not nested in one "
            "another, and the variance of shares over both is not available"
        )
    codes = level_codes(TypedColumns.of(people), (outermost.pop(),))
    return cluster_numbers(codes)
