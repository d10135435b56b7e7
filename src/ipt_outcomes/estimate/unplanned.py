"""Refusing results of another plan, or of an analysis that was made by hand."""

from __future__ import annotations

from collections.abc import Sequence

from ipt_outcomes.analyses.analyse import Result
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.unplanned import refuse_names


def refuse_unplanned_results(plan: Plan, results: Sequence[Result]) -> None:
    """Raise KeyError where a result is of an outcome, an analysis or a visit not in the plan."""
    outcomes = [outcome.name for outcome in plan.outcomes]
    visits = [visit.name for visit in plan.visits]
    for result in results:
        analysis = result.analysis
        refuse_names("outcome", [analysis.outcome], outcomes)
        asked = [request.name for request in plan.requests_of(analysis.outcome)]
        refuse_names(f"analysis of {analysis.outcome} called", [analysis.name], asked)
        refuse_names("visit", [visit.name for visit in analysis.grid.visits], visits)
