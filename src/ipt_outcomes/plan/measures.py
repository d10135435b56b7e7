"""Scales of one trial alone, described in its plan: totals of which nothing else is known."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from ipt_outcomes.instruments import Instrument
from ipt_outcomes.instruments.entry import Direction
from ipt_outcomes.plan.base import Label, Part

# Where the limits of such a scale come from: the plan, where they may be wrong as well.
SOURCE = "The trial's own plan, under `measures`."


class Measure(Part):
    """A scale whose totals alone are known."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")] = Field(
        description="the scale's name, as `scores` and `outcomes` call it. No registered scale and "
        "none in `config/instruments/` has it"
    )
    label: Label = Field(description="the scale's label")
    direction: Direction = Field(description="which scores are the better ones")
    minimum: float = Field(description="the least score that there can be")
    maximum: float = Field(description="the greatest score that there can be")
    decimals: int = Field(default=0, ge=0, le=6, description="how finely a score is reported")

    @model_validator(mode="after")
    def _limits_apart(self) -> Self:
        if self.minimum >= self.maximum:
            raise ValueError("the least score is not below the greatest")
        return self

    def as_instrument(self) -> Instrument:
        """The scale as the registry would have it: no items, no cut-offs, nothing published."""
        return Instrument(
            name=self.label,
            scale=self.name,
            version="as the trial's file has it",
            construct_measured=self.label,
            population="the trial's participants",
            rated_by="measurement",
            direction=self.direction,
            minimum=self.minimum,
            maximum=self.maximum,
            decimals=self.decimals,
            source=SOURCE,
        )
