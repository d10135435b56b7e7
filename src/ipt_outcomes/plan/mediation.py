"""Mediators: outcomes through which a treatment may bring about another."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ipt_outcomes.plan.base import Choices, Name, Part

PersonPart = Literal["level", "pace"]

LEAST_VISITS = 4
"""With fewer, what stays of a person and what moves on cannot be told apart well enough: see
benchmarks/mediation_simulation.py."""
LEAST_VISITS_FOR_PACE = LEAST_VISITS_WITH_CLUSTERS = 5


class Mediation(Part):
    """Whether a mediator moves before an outcome, and carries the difference between two arms."""

    name: Name = Field(description="what the tables call it")
    mediator: Name = Field(description="the outcome that may come first and bring the other about")
    outcome: Name = Field(description="the outcome that may follow")
    test: Name = Field(description="the arm in question")
    comparison: Name = Field(description="the arm that is subtracted from it")
    visits: tuple[Name, ...] = Field(
        default=(),
        description="the visits, evenly spaced, the baseline first; without the key, all up to the "
        "outcome's endpoint. The effects are those at the last of them",
    )
    people_differ_in: Annotated[
        PersonPart,
        Choices(
            {
                "level": "each person has a level of their own on both scales, around which scores "
                "go up and down",
                "pace": "and a pace of change of their own; needs 5 visits",
            }
        ),
    ] = Field(
        default="level",
        description="what is taken to stay the same of a person, and no effect of one scale on the "
        "other. The report shows the other assumption beside it where there are 5 visits",
    )
