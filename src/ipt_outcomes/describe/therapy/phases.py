"""How fast scores change in each phase of the treatment: lines that meet between phases.

Formulas: docs/methods.md, "Therapy".
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from ipt_outcomes.describe.therapy.clustered import Made, mixed, no_numbers, random_slopes
from ipt_outcomes.describe.therapy.courses import SESSIONS, VISITS, Course
from ipt_outcomes.models.status import NOT_ESTIMABLE
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.tables import checked, typed

_RANDOM = ("intercept", "slope", "slopes")
# ASSUME: an assessment within two weeks of an end of a phase, or at a session beside it, tells
# how people were there. Further away it is the neighbouring phase's line that says it.
_NEAR = {SESSIONS: 1.0, VISITS: 2.0}
_UNSEEN = "an arm was assessed less than twice in the phase"


def phase_slopes(plan: Plan, courses: Iterable[Course]) -> pd.DataFrame:
    """The table `phase_slopes`: each arm's slope in each phase, and the plan's contrasts of them.

    score ~ arm + arm x time in each phase, linear within a phase, with a random intercept and
    slopes of people (one in each phase, else one, else none: the first that the data allow) and the
    plan's clusters as random effects. Where several outcomes' courses are given, or several
    protocols', each has a model of its own; arms of different protocols are not compared.
    """
    rows = [row for course in courses for row in _of_course(plan, course)]
    return checked("phase_slopes", typed("phase_slopes", pd.DataFrame(rows)))


def fitted_course(plan: Plan, course: Course) -> Made:
    """The piecewise growth model of a course."""
    return mixed(plan, course.fixed(), course.rows, (course.pieces, ("elapsed",), ()))


def _of_course(plan: Plan, course: Course) -> list[dict[str, object]]:
    made = fitted_course(plan, course)
    differing = min(random_slopes(made), 2)
    pairs = [
        (asked.test, asked.comparison)
        for asked in plan.contrasts_of(course.outcome)
        if asked.test in course.arms and asked.comparison in course.arms
    ]
    labels: list[dict[str, object]] = []
    functions: list[dict[str, float]] = []
    seen: list[bool] = []
    for (phase, start, end), piece in zip(course.phases, course.pieces, strict=True):
        own = {arm: course.of_arm(at, piece) for at, arm in enumerate(course.arms)}
        known = _seen(course, start, end)
        for test, comparison in [*((arm, None) for arm in course.arms), *pairs]:
            labels.append(
                {
                    "outcome": course.outcome,
                    "scores": course.scores,
                    "phase": phase,
                    "start": start,
                    "end": end,
                    "unit": course.unit,
                    "test": test,
                    "comparison": comparison,
                    "random": _RANDOM[differing],
                    **made.size,
                }
            )
            minus = {} if comparison is None else {own[comparison]: -1.0}
            functions.append({own[test]: 1.0, **minus})
            seen.append({test, comparison or test} <= known)
    found = made.functions(functions, 1 - plan.alpha)
    return [
        {**label, **(numbers if told else no_numbers(NOT_ESTIMABLE, _UNSEEN))}
        for label, numbers, told in zip(labels, found, seen, strict=True)
    ]


def _seen(course: Course, start: float, end: float) -> set[str]:
    """The arms with scores at two times in a phase, or at its edges."""
    near = _NEAR[course.scores]
    inside = course.rows[course.rows["time"].between(start - near, end + near)]
    times = inside.groupby(inside["arm"].astype("str"))["time"].nunique()
    return set(times.index[times > 1])
