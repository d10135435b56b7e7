"""What some readers still ask for: the last score carried forward, and completers alone.

ASSUME: neither is valid under missing at random; both are made to be compared with, never as the
answer to the plan's question (`plan/refused_methods.py`).
"""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.analyses.event_strategies import UnderEstimand
from ipt_outcomes.analyses.frames import Frame
from ipt_outcomes.plan.estimand_of import estimand_of
from ipt_outcomes.sensitivity.at_endpoint import compared_at_endpoint
from ipt_outcomes.sensitivity.planned import PlannedOutcome


def completers(planned: PlannedOutcome) -> pd.DataFrame:
    """Rows of the table `contrasts`: the analysis of covariance of who has a score there."""
    return compared_at_endpoint(planned, lambda frame: frame.rows)


def carried_forward(planned: PlannedOutcome) -> tuple[pd.DataFrame, int]:
    """The same with everybody's last score after the baseline, up to the endpoint, as the estimand
    has it; and for how many another score stands. Who has none after the baseline is left out.
    """
    last = _last_scores(planned)
    carried = 0

    def chosen(frame: Frame) -> pd.DataFrame:
        nonlocal carried
        everyone = frame.everyone()
        scores = everyone["score"].fillna(everyone["participant"].map(last))
        carried = int((everyone["score"].isna() & scores.notna()).sum())
        rows = everyone.assign(score=scores)
        return rows.loc[scores.notna()].reset_index(drop=True)

    return compared_at_endpoint(planned, chosen), carried


def _last_scores(planned: PlannedOutcome) -> pd.Series:
    """By participant, the last score after the baseline and no later than the endpoint."""
    plan, tables = planned.plan, planned.tables
    names = [visit.name for visit in plan.visits if visit.phase != "baseline"]
    until = names[: names.index(planned.outcome.endpoint) + 1]
    estimand = estimand_of(plan, plan.request(planned.analysis.name))
    given = tables["outcomes"].loc[tables["outcomes"]["outcome"] == planned.outcome.name]
    rows = UnderEstimand(plan, estimand, tables["participants"], given).outcomes
    inside = rows.loc[rows["visit"].isin(until) & rows["score"].notna()]
    return inside.sort_values("week", kind="stable").groupby("participant")["score"].last()
