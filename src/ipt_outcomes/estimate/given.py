"""What the tables of the stage are made from: what several rest on is made once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

import pandas as pd

from ipt_outcomes.analyses.analyse import Result
from ipt_outcomes.estimate.advantage.planned import Advantages, planned_advantages
from ipt_outcomes.estimate.contrasts import planned_contrasts
from ipt_outcomes.estimate.joint.joined import Joined, joined_outcomes
from ipt_outcomes.estimate.joint.made import JointTables, joint_tables
from ipt_outcomes.estimate.ledger.standardisers import Standardisers
from ipt_outcomes.estimate.moderation.made import Moderation, moderation
from ipt_outcomes.folder_registry import member
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.tables import checked

MAKERS = "ipt_outcomes.estimate.tables"


@dataclass(frozen=True, repr=False, eq=False)
class Given:
    """The plan, the results of all its analyses, and the table `outcomes`.

    `participants` is the table of that name; what needs it is not estimated without.
    """

    plan: Plan
    results: Sequence[Result]
    outcomes: pd.DataFrame
    participants: pd.DataFrame | None = None
    _made: dict[str, pd.DataFrame] = field(default_factory=dict)

    @cached_property
    def contrasts(self) -> pd.DataFrame:
        """The table `contrasts` of the results."""
        return planned_contrasts(self.plan, self.results)

    @cached_property
    def standardisers(self) -> Standardisers:
        """The standard deviations that contrasts may be divided by."""
        return Standardisers(self.plan, self.outcomes, self.results)

    @cached_property
    def moderation(self) -> Moderation:
        """The tables of the plan's moderators."""
        return moderation(self.plan, self.results, self.outcomes)

    @cached_property
    def joined(self) -> tuple[Joined, ...]:
        """The plan's joint models, fitted."""
        return joined_outcomes(self.plan, self.results, self.outcomes)

    @cached_property
    def joint(self) -> JointTables:
        """The tables of the plan's joint models."""
        return joint_tables(self.joined)

    @cached_property
    def advantages(self) -> Advantages:
        """The tables of the plan's personalized advantage indices."""
        return planned_advantages(self.plan, self.results, self.outcomes, self.participants)

    def table(self, name: str) -> pd.DataFrame:
        """The stage's table of that name, made when it is first asked for."""
        if name not in self._made:
            # By the folder's name: its files stand above this one.
            made = cast("pd.DataFrame", member(MAKERS, name).make(self))
            self._made[name] = checked(name, made)
        return self._made[name]
