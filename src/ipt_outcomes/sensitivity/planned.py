"""One outcome under the plan's own choices: made once, for all families to begin with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from ipt_outcomes.analyses.analyse import Result, analyse
from ipt_outcomes.analyses.analysis import Analysis
from ipt_outcomes.analyses.frames import Frame
from ipt_outcomes.analyses.planned import planned_analysis
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.trial import Outcome
from ipt_outcomes.prepare.outcomes import prepare_outcome
from ipt_outcomes.sensitivity.endpoint import endpoint_effects


@dataclass(frozen=True, repr=False, eq=False)
class PlannedOutcome:
    """An outcome of a plan, and `given`: the frames `participants` and `scores`, and
    `sessions` where there are any.

    What follows is computed when a family first asks for it, and not again.
    """

    plan: Plan
    given: Mapping[str, pd.DataFrame]
    outcome: Outcome

    @cached_property
    def analysis(self) -> Analysis:
        """The outcome's primary analysis."""
        return planned_analysis(self.plan, self.outcome.name)

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """What an analysis is made from: the participants, and the scores at the planned visits."""
        participants = self.given["participants"]
        prepared = prepare_outcome(self.plan, participants, self.given["scores"], self.outcome.name)
        return {"participants": participants, "outcomes": prepared.outcomes}

    @property
    def sessions(self) -> pd.DataFrame | None:
        """The sessions of therapy, where any are on record."""
        found = self.given.get("sessions")
        return None if found is None or found.empty else found

    @cached_property
    def frame(self) -> Frame:
        """What the primary analysis sees."""
        return self.analysis.frame(self.tables)

    @cached_property
    def result(self) -> Result:
        """What the primary analysis gives."""
        return analyse(replace(self.analysis, frame=lambda _: self.frame), self.tables)

    @cached_property
    def effects(self) -> pd.DataFrame:
        """Its contrasts at the endpoint: rows of the table `effects`."""
        return endpoint_effects(self.plan, self.result, self.tables["outcomes"])
