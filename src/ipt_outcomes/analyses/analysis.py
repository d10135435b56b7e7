"""One planned analysis of one outcome: what it is called, sees, fits, speaks of and says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from ipt_outcomes.analyses.frames import Frame
from ipt_outcomes.analyses.grid import Grid
from ipt_outcomes.analyses.words import Words
from ipt_outcomes.plan.analyses import Role

Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Specification:
    """What a kind makes of a plan's request for one outcome.

    formula, method, df, fallback, vcov, cluster   as `ipt_outcomes.fit` takes them
    covariance_parameters  of each formula that stands for the planned one by turns, `formula` the
             first: the first with no more of them than there are people is fitted, else the last
    simpler  formulas with fewer random effects, tried in turn where `formula` cannot be fitted
    frame    the rows it sees, from the tables `participants` and `outcomes`
    grid     the visits it speaks of
    describe what it is called and how it is described, when asked
    """

    formula: str
    method: str
    df: str
    fallback: tuple[str, ...]
    frame: Callable[[Tables], Frame]
    grid: Grid
    describe: Callable[[], Words]
    covariance_parameters: Mapping[str, int] = field(default_factory=dict, hash=False)
    simpler: tuple[str, ...] = ()
    vcov: str = "model"
    cluster: str | None = None

    @property
    def words(self) -> Words:
        """What the analysis is called and how it is described."""
        return self.describe()


@dataclass(frozen=True, repr=False, kw_only=True)
class Analysis(Specification):
    """One analysis of one outcome, as the plan asks for it.

    `name` is the plan's name of the analysis; `outcome` the plan's outcome; `role` what the
    analysis is to that outcome: primary (answers the plan's question), supporting or sensitivity.
    """

    name: str
    kind: str
    outcome: str
    role: Role

    def __repr__(self) -> str:
        """A line: its name, outcome and role, and its formula."""
        return f"<Analysis {self.name} of {self.outcome} ({self.role}): {self.formula}>"
