"""The trial's own comparison as the studies' database would have it.

Formulas: docs/methods.md, "Pooling studies".
"""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.evidence.columns import OBSERVATIONAL, RANDOMISED
from ipt_outcomes.evidence.study_effects import study_effects
from ipt_outcomes.evidence.trial_as_study import trial_as_study
from ipt_outcomes.plan.plan import Plan

LEAST_PEOPLE = 2


def own_study(
    plan: Plan, outcomes: pd.DataFrame, outcome: str, test: str, comparison: str
) -> pd.DataFrame:
    """One row of `study_effects` for a contrast of the trial at the outcome's endpoint.

    From the means and standard deviations of everybody with a score there. `outcomes` is the table
    of that name. No row where an arm has fewer than two people, or no spread.
    """
    visit = plan.outcome(outcome).endpoint
    own = outcomes[
        (outcomes["outcome"] == outcome)
        & (outcomes["visit"] == visit)
        & outcomes["score"].notna()
        & outcomes["arm"].isin([test, comparison])
    ]
    arms = own.groupby("arm")["score"].agg(["mean", "std", "count"]).reset_index()
    enough = (arms["count"] >= LEAST_PEOPLE) & (arms["std"] > 0)
    if len(arms) < 2 or not enough.all():
        return pd.DataFrame()
    row = trial_as_study(
        arms,
        study=plan.trial,
        arm_1=test,
        arm_2=comparison,
        sd="std",
        n="count",
        comparison_kind=RANDOMISED if plan.allocation == "randomised" else OBSERVATIONAL,
    )
    lower = plan.direction_of(outcome) == "higher_is_worse"
    return study_effects(row, better="lower" if lower else "higher")
