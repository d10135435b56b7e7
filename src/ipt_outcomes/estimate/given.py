"""What the tables of the stage are made from: what several rest on is made once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

import pandas as pd

from ipt_outcomes.analyses.analyse import Result
from ipt_outcomes.estimate.contrasts import planned_contrasts
from ipt_outcomes.estimate.ledger.standardisers import Standardisers
from ipt_outcomes.folder_registry import member
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.tables import checked

MAKERS = "ipt_outcomes.estimate.tables"


@dataclass(frozen=True, repr=False, eq=False)
class Given:
    """The plan, the results of all its analyses, and the table `outcomes`."""

    plan: Plan
    results: Sequence[Result]
    outcomes: pd.DataFrame
    _made: dict[str, pd.DataFrame] = field(default_factory=dict)

    @cached_property
    def contrasts(self) -> pd.DataFrame:
        """The table `contrasts` of the results."""
        return planned_contrasts(self.plan, self.results)

    @cached_property
    def standardisers(self) -> Standardisers:
        """The standard deviations that contrasts may be divided by."""
        return Standardisers(self.plan, self.outcomes, self.results)

    def table(self, name: str) -> pd.DataFrame:
        """The stage's table of that name, made when it is first asked for."""
        if name not in self._made:
            # By the folder's name: its files stand above this one.
            made = cast("pd.DataFrame", member(MAKERS, name).make(self))
            self._made[name] = checked(name, made)
        return self._made[name]
