"""Adjusted means by arm and visit, from each analysis."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ipt_outcomes.analyses.analyse import Result
from ipt_outcomes.estimate.caution import deserves_caution
from ipt_outcomes.estimate.given import Given
from ipt_outcomes.estimate.observed import blank_unless_observed, with_status
from ipt_outcomes.estimate.unplanned import refuse_unplanned_results
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.tables import checked

_NUMBERS = ["estimate", "se", "df", "ci_lower", "ci_upper"]


def make(given: Given) -> pd.DataFrame:
    """The table `means`."""
    return adjusted_means(given.plan, given.results)


def adjusted_means(plan: Plan, results: Sequence[Result]) -> pd.DataFrame:
    """One row an outcome x analysis x arm x visit of the analysis, as the table `means` says.

    An arm that nobody of was seen at a visit is "not estimable". Raises KeyError for a result of an
    outcome, analysis or visit that is not in the plan.
    """
    refuse_unplanned_results(plan, results)
    frames = [_of_result(plan, result) for result in results]
    return checked("means", pd.concat(frames, ignore_index=True))


def _of_result(plan: Plan, result: Result) -> pd.DataFrame:
    analysis = result.analysis
    weeks = {visit.name: float(visit.week) for visit in analysis.grid.visits}
    cells = pd.MultiIndex.from_product(
        [[arm.name for arm in plan.arms], list(weeks)], names=["arm", "visit"]
    )
    fit = result.reliable
    if fit is None:
        table = pd.DataFrame(float("nan"), index=cells, columns=_NUMBERS)
        table["status"] = result.fit.status
    else:
        found = analysis.grid.means(fit, level=1 - plan.alpha)
        if analysis.grid.one_arm:
            found = found.assign(arm=plan.arms[0].name)
        found = found.set_index(["arm", "visit"])
        table = with_status(found[[*_NUMBERS, "status"]].reindex(cells), fit.status)
    table["n"] = result.people().reindex(cells, fill_value=0).astype("Int64")
    table = blank_unless_observed(table, table["n"] > 0, _NUMBERS)
    table["few"] = (table["n"] < plan.few).to_numpy(dtype=bool)
    table = table.reset_index().astype({"arm": "str", "visit": "str", "status": "str"})
    table["week"] = table["visit"].map(weeks).astype("float64")
    return table.assign(
        outcome=analysis.outcome, analysis=analysis.name, caution=deserves_caution(result.fit)
    )
