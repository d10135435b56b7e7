"""Adjusted means by arm and visit, from each model."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ipt_outcomes.estimate.grid import at_visits, blank_unless_observed, with_status
from ipt_outcomes.estimate.results import ModelResult
from ipt_outcomes.models.marginal.means import marginal_means
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.tables import checked

_NUMBERS = ["estimate", "se", "df", "ci_lower", "ci_upper"]


def adjusted_means(plan: Plan, results: Sequence[ModelResult]) -> pd.DataFrame:
    """One row an outcome x model x arm x visit of the model, as the table `means` describes it.

    Covariates stand at their mean and categories at their share of the rows, so that the means are
    those of the trial's people. An arm that nobody of was seen at a visit is "not estimable".
    """
    frames = [_of_model(plan, result) for result in results]
    return checked("means", pd.concat(frames, ignore_index=True))


def _of_model(plan: Plan, result: ModelResult) -> pd.DataFrame:
    visits = at_visits(plan, result.model)
    arms = [arm.name for arm in plan.arms]
    grid = pd.MultiIndex.from_product([arms, visits.index], names=["arm", "visit"])
    fit = result.reliable
    if fit is None:
        table = pd.DataFrame(float("nan"), index=grid, columns=_NUMBERS)
        table["status"] = result.fit.status
    else:
        by = "week" if result.model == "growth" else "visit"
        at = {"week": sorted(visits)} if by == "week" else None
        found = marginal_means(
            fit, "arm", by=by, at=at, weights="proportional", level=1 - plan.alpha
        )
        if by == "week":
            found["visit"] = found["week"].map({week: name for name, week in visits.items()})
        found = found.astype({"arm": "str", "visit": "str"}).set_index(["arm", "visit"])
        table = found[[*_NUMBERS, "status"]].reindex(grid)
        table = with_status(table, fit.status)
    counts = _counts(plan, result)
    table["n"] = counts.reindex(grid, fill_value=0).astype("Int64")
    table = blank_unless_observed(table, table["n"] > 0, _NUMBERS)
    table = table.reset_index().astype({"arm": "str", "visit": "str", "status": "str"})
    table["week"] = table["visit"].map(visits).astype("float64")
    return table.assign(outcome=result.outcome, model=result.model)


def _counts(plan: Plan, result: ModelResult) -> pd.Series:
    counts = result.people()
    constrained = result.model == "mmrm" and plan.models.mmrm.missing_baseline == "constrained"
    if not constrained:
        return counts
    # The constrained model puts everyone in the reference arm at baseline: no arm has a mean there.
    return counts.drop(index=plan.baseline.name, level="visit")
