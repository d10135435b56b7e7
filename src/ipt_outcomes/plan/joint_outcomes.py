"""Outcomes that are modelled together, and what is claimed of them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ipt_outcomes.plan.base import Choices, Label, Name, Part

Claim = Literal["all", "any"]


class JointOutcomes(Part):
    """Outcomes in one model beside their own.

    Each has in it the means of its primary analysis, which is one `mmrm` or `ancova` for all; every
    outcome at every visit may go with every other.
    """

    name: Name = Field(description="what the tables call the model")
    label: Label | None = Field(default=None, description="what the report calls it")
    outcomes: tuple[Name, ...] = Field(
        default=(), description="which outcomes, two at least; without the key, all primary ones"
    )
    claim: Annotated[
        Claim,
        Choices(
            {
                "all": "that a contrast holds in every outcome: by the largest of its p-values, "
                "which needs no adjustment (intersection-union)",
                "any": "that some contrast holds in some outcome: by max-t over all contrasts of "
                "all outcomes",
            }
        ),
    ] = Field(description="what is to be shown of the outcomes together")

    @property
    def called(self) -> str:
        """What the report calls it."""
        return self.label or self.name.replace("_", " ")
