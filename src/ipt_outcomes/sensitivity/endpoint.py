"""The plan's contrasts of one result at the endpoint, and the effects that they become."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.analyses.analyse import Result
from ipt_outcomes.estimate.contrasts import planned_contrasts
from ipt_outcomes.estimate.tables.effects import plan_effects
from ipt_outcomes.plan.plan import Plan


def endpoint_contrasts(plan: Plan, result: Result) -> pd.DataFrame:
    """The rows of the table `contrasts` at the outcome's endpoint, in the plan's order."""
    contrasts = planned_contrasts(plan, [result])
    endpoint = plan.outcome(result.analysis.outcome).endpoint
    return contrasts.loc[contrasts["visit"] == endpoint]


def endpoint_effects(plan: Plan, result: Result, outcomes: pd.DataFrame) -> pd.DataFrame:
    """The rows of the table `effects` at the endpoint; `outcomes` gives the SDs of scores."""
    return plan_effects(plan, endpoint_contrasts(plan, result), outcomes, [result])
