"""The trial's design: arms, visits, outcomes, and who was looked at before randomisation."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ipt_outcomes.plan.base import Label, Name, Part

Phase = Literal["baseline", "treatment", "follow_up"]


class Arm(Part):
    """An arm and what it is in the comparison."""

    name: Name
    label: Label
    role: Literal["treatment", "active_comparator", "control"]


class Visit(Part):
    """A planned assessment: target `week`, and the `window` of days since randomisation.

    `pick` says which of several assessments in the window stands for the visit: the one nearest to
    the target week (the earlier of two that are equally near), the earliest, or the last.
    """

    name: Name
    label: Label
    week: Annotated[float, Field(ge=-52, le=1040)]
    phase: Phase
    window: Annotated[tuple[int, int] | None, Field(strict=False)] = None
    pick: Literal["nearest", "earliest", "last"] = "nearest"


class Outcome(Part):
    """A scale as an outcome. `endpoint` is the visit at which the plan's question is answered."""

    name: Name
    label: Label
    scale: Name
    role: Literal["primary", "secondary"]
    endpoint: Name


class Contrast(Part):
    """Test arm minus comparison arm, for the outcomes named (all when none is).

    `margin` (non-inferiority only) is in scale points and positive: how much worse than the
    comparison arm the test arm may be.
    """

    test: Name
    comparison: Name
    hypothesis: Literal["superiority", "non-inferiority"]
    margin: Annotated[float, Field(gt=0)] | None = None
    outcomes: tuple[Name, ...] = ()


class Enrolment(Part):
    """People before randomisation, as counts: they are not in the data."""

    assessed: Annotated[int, Field(ge=0)]
    excluded: dict[Label, Annotated[int, Field(ge=0)]] = Field(default_factory=dict)
