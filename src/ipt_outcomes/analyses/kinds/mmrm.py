"""The mixed model for repeated measures: adjusted means at every visit after baseline.

The effect of the baseline score is free to differ between visits (Mallinckrodt et al. 2008, Drug
Inf J 42:303-319). With the plan's `constrained`, the baseline is an outcome instead and the arms
have one mean there (Liang and Zeger 2000, Sankhya B 62:134-148).

The formulas: docs/methods.md, "Models of a trial".
"""

from __future__ import annotations

from typing import cast

from ipt_outcomes.analyses.analysis import Specification, Tables
from ipt_outcomes.analyses.cluster_effects import (
    Course,
    cluster_terms,
    clusters_in_words,
    with_cluster_variables,
)
from ipt_outcomes.analyses.frames import Baseline, Frame, frame
from ipt_outcomes.analyses.grid import Grid
from ipt_outcomes.analyses.words import (
    Words,
    adjusted,
    opening,
    sentence,
    subject,
    titles,
)
from ipt_outcomes.models.covariance.structures import STRUCTURES
from ipt_outcomes.models.df_titles import DF_TITLES
from ipt_outcomes.phrases import listed
from ipt_outcomes.plan.analyses import Mmrm
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.requests import Request

_MISSING = {
    "mean": "In the repeated-measures model a missing baseline score was replaced by the mean of "
    "all arms, which keeps the randomised comparison",
    "constrained": "A missing baseline score needed no filling in, the baseline being an outcome "
    "of the model",
    "exclude": "People without a baseline score were excluded from the repeated-measures model",
}
_BASELINES = {
    "mean": "replaced by the mean of all arms",
    "constrained": "baseline is an outcome with equal means in all arms",
    "exclude": "participant excluded and counted",
}


def specify(plan: Plan, request: Request, outcome: str) -> Specification:
    """The model of one outcome: unstructured or other covariance over the visits of a person."""
    options = cast(Mmrm, request.options)
    covariates = plan.adjusted_for(request)
    constrained = options.missing_baseline == "constrained"
    after = tuple(visit for visit in plan.visits if visit.phase != "baseline")
    adjustment = "".join(f" + {name}" for name in covariates)
    start = "" if constrained else "baseline * visit + "

    def rows(tables: Tables) -> Frame:
        seen = frame(
            plan,
            tables,
            outcome=outcome,
            analysis=request.name,
            visits=plan.visits if constrained else after,
            covariates=covariates,
            baseline="outcome" if constrained else _missing(options),
        )
        if constrained:
            # Before treatment everyone belongs to the reference arm: one mean for all.
            at_start = seen.rows["visit"] == plan.baseline.name
            seen.rows.loc[at_start, "arm"] = plan.arms[0].name
        return seen

    return Specification(
        formula=f"score ~ {start}arm * visit{adjustment} "
        f"+ {options.covariance}(visit | participant)",
        method="reml",
        df=options.df,
        fallback=options.fallback,
        frame=rows,
        grid=Grid(after),
        describe=lambda: _words(plan, request, options),
    )


def _missing(options: Mmrm) -> Baseline:
    return "exclude" if options.missing_baseline == "exclude" else "mean"


def _words(plan: Plan, request: Request, options: Mmrm) -> Words:
    constrained = options.missing_baseline == "constrained"
    title, running = titles(request, "Mixed model for repeated measures")
    simpler = listed([STRUCTURES[name].title for name in options.fallback])
    then = (
        f"; where it cannot be fitted soundly, the first that can of {simpler}" if simpler else ""
    )
    start = (
        "with the baseline score as an outcome whose mean was constrained to be equal in all arms "
        "(constrained longitudinal data analysis), visit and arm by visit"
        if constrained
        else "of the scores after baseline, with arm, visit, arm by visit, baseline score and "
        "baseline score by visit"
    )
    covariance = STRUCTURES[options.covariance]
    later = listed([STRUCTURES[name].words for name in options.fallback])
    fallback = (
        f"; where that could not be fitted soundly, the first that could of {later}"
        if later
        else ""
    )
    return Words(
        title=title,
        running=running,
        method=sentence(
            f"{opening(plan, request)}{subject(plan, request)} was analysed by a mixed model for "
            f"repeated measures {start}{adjusted(plan, request)} as fixed effects, and "
            f"{covariance.words} among the visits of a person{fallback}."
        ),
        figure="The arms share one mean at baseline, so the lines begin after it."
        if constrained
        else "The baseline score is a covariate, so the lines begin after it.",
        baseline=_MISSING[options.missing_baseline],
        filled_in=options.missing_baseline == "mean",
        choices=(
            f"covariance {covariance.title}{then}",
            f"{DF_TITLES[options.df]} degrees of freedom",
            f"missing baseline: {_BASELINES[options.missing_baseline]}",
        ),
    )
