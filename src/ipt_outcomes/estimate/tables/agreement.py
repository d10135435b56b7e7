"""Whether other software finds the same, in the models that it can express."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ipt_outcomes.analyses.analyse import Result
from ipt_outcomes.models.second_opinion import OTHER, other_software_can, second_opinion
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.tables import checked, typed

# The other software takes nine milliseconds a person: beyond this it would hold up the run.
MOST_PEOPLE = 1_000
_NO_NUMBERS = {"estimate_difference": float("nan"), "se_difference": float("nan")}


def make(plan: Plan, results: Sequence[Result], outcomes: pd.DataFrame) -> pd.DataFrame:
    """The table `agreement` of results; neither plan nor outcomes are needed."""
    return agreement(results)


def agreement(results: Sequence[Result]) -> pd.DataFrame:
    """One row a model that gave numbers and that other software can express: table `agreement`.

    The largest differences over the coefficients, from `second_opinion`: of the estimates in this
    engine's standard errors, of the standard errors as a share of this engine's. Of more than a
    thousand people it is not asked: the row says so.
    """
    rows = []
    for result in results:
        if result.reliable is None or not other_software_can(result.reliable):
            continue
        row = {"outcome": result.analysis.outcome, "analysis": result.analysis.name}
        if result.reliable.n_subjects > MOST_PEOPLE:
            rows.append({**row, "software": OTHER, "status": "not asked", **_NO_NUMBERS})
            continue
        other = second_opinion(result.reliable, result.rows)
        difference = (other["statsmodels_estimate"] - other["estimate"]) / other["se"]
        ratio = other["statsmodels_se"] / other["se"] - 1
        found = bool(difference.notna().all())
        rows.append(
            {
                **row,
                "software": other["software"].iloc[0],
                "status": "fitted" if found else "not converged",
                "estimate_difference": float(difference.abs().max()),
                "se_difference": float(ratio.abs().max()),
            }
        )
    return checked("agreement", typed("agreement", pd.DataFrame(rows)))
