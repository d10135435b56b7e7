"""Whether other software finds the same, in the models that it can express."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ipt_outcomes.analyses.analyse import Result
from ipt_outcomes.estimate.given import Given
from ipt_outcomes.models.attempt import FailedFit, attempt_fit
from ipt_outcomes.models.result import Fit
from ipt_outcomes.models.second_opinion import OTHER, other_software_can, second_opinion
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.tables import checked, typed

# The other software takes nine milliseconds a person: of more people than these it would hold up
# the run, and is asked of some, which tells as much.
MOST_PEOPLE = 1_000
SOME_PEOPLE = 500


def make(given: Given) -> pd.DataFrame:
    """The table `agreement`."""
    return agreement(given.plan, given.results)


def agreement(plan: Plan, results: Sequence[Result]) -> pd.DataFrame:
    """One row a model that gave numbers and that other software can express: table `agreement`.

    The largest differences over the coefficients, from `second_opinion`: of the estimates in this
    engine's standard errors, of the standard errors as a share of this engine's. Of a model of more
    than 1 000 people both fit the rows of 500, chosen at random by the plan's seed.
    """
    rows = []
    for result in results:
        if result.reliable is None or not other_software_can(result.reliable):
            continue
        asked, chosen = _asked(plan, result)
        other = None if isinstance(asked, FailedFit) else second_opinion(asked, chosen)
        found = other is not None and bool(other["statsmodels_estimate"].notna().all())
        rows.append(
            {
                "outcome": result.analysis.outcome,
                "analysis": result.analysis.name,
                "software": OTHER,
                "status": "fitted" if found else "not converged",
                "participants": chosen["participant"].nunique(),
                "of_participants": result.reliable.n_subjects,
                **_differences(other),
            }
        )
    return checked("agreement", typed("agreement", pd.DataFrame(rows)))


def _asked(plan: Plan, result: Result) -> tuple[Fit | FailedFit, pd.DataFrame]:
    """The fit of which other software is asked, and its rows."""
    fit, rows = result.reliable, result.rows
    assert fit is not None
    if fit.n_subjects <= MOST_PEOPLE:
        return fit, rows
    stream = plan.stream("second opinion", result.analysis.outcome, result.analysis.name)
    everyone = sorted(rows["participant"].unique())
    some = stream.choice(everyone, SOME_PEOPLE, replace=False)
    chosen = rows.loc[rows["participant"].isin(some)].reset_index(drop=True)
    return attempt_fit(fit.formula, chosen, method=fit.method, df=fit.df), chosen


def _differences(other: pd.DataFrame | None) -> dict[str, float]:
    """The largest ones; NaN where the other software has no numbers."""
    if other is None:
        return {"estimate_difference": float("nan"), "se_difference": float("nan")}
    difference = (other["statsmodels_estimate"] - other["estimate"]) / other["se"]
    ratio = other["statsmodels_se"] / other["se"] - 1
    return {
        "estimate_difference": float(difference.abs().max()),
        "se_difference": float(ratio.abs().max()),
    }
