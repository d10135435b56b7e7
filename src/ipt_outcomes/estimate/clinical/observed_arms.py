"""Rows of an event among the people observed: each arm's risk, and arms compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.estimate.clinical.clustered_arms import ClusteredArms, clustered_arms
from ipt_outcomes.estimate.clinical.independent_arms import IndependentArms, independent_arms
from ipt_outcomes.estimate.clinical.risk_rows import Row
from ipt_outcomes.models.design.typed_columns import Level

OBSERVED = "observed"


@dataclass(frozen=True, repr=False, eq=False)
class ObservedArms:
    """Of n people observed.

    arms      the labels of all arms
    codes     (n,) whose is which
    clusters  (n,) numbers, -1 for none; None where people are independent
    level     of intervals
    """

    arms: tuple[Level, ...]
    codes: NDArray[np.intp]
    clusters: NDArray[np.intp] | None
    level: float

    def others(self, base: int) -> list[int]:
        """The places of all arms but one."""
        return [place for place in range(len(self.arms)) if place != base]


def observed_rows(
    had: NDArray[np.bool_], people: ObservedArms, pairs: Sequence[tuple[int, int]]
) -> list[Row]:
    """The rows of `clinical_effects`, without words, of (n,) who had the event.

    `pairs` are the places of the arms to compare: test, comparison.
    """
    counted = independent_arms(had, people.codes, len(people.arms), people.level)
    arms: IndependentArms | ClusteredArms = counted
    if people.clusters is not None and len(had):
        arms = clustered_arms(had, people.codes, people.clusters, people.level)

    def behind(place: int, side: str) -> Row:
        return {
            side: people.arms[place],
            f"n_{side}": counted.people[place],
            f"events_{side}": counted.events[place],
        }

    rows = [arms.risk(place) | behind(place, "test") for place in range(len(people.arms))]
    for test, base in pairs:
        both = behind(test, "test") | behind(base, "comparison")
        rows += [row | both for row in arms.compared(test, base)]
    return [row | {"source": OBSERVED} for row in rows]
