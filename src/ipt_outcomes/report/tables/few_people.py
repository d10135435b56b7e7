"""The note under a table that leaves out the numbers of few people."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.plan.plan import Plan


def few_people(plan: Plan, left_out: pd.Series) -> tuple[str, ...]:
    """What a dash says, where any row of (n,) `left_out` has one for that; empty where none."""
    if not left_out.any():
        return ()
    return (f"A dash: fewer than {plan.few} people, whose own values it would tell.",)
