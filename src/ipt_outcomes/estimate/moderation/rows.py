"""The rows of an analysis with a moderator among their variables, and who is left out for it.

The formulas: docs/methods.md, "Moderators".
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from ipt_outcomes.analyses.analyse import Result
from ipt_outcomes.analyses.frames import FILLED_IN, how_known
from ipt_outcomes.plan.moderators import BASELINE, Moderator
from ipt_outcomes.plan.plan import Plan


@dataclass(frozen=True, repr=False)
class ModeratorRows:
    """The rows of people whose moderator is known.

    rows      those of the analysis, with the moderator in the column `variable`
    variable  the moderator's name in the model: another one for a number in groups
    levels    the categories that people are in, in order; none of a number
    left_out  people of the analysis whose moderator is not known
    """

    rows: pd.DataFrame
    variable: str
    levels: tuple[str, ...]
    left_out: int

    @property
    def is_number(self) -> bool:
        """Whether the moderator is a number, and not categories or groups."""
        return not isinstance(self.rows[self.variable].dtype, pd.CategoricalDtype)

    @cached_property
    def people(self) -> pd.Series:
        """The moderator by participant."""
        return self.rows.drop_duplicates("participant").set_index("participant")[self.variable]

    @property
    def varies(self) -> bool:
        """Whether two people differ in it."""
        return self.people.nunique() > 1

    def at_visit(self, visit: str, arm: str, level: str | None = None) -> int:
        """How many people of an arm, of one level or of all, have a score at the visit."""
        there = (self.rows["visit"] == visit) & (self.rows["arm"] == arm)
        if level is not None:
            there &= self.rows[self.variable] == level
        return int(self.rows.loc[there, "participant"].nunique())


def variable_of(moderator: Moderator) -> str:
    """What the moderator is called in the model: of groups, a name that a plan cannot give."""
    return moderator.name if moderator.groups is None else f"_{moderator.name}_groups"


def moderator_rows(
    plan: Plan, moderator: Moderator, result: Result, outcomes: pd.DataFrame
) -> ModeratorRows:
    """The rows of a result with the moderator; `outcomes` is the table of that name.

    ASSUME: somebody whose moderator is not known says nothing of what it does, and is left out.
    What was filled in for the model's covariates, a baseline score or another, is not known.
    """
    rows = result.rows
    values = _known(plan, moderator, result, outcomes)
    people = rows["participant"].nunique()
    if moderator.groups is not None:
        cuts = [-math.inf, *moderator.groups.cuts, math.inf]
        values = pd.cut(values, cuts, right=False, labels=list(moderator.groups.labels))
    elif not pd.api.types.is_numeric_dtype(values.dtype):
        words = values.astype("str").where(values.notna())
        values = pd.Series(pd.Categorical(words, sorted(words.dropna().unique())), rows.index)
    variable = variable_of(moderator)
    rows = rows.assign(**{variable: values})
    rows = rows[rows[variable].notna()].reset_index(drop=True)
    levels: tuple[str, ...] = ()
    if isinstance(rows[variable].dtype, pd.CategoricalDtype):
        rows[variable] = rows[variable].cat.remove_unused_categories()
        levels = tuple(rows[variable].cat.categories)
    return ModeratorRows(rows, variable, levels, int(people - rows["participant"].nunique()))


def _known(plan: Plan, moderator: Moderator, result: Result, outcomes: pd.DataFrame) -> pd.Series:
    """The moderator in each of the result's rows, missing where nobody recorded it."""
    rows = result.rows
    if moderator.name == BASELINE:
        own = outcomes["outcome"] == result.analysis.outcome
        at_start = outcomes[own & (outcomes["visit"] == plan.baseline.name)]
        scores = at_start.set_index("participant")["score"]
        return rows["participant"].map(scores).astype("float64")
    values = rows[moderator.name]
    known = how_known(moderator.name)
    return values.where(rows[known] != FILLED_IN) if known in rows else values
