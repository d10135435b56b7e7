"""The groups that relapse is compared between: the plan's arms, and with or without maintenance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from ipt_outcomes.describe.therapy.relapse_people import Followed
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.relapse import Relapse

BY_ARM, BY_MAINTENANCE = "arm", "maintenance"
WITH, WITHOUT = "maintenance", "none"
RANDOMISED, NOT_RANDOMISED = "randomised", "observational"


@dataclass(frozen=True)
class Grouping:
    """Groups of the people followed.

    by             `arm` or `maintenance`
    group          of each row of `Followed.people`, its group; missing for who is in none
    names          the groups, in their order
    pairs          test group and comparison group
    comparison_is  how people came into them: people who are well are no random part of an arm
    """

    by: str
    group: pd.Series
    names: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    comparison_is: str


def groupings(plan: Plan, asked: Relapse, followed: Followed) -> Iterator[Grouping]:
    """By arm, and by maintenance where a column says who was allocated to it."""
    people = followed.people
    pairs = (
        tuple((each.test, each.comparison) for each in plan.contrasts_of(asked.outcome))
        if len(plan.arms) > 1
        else ()
    )
    names = tuple(arm.name for arm in plan.arms)
    yield Grouping(BY_ARM, people["arm"], names, pairs, NOT_RANDOMISED)
    if "maintenance" not in people:
        return
    offered = people["maintenance"].astype("boolean")
    group = offered.map({True: WITH, False: WITHOUT}).astype("str").where(offered.notna())
    randomised = asked.maintenance_randomised
    yield Grouping(
        BY_MAINTENANCE,
        group,
        (WITHOUT, WITH),
        ((WITH, WITHOUT),),
        RANDOMISED if randomised else NOT_RANDOMISED,
    )
