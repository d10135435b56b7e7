"""Where a plan names what analyses are adjusted for."""

from __future__ import annotations

from collections.abc import Iterator

from ipt_outcomes.plan.plan import PathInPlan, Plan


def covariate_places(plan: Plan) -> Iterator[tuple[PathInPlan, tuple[str, ...]]]:
    """Each key of the plan that names variables to adjust for, and the names."""
    yield ("stratification",), plan.stratification
    yield ("models", "covariates"), plan.models.covariates
    for position, entry in enumerate(plan.analyses):
        yield ("analyses", position, "covariates"), entry.covariates or ()
