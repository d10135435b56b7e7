"""What several tables of the therapy rest on: made once, from the tables of earlier stages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from ipt_outcomes.describe.therapy.courses import Course, courses
from ipt_outcomes.describe.therapy.therapists import therapists
from ipt_outcomes.describe.therapy.treated import sessions_in_phases
from ipt_outcomes.plan.plan import Plan


@dataclass(frozen=True, repr=False, eq=False)
class Therapy:
    """The plan, the tables of people, sessions and scores, and the rows that were analysed."""

    plan: Plan
    participants: pd.DataFrame
    planned: pd.DataFrame
    session_scores: pd.DataFrame
    outcomes: pd.DataFrame
    analysed: pd.DataFrame

    @cached_property
    def sessions(self) -> pd.DataFrame:
        """The sessions with their arms and phases."""
        return sessions_in_phases(self.plan, self.participants, self.planned)

    @cached_property
    def courses(self) -> tuple[Course, ...]:
        """The courses of scores over the phases of the plan's protocols."""
        given = (self.participants, self.sessions, self.session_scores, self.outcomes)
        return tuple(courses(self.plan, *given))

    @cached_property
    def therapists(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """The tables `therapist_variance` and `therapists`."""
        return therapists(self.plan, self.analysed)
