"""What a plan chooses of an analysis, whatever its kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal, get_args

from pydantic import Field

from ipt_outcomes.models.df_titles import DF_TITLES
from ipt_outcomes.plan.base import Choices, Part
from ipt_outcomes.plan.trial import Visit

DegreesOfFreedom = Literal["kenward-roger", "satterthwaite"]
MissingBaseline = Literal["mean", "exclude"]
MISSING_BASELINE = Choices(
    {
        "mean": "the mean of all arms stands in for it",
        "exclude": "the participant is left out, counted",
    }
)
_DF_TITLES = {name: DF_TITLES[name] for name in get_args(DegreesOfFreedom)}


class Options(Part):
    """What a plan chooses of an analysis, whatever its kind."""

    df: Annotated[DegreesOfFreedom, Choices(_DF_TITLES)] = Field(
        default="kenward-roger",
        description="the method for the degrees of freedom",
    )

    def visits(self, visits: Sequence[Visit]) -> tuple[Visit, ...]:
        """Of the plan's visits those that the analysis speaks of."""
        return tuple(visit for visit in visits if visit.phase != "baseline")

    def broken(self, visits: Sequence[Visit]) -> Iterator[tuple[str, str, str]]:
        """What the options break, given the plan's visits, as (key, rule, remedy)."""
        yield from ()
