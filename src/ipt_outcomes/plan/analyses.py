"""The analyses that a plan may ask for, and where they stand; their options are in `kinds/`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ipt_outcomes.plan.base import Choices, Label, Name, Part, Variable
from ipt_outcomes.plan.kinds.ancova import Ancova
from ipt_outcomes.plan.kinds.growth import Growth
from ipt_outcomes.plan.kinds.mmrm import Mmrm

Role = Literal["primary", "supporting", "sensitivity"]


class Models(Part):
    """The analyses of every outcome, and what all analyses are adjusted for."""

    mmrm: Mmrm | None = Field(default=Mmrm(), description="the options of `mmrm`, below")
    ancova: Ancova | None = Field(
        default=Ancova(),
        description="the options of `ancova`, below: in the place of `mmrm` where there is one "
        "visit after the baseline",
    )
    growth: Growth | None = Field(
        default=Growth(),
        description="the options of `growth`, below. Without the key, no growth model where there "
        "are too few visits for one",
    )
    covariates: tuple[Variable, ...] = Field(
        default=(),
        description="further variables to adjust for, by our names or those under `covariates` of "
        "`participants`",
    )
    missing_covariate: Annotated[
        Literal["mean", "exclude"],
        Choices(
            {
                "mean": "the mean stands in for it; a missing category is a category of its own",
                "exclude": "the participant is left out",
            }
        ),
    ] = Field(
        default="mean",
        description="what becomes of a participant with a missing covariate; either is counted",
    )


class Named(Part):
    """An analysis beside those of `models`, under a name of its own.

    A kind of analysis is a subclass with its options and its `kind`, described.
    """

    name: Name = Field(description="the analysis's name, which no other has")
    label: Label | None = Field(default=None, description="what the report calls it")
    role: Annotated[
        Role,
        Choices(
            {
                "primary": "its contrasts answer the plan's question of its outcomes, in place of "
                "those of `models`",
                "supporting": "another view of the same question",
                "sensitivity": "whether the answer holds under another assumption",
            }
        ),
    ] = Field(default="sensitivity", description="what the analysis is to the plan's question")
    outcomes: tuple[Name, ...] = Field(
        default=(), description="of these outcomes only; of all where none is named"
    )
    covariates: tuple[Variable, ...] | None = Field(
        default=None,
        description="what this analysis is adjusted for in place of the covariates of `models`: "
        "`[]` for none. The strata always stay",
    )


class NamedMmrm(Named, Mmrm):
    """A mixed model for repeated measures under a name of its own."""

    kind: Literal["mmrm"] = Field(
        description="a mixed model for repeated measures: adjusted means at every visit after the "
        "baseline"
    )


class NamedAncova(Named, Ancova):
    """An analysis of covariance under a name of its own."""

    kind: Literal["ancova"] = Field(
        description="an analysis of covariance of the scores at the endpoint"
    )


class NamedGrowth(Named, Growth):
    """A growth model under a name of its own."""

    kind: Literal["growth"] = Field(
        description="a line or another course over time, equal at week 0, with a random intercept "
        "and slope for each participant"
    )


NamedAnalysis = Annotated[NamedMmrm | NamedAncova | NamedGrowth, Field(discriminator="kind")]
