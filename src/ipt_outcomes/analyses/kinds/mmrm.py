"""The mixed model for repeated measures: adjusted means at every visit after baseline.

The effect of the baseline score is free to differ between visits (Mallinckrodt et al. 2008, Drug
Inf J 42:303-319). With the plan's `baseline: constrained` it is an outcome instead and the arms
have one mean there (Liang and Zeger 2000, Sankhya B 62:134-148); with `free` each arm has its own,
and contrasts are of the change.

The formulas: docs/methods.md, "Models of a trial".
"""

from __future__ import annotations

from typing import cast

from ipt_outcomes.analyses.analysis import Specification, Tables
from ipt_outcomes.analyses.cluster_effects import (
    Course,
    cluster_terms,
    clusters_in_words,
)
from ipt_outcomes.analyses.covariance_choice import structures_for
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
from ipt_outcomes.models.covariance.structures import STRUCTURES, Structure
from ipt_outcomes.models.df_titles import DF_TITLES
from ipt_outcomes.phrases import listed
from ipt_outcomes.plan.estimand_of import estimand_of
from ipt_outcomes.plan.kinds.mmrm import BaselineHandling, Mmrm
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.requests import Request

_NO_FILLING = (
    "A missing baseline score needed no filling in, the baseline being an outcome of the model"
)
_STARTS = {
    "covariate": "of the scores after baseline",
    "constrained": "with the baseline score as an outcome whose mean was constrained to be equal "
    "in all arms (constrained longitudinal data analysis)",
    "free": "with the baseline score as an outcome",
    "one arm": "with the baseline score as an outcome",
}
_EFFECTS = {
    "covariate": ("arm", "visit", "arm by visit", "baseline score", "baseline score by visit"),
    "constrained": ("visit", "arm by visit"),
    "free": ("arm", "visit", "arm by visit"),
    "one arm": ("visit",),
}
_FIGURES = {
    "covariate": "The baseline score is a covariate, so the lines begin after it.",
    "constrained": "The arms share one mean at baseline, so the lines begin after it.",
    "free": "The baseline score is an outcome; contrasts are of the change from it.",
    "one arm": "The baseline score is an outcome of the model.",
}
_CONTRASTS = {
    "covariate": "",
    "constrained": "",
    "free": " Its contrasts are differences between arms in the change from baseline.",
    "one arm": " Its contrasts are changes from baseline within the one arm: no comparison.",
}
_BASELINES = {
    "covariate": "baseline score as a covariate",
    "constrained": "baseline is an outcome with equal means in all arms",
    "free": "baseline is an outcome with a mean an arm; contrasts of change from it",
    "one arm": "baseline is an outcome; contrasts of change from it",
}

_WHEN_SIMPLER = {
    "people": "or, where that has more parameters than there are people, the first of these that "
    "has not",
    "unsound": "or, where that cannot be fitted soundly, the first of these that can",
}


def specify(
    plan: Plan, request: Request, outcome: str, moderator: str | None = None
) -> Specification:
    """The model of one outcome: unstructured or other covariance over the visits of a person.

    With a `moderator`, a variable of the rows, every effect of arm and visit differs by it.
    """
    options = cast(Mmrm, request.options)
    covariates = plan.adjusted_for(request)
    handling = _handling(plan, options)
    one_arm = len(plan.arms) == 1
    after = tuple(visit for visit in plan.visits if visit.phase != "baseline")
    by_visit = " * visit" if _covariates_by_visit(plan, options) else ""
    adjustment = added((name for name in covariates if name != moderator), by_visit)
    start = "baseline * visit + " if handling == "covariate" else ""
    fixed = moderated("visit" if one_arm else "arm * visit", moderator)
    course: Course = "after" if handling == "covariate" else "change"

    def rows(tables: Tables) -> Frame:
        seen = frame(
            plan,
            tables,
            outcome=outcome,
            analysis=request.name,
            estimand=estimand_of(plan, request),
            visits=after if handling == "covariate" else plan.visits,
            covariates=covariates,
            baseline=options.missing_baseline if handling == "covariate" else "outcome",
            course=course,
        )
        if handling == "constrained":
            # Before treatment everyone belongs to the reference arm: one mean for all.
            at_start = seen.rows["visit"] == plan.baseline.name
            seen.rows.loc[at_start, "arm"] = plan.arms[0].name
        return seen

    def formula(covariance: Structure) -> str:
        people = f"{covariance.name}(visit | participant)"
        return f"score ~ {start}{fixed}{adjustment} + {people}{cluster_terms(plan, course)}"

    visits = len(after) if handling == "covariate" else len(plan.visits)
    possible = {formula(each): each.n_parameters(visits) for each in _covariances(plan, options)}
    return Specification(
        formula=next(iter(possible)),
        covariance_parameters=possible,
        method="reml",
        df=options.df,
        fallback=options.fallback,
        frame=rows,
        grid=Grid(plan.visits, change=True, one_arm=one_arm) if handling == "free" else Grid(after),
        describe=lambda: _words(plan, request, options),
    )


