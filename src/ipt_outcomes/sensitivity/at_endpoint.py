"""An analysis of covariance at the endpoint in the place of an outcome's primary analysis."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from ipt_outcomes.analyses.analyse import Result, analyse
from ipt_outcomes.analyses.analysis import Analysis
from ipt_outcomes.analyses.frames import Frame
from ipt_outcomes.analyses.planned import planned_analysis
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.with_ancova import with_ancova
from ipt_outcomes.sensitivity.endpoint import endpoint_contrasts
from ipt_outcomes.sensitivity.planned import PlannedOutcome

_NAME = "scenario_at_endpoint"


def at_endpoint(planned: PlannedOutcome, *, clusters: bool = True) -> tuple[Plan, Analysis]:
    """A plan with such an analysis beside its own, and the analysis: the same covariates, clusters
    (or, where not wanted, none) and rules for missing baseline scores.
    """
    plan = with_ancova(planned.plan, planned.outcome.name, planned.analysis.name, _NAME)
    if not clusters:
        plan = plan.model_copy(update={"clusters": ()})
    return plan, planned_analysis(plan, planned.outcome.name, _NAME)


def contrasts_of(planned: PlannedOutcome, plan: Plan, result: Result) -> pd.DataFrame:
    """The contrasts of a result of it, under the name of the analysis in whose place it stands."""
    return endpoint_contrasts(plan, result).assign(analysis=planned.analysis.name)


def compared_at_endpoint(
    planned: PlannedOutcome, chosen: Callable[[Frame], pd.DataFrame]
) -> pd.DataFrame:
    """Rows of the table `contrasts`: the analysis of rows that are `chosen` of its own frame."""
    plan, analysis = at_endpoint(planned)
    frame = analysis.frame(planned.tables)
    rows = chosen(frame)
    people = frame.analysis_set.assign(
        participants=pd.array([rows["participant"].nunique()], dtype="Int64"),
        observations=pd.array([len(rows)], dtype="Int64"),
    )
    own = replace(frame, rows=rows, analysis_set=people)
    result = analyse(replace(analysis, frame=lambda _: own), planned.tables)
    return contrasts_of(planned, plan, result)
