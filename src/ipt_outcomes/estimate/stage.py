"""Every table of the stage, made in one go."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ipt_outcomes.analyses.analyse import Result
from ipt_outcomes.estimate.given import Given
from ipt_outcomes.plan.locking.standing import with_standing
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.tables import tables_of


def estimate_tables(
    plan: Plan,
    results: Sequence[Result],
    outcomes: pd.DataFrame,
    participants: pd.DataFrame | None = None,
) -> dict[str, pd.DataFrame]:
    """The tables that the stage `estimate` writes, by name.

    `results` are those of all the plan's analyses; `outcomes` and `participants` are the tables of
    these names. Without the participants a personalized advantage is not estimated, and says so,
    and there are no bootstrap intervals. The column `standing` says what each row is to the locked
    plan. Raises KeyError for results of what the plan does not have.
    """
    given = Given(plan, results, outcomes, participants)
    return with_standing(plan, {name: given.table(name) for name in tables_of("estimate")})
