"""The analysis of covariance: adjusted means at one visit, the baseline score a covariate.

With one score a person the covariance among visits is one residual variance, and the analysis is
least squares: Kenward and Roger's degrees of freedom are the residual ones. Robust standard errors
are CR2 with each person as a cluster, which is HC2, with Bell and McCaffrey's degrees of freedom
(Pustejovsky and Tipton 2018, J Bus Econ Stat 36:672-683).

The formulas: docs/methods.md, "Models of a trial".
"""

from __future__ import annotations

from typing import cast

from ipt_outcomes.analyses.analysis import Specification, Tables
from ipt_outcomes.analyses.cluster_effects import (
    cluster_terms,
    clusters_in_words,
)
from ipt_outcomes.analyses.formula_names import added, moderated
from ipt_outcomes.analyses.frames import Frame, frame
from ipt_outcomes.analyses.grid import Grid
from ipt_outcomes.analyses.words import (
    MISSING_BASELINE_IN_SHORT,
    Words,
    fixed_effects,
    missing_baseline,
    opening,
    sentence,
    subject,
    titles,
)
from ipt_outcomes.models.df_titles import DF_TITLES
from ipt_outcomes.plan.estimand_of import estimand_of
from ipt_outcomes.plan.kinds.ancova import Ancova
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.requests import Request

_ERRORS = {
    "pooled": "one residual variance of all arms",
    "robust": "standard errors robust against unequal variances (CR2)",
}


def specify(
    plan: Plan, request: Request, outcome: str, moderator: str | None = None
) -> Specification:
    """The scores of one outcome at its endpoint; with a `moderator`, a variable of the rows, whose
    effect differs by arm."""
    options = cast(Ancova, request.options)
    covariates = plan.adjusted_for(request)
    endpoint = next(v for v in plan.visits if v.name == plan.outcome(outcome).endpoint)
    arm = moderated("arm", moderator)
    adjustment = added(name for name in covariates if name != moderator)
    robust = options.errors == "robust"

    def rows(tables: Tables) -> Frame:
        return frame(
            plan,
            tables,
            outcome=outcome,
            analysis=request.name,
            estimand=estimand_of(plan, request),
            visits=(endpoint,),
            covariates=covariates,
            baseline=options.missing_baseline,
            course="once",
        )

    return Specification(
        formula=f"score ~ baseline + {arm}{adjustment} + us(visit | participant)"
        f"{cluster_terms(plan, 'once')}",
        method="reml",
        df="satterthwaite" if robust else options.df,
        fallback=(),
        vcov="CR2" if robust else "model",
        frame=rows,
        grid=Grid((endpoint,), by=None),
        describe=lambda: _words(plan, request, options),
    )


def _words(plan: Plan, request: Request, options: Ancova) -> Words:
    title, running = titles(request, "Analysis of covariance")
    robust = options.errors == "robust"
    how = " Standard errors were robust against unequal variances (CR2)." if robust else ""
    df = "satterthwaite" if robust else options.df
    return Words(
        title=title,
        running=running,
        method=sentence(
            f"{opening(plan, request)}{subject(plan, request)} was analysed by an analysis of "
            f"covariance of the scores at the endpoint, with "
            f"{fixed_effects(plan, request, ('arm', 'baseline score'))}.{how}"
            f"{clusters_in_words(plan, 'once')}"
        ),
        figure="The baseline score is a covariate; the model is of one visit.",
        baseline=missing_baseline(options.missing_baseline, "analysis of covariance"),
        filled_in=options.missing_baseline == "mean",
        choices=(
            _ERRORS[options.errors],
            f"{DF_TITLES[df]} degrees of freedom",
            f"missing baseline: {MISSING_BASELINE_IN_SHORT[options.missing_baseline]}",
        ),
    )
