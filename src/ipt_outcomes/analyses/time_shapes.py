"""The shapes of a course over time: its terms in a formula, its slopes, its words.

Time is the variable `week`, or `occasion`, the number of the visit.

The formulas: docs/methods.md, "Models of a trial".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ipt_outcomes.phrases import at, running
from ipt_outcomes.plan.kinds.growth import Growth
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.trial import Visit

WEEK, OCCASION = "week", "occasion"


@dataclass(frozen=True)
class TimeShape:
    """A course over time.

    variable   of the rows: week or occasion
    terms      the functions of time in the formula, each with a coefficient an arm
    random     the sets of them that have random effects, the first that can be fitted holding
    visits     those of the course
    knots      where lines meet
    """

    variable: str
    terms: tuple[str, ...]
    random: tuple[tuple[str, ...], ...]
    visits: tuple[Visit, ...]
    knots: tuple[Visit, ...]

    def time(self, visit: Visit) -> float:
        """The variable's value at a visit."""
        return _time(self.variable, self.visits, visit)

    def stretches(self) -> tuple[tuple[Visit, Visit], ...]:
        """From which visit to which a slope is given: between knots, else from first to last."""
        ends = (self.visits[0], *self.knots, self.visits[-1])
        return tuple(pairwise(ends))


def time_shape(plan: Plan, options: Growth) -> TimeShape:
    """The course of a growth model."""
    visits = options.visits(plan.visits)
    knots = tuple(each for each in options.knots_among(plan.visits) if each in visits)
    variable = WEEK if options.per == "week" else OCCASION
    terms = _terms(options, variable, [_time(variable, visits, knot) for knot in knots])
    return TimeShape(variable, terms, _random(options, variable, terms), visits, knots)


def course_in_words(options: Growth, shape: TimeShape) -> str:
    """What the course is called, after "described each arm by"."""
    first, last = running(shape.visits[0].label), running(shape.visits[-1].label)
    meet = f", which meet {at(*(knot.label for knot in shape.knots))}" if shape.knots else ""
    return f"{_words(options)} from {first} to {last}{meet}"


def _time(variable: str, visits: Sequence[Visit], visit: Visit) -> float:
    return float(visits.index(visit) if variable == OCCASION else visit.week)


def _terms(options: Growth, time: str, knots: Sequence[float]) -> tuple[str, ...]:
    if options.time == "log":
        return (f"log({time} + 1)",)
    if options.time == "sqrt":
        return (f"I({time} ** 0.5)",)
    if options.time == "quadratic":
        return (time, f"I({time} ** 2)")
    if options.time == "piecewise":
        return (time, *(f"I(({time} - {knot:g}) * ({time} > {knot:g}))" for knot in knots))
    return (time,)


def _random(options: Growth, variable: str, terms: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """What differs between people, the richest first; the last is an intercept alone.

    ASSUME: people differ in how fast they change, not in how that bends: a random effect of the
    curve is seldom identified in trials of this size. With lines that meet, each has its own slope
    where that can be fitted, else one slope a person.
    """
    if options.time == "piecewise":
        return (terms, (variable,), ())
    return (terms[:1], ())


def _words(options: Growth) -> str:
    per = "" if options.per == "week" else " over the number of the visit"
    said = {
        "linear": "a straight line",
        "log": "a course that is linear in the logarithm of time + 1",
        "sqrt": "a course that is linear in the square root of time",
        "quadratic": "a quadratic curve",
        "piecewise": "straight lines",
    }
    return said[options.time] + per