def _handling(plan: Plan, options: Mmrm) -> BaselineHandling:
    """What the baseline is: of one arm an outcome, without which there would be no change."""
    return options.baseline or ("free" if len(plan.arms) == 1 else "covariate")


def _covariates_by_visit(plan: Plan, options: Mmrm) -> bool:
    """Whether a covariate has an effect a visit.

    ASSUME: what a covariate adds to later scores beside the baseline score is one number, but it is
    not what it adds to the baseline score: where that is an outcome, one effect for all visits
    would move the contrasts of arms that differ in it, and leave a change unadjusted.
    """
    return len(plan.arms) > 1 and _handling(plan, options) != "covariate"


def _covariances(plan: Plan, options: Mmrm) -> tuple[Structure, ...]:
    """The plan's covariance, or those that take turns by the number of people."""
    if options.covariance is not None:
        return (STRUCTURES[options.covariance],)
    # By the visits after the baseline, whatever becomes of that: one model, one covariance.
    return structures_for(len(plan.visits) - 1)


def _missing(plan: Plan, options: Mmrm) -> str:
    keeps = plan.randomised and options.missing_baseline == "mean"
    kept = ", which keeps the randomised comparison" if keeps else ""
    return missing_baseline(options.missing_baseline, "repeated-measures model") + kept


def _words(plan: Plan, request: Request, options: Mmrm) -> Words:
    handling = "one arm" if len(plan.arms) == 1 else _handling(plan, options)
    as_covariate = handling == "covariate"
    title, running = titles(request, "Mixed model for repeated measures")
    covariance, *lighter = _covariances(plan, options)
    simpler = lighter or [STRUCTURES[name] for name in options.fallback]
    when = _WHEN_SIMPLER["people" if lighter else "unsound"]
    then = f"; {when}: {listed([each.title for each in simpler])}" if simpler else ""
    # Which one was taken for so few people stands in the Methods by itself.
    fallback = (
        "; where that could not be fitted soundly, the first that could of "
        f"{listed([each.words for each in simpler])}"
        if options.fallback
        else ""
    )
    by_visit = " by visit" if _covariates_by_visit(plan, options) else ""
    clusters = clusters_in_words(plan, "after" if as_covariate else "change")
    choices = [
        f"covariance {covariance.title}{then}",
        f"{DF_TITLES[options.df]} degrees of freedom",
        _BASELINES[handling],
    ]
    if as_covariate:
        choices.append(f"missing baseline: {MISSING_BASELINE_IN_SHORT[options.missing_baseline]}")
    return Words(
        title=title,
        running=running,
        method=sentence(
            f"{opening(plan, request)}{subject(plan, request)} was analysed by a mixed model for "
            f"repeated measures {_STARTS[handling]}, with "
            f"{fixed_effects(plan, request, _EFFECTS[handling], by=by_visit)}, and "
            f"{covariance.words} among the visits of a person{fallback}."
            f"{_CONTRASTS[handling]}{clusters}"
        ),
        figure=_FIGURES[handling],
        baseline=_missing(plan, options) if as_covariate else _NO_FILLING,
        filled_in=as_covariate and options.missing_baseline == "mean",
        choices=tuple(choices),
    )
