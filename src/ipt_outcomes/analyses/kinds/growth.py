"""The growth model: a straight line an arm from one common start, a line a person around it.

One mean at week 0 and a slope an arm; random intercept and slope a person.

The formulas: docs/methods.md, "Models of a trial".
"""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from ipt_outcomes.analyses.analysis import Specification, Tables
from ipt_outcomes.analyses.cluster_effects import (
    cluster_terms,
    clusters_in_words,
    with_cluster_variables,
)
from ipt_outcomes.analyses.frames import Frame, frame
from ipt_outcomes.analyses.grid import Grid
from ipt_outcomes.analyses.words import Words, adjusted, opening, sentence, subject, titles
from ipt_outcomes.models.df_titles import DF_TITLES
from ipt_outcomes.plan.analyses import Growth
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.requests import Request


def specify(plan: Plan, request: Request, outcome: str) -> Specification:
    """The lines of one outcome over the weeks from baseline to the last visit of the lines."""
    options = cast(Growth, request.options)
    covariates = plan.adjusted_for(request)
    visits = options.visits(plan.visits)
    adjustment = "".join(f" + {name}" for name in covariates)

    def rows(tables: Tables) -> Frame:
        seen = frame(
            plan,
            tables,
            outcome=outcome,
            analysis=request.name,
            visits=visits,
            covariates=covariates,
            baseline="outcome",
        )
        return replace(seen, rows=with_cluster_variables(plan, seen.rows, "line"))

    return Specification(
        # ASSUME: randomised arms have equal means at week 0, so the lines share their intercept.
        formula=f"score ~ week + week:arm{adjustment} + (1 + week | participant)"
        f"{cluster_terms(plan, 'line')}",
        method="reml",
        df=options.df,
        fallback=(),
        frame=rows,
        grid=Grid(visits, by="week"),
        describe=lambda: _words(plan, request, options),
    )


def _words(plan: Plan, request: Request, options: Growth) -> Words:
    visits = options.visits(plan.visits)
    title, running = titles(request, "Growth model")
    first, last = visits[0].label, visits[-1].label
    of = "" if len(request.outcomes) == len(plan.outcomes) else f" of {subject(plan, request)}"
    return Words(
        title=title,
        running=running,
        method=sentence(
            f"{opening(plan, request)}a growth model{of} described each arm by a straight line "
            f"from {first} to {last}: week and arm by week{adjusted(plan, request)} as fixed "
            "effects, the arms having one mean at week 0, with a random intercept and a random "
            "slope for each person. The baseline score was an outcome in it."
            f"{clusters_in_words(plan, 'line')}"
        ),
        figure="The model is a straight line for each arm from one common start.",
        baseline=None,
        filled_in=False,
        choices=(f"{first} to {last}", f"{DF_TITLES[options.df]} degrees of freedom"),
    )
