"""What the tables of the stage are made from: what several rest on is made once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

import pandas as pd

from ipt_outcomes.describe.people.attrition_leaving import Leaving, people_leaving
from ipt_outcomes.describe.therapy.made import Therapy
from ipt_outcomes.describe.therapy.relapse_tables import relapse_tables
from ipt_outcomes.folder_registry import member
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.tables import checked, typed

MAKERS = "ipt_outcomes.describe.tables"


@dataclass(frozen=True, repr=False, eq=False)
class Given:
    """The plan, the tables of earlier stages by their names, and the rows that were analysed.

    `analysed`: the rows that the primary analysis of the first primary outcome saw.
    """

    plan: Plan
    tables: Mapping[str, pd.DataFrame]
    analysed: pd.DataFrame
    _made: dict[str, pd.DataFrame] = field(default_factory=dict)

    def read(self, name: str) -> pd.DataFrame:
        """The earlier stages' table of that name; without rows where none was given."""
        found = self.tables.get(name)
        return typed(name, pd.DataFrame()) if found is None else found

    @cached_property
    def leaving(self) -> Leaving:
        """Who left the trial, and when."""
        return people_leaving(self.plan, self.read("participants"), self.read("outcomes"))

    @cached_property
    def relapse(self) -> dict[str, pd.DataFrame]:
        """The tables of relapse."""
        return relapse_tables(self.plan, self.read("participants"), self.read("outcomes"))

    @cached_property
    def therapy(self) -> Therapy:
        """What several tables of the therapy rest on."""
        return Therapy(
            self.plan,
            self.read("participants"),
            self.read("sessions"),
            self.read("session_scores"),
            self.read("outcomes"),
            self.analysed,
        )

    def table(self, name: str) -> pd.DataFrame:
        """This stage's table of that name, made when it is first asked for."""
        if name not in self._made:
            # By the folder's name: its files stand above this one.
            made = cast("pd.DataFrame", member(MAKERS, name).make(self))
            self._made[name] = checked(name, made)
        return self._made[name]
