"""What the plan says of relapse: of whom, from when on, and what counts as one."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ipt_outcomes.plan.base import Choices, Name, Part
from ipt_outcomes.plan.clinical_change import SourceText


class Relapse(Part):
    """Who was well at a visit, and when they were ill again."""

    outcome: Name = Field(description="the outcome that tells who is well and who relapsed")
    visit: Name | None = Field(
        default=None,
        description="the visit from which on people are followed. Without the key, the outcome's "
        "endpoint",
    )
    of: Annotated[
        Literal["remission", "response"],
        Choices(
            {
                "remission": "people with a score as good as the limit of remission at that visit",
                "response": "people who have improved by what counts as a response by then, to a "
                "score that is no relapse",
            }
        ),
    ] = Field(
        description="who is followed: by the limit that `clinical_change` says for the outcome, "
        "else the scale's entry"
    )
    relapse: float | None = Field(
        default=None,
        description="a relapse: a score as bad as this, or worse. Without the key, the cutoff of "
        "the scale's entry, where it has one; where it has none, or several, the plan must say it",
    )
    in_a_row: int = Field(
        default=1,
        ge=1,
        le=3,
        description="at how many assessments, one after the other, before it counts; it is then "
        "dated to the first of them",
    )
    maintenance_randomised: bool = Field(
        default=False,
        description="`true` where chance decided who was offered maintenance sessions "
        "(`participants.columns.maintenance`); else people with and without are compared as they "
        "came about, and the tables say so",
    )
    source: SourceText | None = Field(
        default=None,
        description="where the limit of a relapse that is written here comes from; the report "
        "prints it. Needed where there is one",
    )
