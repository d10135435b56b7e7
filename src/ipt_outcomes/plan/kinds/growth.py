"""The options of the growth model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import Field

from ipt_outcomes.plan.base import Choices, Name
from ipt_outcomes.plan.kinds.options import Options
from ipt_outcomes.plan.trial import Visit, end_of_treatment

TimeShape = Literal["linear", "log", "sqrt", "quadratic", "piecewise"]
TimeUnit = Literal["week", "visit"]

# ASSUME: a random slope needs three planned times to be told apart from the residual variance.
FEWEST_LINE_VISITS = 3
FEWEST_CURVE_VISITS = 4


class Growth(Options):
    """A course over time: a line, or another shape."""

    last_visit: Name | None = Field(
        default=None,
        description="the visit that ends the course. The last one of the treatment phase unless "
        "you say otherwise (of all, where `time` is piecewise); there must be three, the baseline "
        "among them",
    )
    time: Annotated[
        TimeShape,
        Choices(
            {
                "linear": "a straight line",
                "log": "the logarithm of week + 1: much change at first",
                "sqrt": "the square root of the week",
                "quadratic": "a line and its square",
                "piecewise": "straight lines that meet at the `knots`",
            }
        ),
    ] = Field(default="linear", description="the shape of the course")
    per: Annotated[
        TimeUnit, Choices({"visit": "the number of the visit, the baseline being 0: a session"})
    ] = Field(default="week", description="what time is counted in")
    knots: tuple[Name, ...] = Field(
        default=(),
        description="the visits at which the lines of `piecewise` meet. The last one of the "
        "treatment phase unless you say otherwise",
    )

    def visits(self, visits: Sequence[Visit]) -> tuple[Visit, ...]:
        """Of the plan's visits those of the course: to the end of treatment, or as said."""
        names = [visit.name for visit in visits]
        if self.last_visit in names:
            return tuple(visits[: names.index(self.last_visit) + 1])
        if self.time == "piecewise":
            return tuple(visits)
        return tuple(visit for visit in visits if visit.phase != "follow_up")

    def knots_among(self, visits: Sequence[Visit]) -> tuple[Visit, ...]:
        """The visits at which lines meet; none of another shape than piecewise."""
        if self.time != "piecewise":
            return ()
        if self.knots:
            return tuple(visit for visit in visits if visit.name in self.knots)
        end = end_of_treatment(visits)
        return () if end is None else (end,)

    def broken(self, visits: Sequence[Visit]) -> Iterator[tuple[str, str, str]]:
        """A course ends at a planned visit and passes enough of them; knots lie within it."""
        names = [visit.name for visit in visits]
        if self.last_visit is not None and self.last_visit not in names:
            rule = f"{self.last_visit!r} is not one of the plan's visits"
            yield "last_visit", rule, "Use one of: " + ", ".join(names) + "."
        elif len(self.visits(visits)) < FEWEST_LINE_VISITS:
            yield (
                "last_visit",
                "a line with a random slope needs three visits, the baseline among them",
                "Name a later `last_visit`, or leave the analysis out (under `models` with null).",
            )
        elif self.time == "quadratic" and len(self.visits(visits)) < FEWEST_CURVE_VISITS:
            yield (
                "time",
                "a curve passes three visits however they lie; to be one it needs four",
                "Name a later `last_visit`, or write `time: linear`.",
            )
        yield from self._broken_knots(visits)

    def _broken_knots(self, visits: Sequence[Visit]) -> Iterator[tuple[str, str, str]]:
        if self.knots and self.time != "piecewise":
            yield (
                "knots",
                "only lines that meet have knots",
                "Write `time: piecewise`, or no knots.",
            )
            return
        within = [visit.name for visit in self.visits(visits)][1:-1]
        for name in self.knots:
            if name not in within:
                rule = f"{name!r} is not a visit between the first and the last of the course"
                yield "knots", rule, "Use of: " + (", ".join(within) or "none") + "."
        default = self.time == "piecewise" and not self.knots
        if default and not any(knot.name in within for knot in self.knots_among(visits)):
            yield (
                "knots",
                "no visit of the treatment phase lies between the first and the last",
                "Name the visits at which the lines meet, or write `time: linear`.",
            )
