"""Whether other software finds the same, in the models that it can express."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ipt_outcomes.analyses.analyse import Result
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.second_opinion import second_opinion
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.tables import checked, typed


def make(plan: Plan, results: Sequence[Result], outcomes: pd.DataFrame) -> pd.DataFrame:
    """The table `agreement` of results; neither plan nor outcomes are needed."""
    return agreement(results)


def agreement(results: Sequence[Result]) -> pd.DataFrame:
    """One row a model that gave numbers and that other software can express: table `agreement`.

    The largest differences over the coefficients, from `second_opinion`: of the estimates in this
    engine's standard errors, of the standard errors as a share of this engine's.
    """
    rows = []
    for result in results:
        if result.reliable is None:
            continue
        try:
            other = second_opinion(result.reliable, result.rows)
        except ModelError:
            continue
        difference = (other["statsmodels_estimate"] - other["estimate"]) / other["se"]
        ratio = other["statsmodels_se"] / other["se"] - 1
        found = bool(difference.notna().all())
        rows.append(
            {
                "outcome": result.analysis.outcome,
                "analysis": result.analysis.name,
                "software": other["software"].iloc[0],
                "status": "fitted" if found else "not converged",
                "estimate_difference": float(difference.abs().max()),
                "se_difference": float(ratio.abs().max()),
            }
        )
    return checked("agreement", typed("agreement", pd.DataFrame(rows)))
