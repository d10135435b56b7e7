"""What the tables of the stage are made from: what several rest on is made once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from ipt_outcomes.analyses.analyse import Result
from ipt_outcomes.estimate.contrasts import planned_contrasts
from ipt_outcomes.estimate.moderation.made import Moderation, moderation
from ipt_outcomes.plan.plan import Plan


@dataclass(frozen=True, repr=False, eq=False)
class Given:
    """The plan, the results of all its analyses, and the table `outcomes`."""

    plan: Plan
    results: Sequence[Result]
    outcomes: pd.DataFrame

    @cached_property
    def contrasts(self) -> pd.DataFrame:
        """The table `contrasts` of the results."""
        return planned_contrasts(self.plan, self.results)

    @cached_property
    def moderation(self) -> Moderation:
        """The tables of the plan's moderators."""
        return moderation(self.plan, self.results, self.outcomes)
