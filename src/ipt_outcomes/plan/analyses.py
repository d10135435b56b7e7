"""The analyses that a plan may ask for: a class of options for each kind, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field

from ipt_outcomes.models.covariance.structures import OF_VISITS, STRUCTURES
from ipt_outcomes.models.df_titles import DF_TITLES
from ipt_outcomes.plan.base import Choices, Label, Name, Part
from ipt_outcomes.plan.trial import Visit


def _known(covariance: str) -> str:
    if covariance not in OF_VISITS:
        raise ValueError(f"no covariance of visits has this name; there are {', '.join(OF_VISITS)}")
    return covariance


Covariance = Annotated[str, AfterValidator(_known)]
"""The name of a covariance structure of visits."""
DegreesOfFreedom = Literal["kenward-roger", "satterthwaite"]
BaselineHandling = Literal["covariate", "constrained", "free"]
MissingBaseline = Literal["mean", "exclude"]
Role = Literal["primary", "supporting", "sensitivity"]
_TITLES = {name: structure.title for name, structure in STRUCTURES.items() if structure.of_visits}
_DF_TITLES = {name: DF_TITLES[name] for name in get_args(DegreesOfFreedom)}

# ASSUME: a random slope needs three planned times to be told apart from the residual variance.
FEWEST_LINE_VISITS = 3


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


class Mmrm(Options):
    """The mixed model for repeated measures over the visits after baseline."""

    covariance: Annotated[Covariance, Choices(_TITLES)] = Field(
        default="us", description="of the scores of one participant at the visits"
    )
    fallback: tuple[Covariance, ...] = Field(
        default=(),
        description="simpler ones than `covariance`, tried in turn where it cannot be fitted "
        "soundly. Decide them beforehand; the table of models says which one was fitted",
    )
    baseline: Annotated[
        BaselineHandling,
        Choices(
            {
                "covariate": "a covariate, whose effect differs between visits",
                "constrained": "an outcome too, with equal means in all arms",
                "free": "an outcome too, with a mean an arm; the contrasts are those of the change "
                "from it",
            }
        ),
    ] = Field(default="covariate", description="what the baseline score is")
    missing_baseline: Annotated[
        MissingBaseline,
        Choices(
            {
                "mean": "the mean of all arms stands in for it",
                "exclude": "the participant is left out, counted",
            }
        ),
    ] = Field(
        default="mean",
        description="what becomes of a participant whose baseline score is missing, where it is a "
        "covariate",
    )

    def broken(self, visits: Sequence[Visit]) -> Iterator[tuple[str, str, str]]:
        """Each covariance is tried once; a choice that says nothing is not made."""
        if self.baseline != "covariate" and "missing_baseline" in self.model_fields_set:
            yield (
                "missing_baseline",
                "the baseline is an outcome: whose score is missing needs no filling in",
                "Leave the key out, or write `baseline: covariate`.",
            )
        tried = (self.covariance, *self.fallback)
        if len(set(tried)) < len(tried):
            rule = "a covariance is named twice, the first one among them"
            yield "fallback", rule, "Name each simpler one once."


class Growth(Options):
    """Straight lines over time."""

    last_visit: Name | None = Field(
        default=None,
        description="the visit that ends the lines. The last one of the treatment phase unless you "
        "say otherwise; there must be three, the baseline among them",
    )

    def visits(self, visits: Sequence[Visit]) -> tuple[Visit, ...]:
        """Of the plan's visits those of the lines: baseline to the end of treatment, or as said."""
        names = [visit.name for visit in visits]
        if self.last_visit in names:
            return tuple(visits[: names.index(self.last_visit) + 1])
        return tuple(visit for visit in visits if visit.phase != "follow_up")

    def broken(self, visits: Sequence[Visit]) -> Iterator[tuple[str, str, str]]:
        """Lines end at a planned visit and pass three."""
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


class Models(Part):
    """The analyses of every outcome, and what all analyses are adjusted for."""

    mmrm: Mmrm | None = Field(default=Mmrm(), description="the options of `mmrm`, below")
    growth: Growth | None = Field(default=Growth(), description="the options of `growth`, below")
    covariates: tuple[Name, ...] = Field(
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
    covariates: tuple[Name, ...] | None = Field(
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


class NamedGrowth(Named, Growth):
    """A growth model under a name of its own."""

    kind: Literal["growth"] = Field(
        description="straight lines over time, equal at week 0, with a random intercept and slope "
        "for each participant"
    )


NamedAnalysis = Annotated[NamedMmrm | NamedGrowth, Field(discriminator="kind")]
