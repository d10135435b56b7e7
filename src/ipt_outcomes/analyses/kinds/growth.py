"""The growth model: a course over time an arm from one common start, a course a person around it.

One mean at week 0 and a course an arm: a straight line, or another shape (`time_shapes.py`). Random
intercept and slope a person.

The formulas: docs/methods.md, "Models of a trial".
"""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from ipt_outcomes.analyses.analysis import Specification, Tables
from ipt_outcomes.analyses.cluster_effects import (
    cluster_terms,
    clusters_in_words,
)
from ipt_outcomes.analyses.formula_names import in_formula
from ipt_outcomes.analyses.frames import Frame, frame
from ipt_outcomes.analyses.grid import Grid
from ipt_outcomes.analyses.time_shapes import OCCASION, TimeShape, course_in_words, time_shape
from ipt_outcomes.analyses.words import Words, fixed_effects, opening, sentence, subject, titles
from ipt_outcomes.models.df_titles import DF_TITLES
from ipt_outcomes.plan.estimand_of import estimand_of
from ipt_outcomes.plan.kinds.growth import Growth
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.requests import Request


def specify(
    plan: Plan, request: Request, outcome: str, moderator: str | None = None
) -> Specification:
    """The course of one outcome from baseline to its last visit; with a `moderator`, a variable of
    the rows, courses differ by it."""
    options = cast(Growth, request.options)
    shape = time_shape(plan, options)
    covariates = plan.adjusted_for(request)

    def rows(tables: Tables) -> Frame:
        seen = frame(
            plan,
            tables,
            outcome=outcome,
            analysis=request.name,
            estimand=estimand_of(plan, request),
            visits=shape.visits,
            covariates=covariates,
            baseline="outcome",
            course="line",
        )
        if shape.variable != OCCASION:
            return seen
        occasion = {visit.name: shape.time(visit) for visit in shape.visits}
        number = seen.rows["visit"].astype(str).map(occasion)
        return replace(seen, rows=seen.rows.assign(occasion=number))

    first, *simpler = (
        _formula(plan, shape, covariates, random, moderator) for random in shape.random
    )
    return Specification(
        formula=first,
        method="reml",
        df=options.df,
        fallback=(),
        simpler=tuple(simpler),
        frame=rows,
        grid=Grid(
            shape.visits,
            by=shape.variable,
            at=tuple(shape.time(visit) for visit in shape.visits),
            stretches=shape.stretches(),
            # A difference at a visit would hold the one that was there at the start.
            change=not plan.randomised,
            one_arm=len(plan.arms) == 1,
        ),
        describe=lambda: _words(plan, request, options, shape),
    )


def _formula(
    plan: Plan,
    shape: TimeShape,
    covariates: tuple[str, ...],
    random: tuple[str, ...],
    moderator: str | None,
) -> str:
    # ASSUME: arms have equal means at week 0, so the courses share their intercept; of arms that
    # were not randomised the baseline is not assumed to be alike.
    fixed = list(shape.terms)
    if len(plan.arms) > 1:
        fixed += ["arm"] if not plan.randomised else []
        fixed += [f"{term}:arm" for term in shape.terms]
    if moderator is not None:
        by = in_formula(moderator)
        fixed += [by, *(f"{term}:{by}" for term in fixed)]
    names = [in_formula(name) for name in covariates if name != moderator]
    adjustment = list(names)
    if not plan.randomised and len(plan.arms) > 1:
        # Of arms that differ in a covariate, their courses are adjusted for it too.
        adjustment += [f"{term}:{name}" for name in names for term in shape.terms]
    people = f"({' + '.join(('1', *random))} | participant)"
    every = " + ".join((*fixed, *adjustment, people))
    return f"score ~ {every}{cluster_terms(plan, 'line')}"


def _words(plan: Plan, request: Request, options: Growth, shape: TimeShape) -> Words:
    title, running = titles(request, "Growth model")
    of = "" if len(request.outcomes) == len(plan.outcomes) else f" of {subject(plan, request)}"
    what = "visit number" if shape.variable == OCCASION else "week"
    if len(shape.terms) > 1:
        what = "the course's terms"
    own, start = [what], ""
    if len(plan.arms) > 1:
        own = [what, *([] if plan.randomised else ["arm"]), f"arm by {what}"]
        start = (
            ", the arms having one mean at week 0"
            if plan.randomised
            else ", each arm having its own mean at week 0; its contrasts are differences between "
            "arms in the change since then"
        )
    by = "" if plan.randomised or len(plan.arms) == 1 else f" by {what}"
    described = "the scores" if len(plan.arms) == 1 else "each arm"
    course = course_in_words(options, shape)
    random = "random slopes" if len(shape.random[0]) > 1 else "a random slope"
    later = (
        ". Where these could not be fitted soundly, a random slope alone was taken, or a random "
        "intercept"
        if len(shape.random[0]) > 1
        else ""
    )
    return Words(
        title=title,
        running=running,
        method=sentence(
            f"{opening(plan, request)}a growth model{of} described {described} by {course}: "
            f"{fixed_effects(plan, request, own, by=by)}{start}, with a random "
            f"intercept and {random} for each person{later}. The baseline score was an outcome in "
            f"it.{clusters_in_words(plan, 'line')}"
        ),
        figure=f"The model is {course}"
        + ("," if shape.knots and plan.randomised else "")
        + (" for each arm from one common start." if plan.randomised else "."),
        baseline=None,
        filled_in=False,
        choices=(course, f"{DF_TITLES[options.df]} degrees of freedom"),
    )
