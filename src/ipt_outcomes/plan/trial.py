"""The trial's design: arms, visits, outcomes, and who was looked at before randomisation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from ipt_outcomes.plan.base import Choices, Label, Name, Part
from ipt_outcomes.plan.claim import Hypothesis

Phase = Literal["baseline", "treatment", "follow_up"]


class Arm(Part):
    """An arm and what it is in the comparison."""

    name: Name = Field(description="the arm's name")
    label: Label = Field(description="the arm's label")
    role: Literal["treatment", "active_comparator", "control"] = Field(
        description="what the arm is in the comparison"
    )


class Visit(Part):
    """A planned assessment."""

    name: Name = Field(description="the visit's name")
    label: Label = Field(description="the visit's label")
    week: float = Field(
        ge=-52,
        le=1040,
        description="the planned week since randomisation. Or all weeks on one line, in the "
        "visits' order, beside `visits`: `visit_weeks: [0, 6, 12]`",
    )
    phase: Phase = Field(description="the part of the trial that the visit belongs to")
    window: tuple[int, int] | None = Field(
        default=None,
        strict=False,
        description="the first and the last day since randomisation that count as this visit: "
        "`[14, 41]`. Needed where scores are given by day or date",
    )
    pick: Annotated[
        Literal["nearest", "earliest", "last"],
        Choices({"nearest": "to the planned week; the earlier of two that are equally near"}),
    ] = Field(
        default="nearest",
        description="which of several assessments in the window stands for the visit",
    )


# ASSUME: IPT has 12 to 16 weekly sessions: a visit later than 16 weeks, or four months (17.4), may
# be after the treatment, whatever phase it is given.
LONGEST_TREATMENT = 17.5


def end_of_treatment(visits: Sequence[Visit]) -> Visit | None:
    """The last visit of the treatment phase; None where no visit is of it.

    ASSUME: the treatment ends there, and begins at the baseline visit.
    """
    treated = [visit for visit in visits if visit.phase == "treatment"]
    return treated[-1] if treated else None


class Outcome(Part):
    """A scale as an outcome."""

    name: Name = Field(description="the outcome's name")
    label: Label = Field(description="the outcome's label")
    scale: Name = Field(description="the scale, as `scores` calls it")
    role: Literal["primary", "secondary"] = Field(
        description="what the outcome is to the trial; one at least is primary"
    )
    endpoint: Name = Field(description="the visit at which the plan's question is answered")


class Contrast(Part):
    """A comparison of two arms."""

    test: Name = Field(description="the arm in question")
    comparison: Name = Field(description="the arm that is subtracted from it")
    hypothesis: Annotated[
        Hypothesis,
        Choices(
            {
                "superiority": "the arms differ",
                "non-inferiority": "the test arm is not worse by as much as the margin",
                "equivalence": "neither arm is better by as much as the margin (two one-sided "
                "tests)",
            }
        ),
    ] = Field(description="what is to be shown")
    margin: Annotated[float, Field(gt=0)] | None = Field(
        default=None,
        description="how much worse than the comparison arm the test arm may be, in points of the "
        "scale (more than 0); of equivalence also how much better. Needed for `non-inferiority` "
        "and `equivalence`, and only there",
    )
    outcomes: tuple[Name, ...] = Field(
        default=(), description="of these outcomes only; of all where none is named"
    )


def change_of(arm: Arm, baseline: Visit) -> Contrast:
    """An arm against its own baseline: the change, no comparison of treatments."""
    return Contrast(test=arm.name, comparison=baseline.name, hypothesis="superiority")


class Enrolment(Part):
    """People before randomisation: they are not in the data."""

    assessed: int = Field(ge=0, description="how many were assessed for eligibility")
    excluded: dict[Label, Annotated[int, Field(ge=0)]] = Field(
        default_factory=dict,
        description="how many were not randomised, by the reason: `{Declined: 21}`",
    )
