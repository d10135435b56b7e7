"""A plan with an analysis of covariance beside its own analyses."""

from __future__ import annotations

from ipt_outcomes.plan.analyses import NamedAncova
from ipt_outcomes.plan.kinds.ancova import Ancova
from ipt_outcomes.plan.kinds.mmrm import Mmrm
from ipt_outcomes.plan.plan import Plan


def with_ancova(plan: Plan, outcome: str, analysis: str, name: str) -> Plan:
    """The plan, and one more analysis of `outcome` under a `name`: of covariance at the endpoint,
    with the covariates, the degrees of freedom and the rule for missing baseline scores of
    `analysis`, which has the baseline score as a covariate.

    Raises TypeError where that is no MMRM or analysis of covariance, KeyError where there is none.
    """
    request = plan.request(analysis)
    options = request.options
    if not isinstance(options, Mmrm | Ancova):
        raise TypeError(f"{analysis} has no rule for missing baseline scores")
    added = NamedAncova(
        name=name,
        kind="ancova",
        outcomes=(outcome,),
        covariates=request.covariates,
        df=options.df,
        missing_baseline=options.missing_baseline,
    )
    return plan.model_copy(update={"analyses": (*plan.analyses, added)})
