"""The analyses that a plan may ask for: a class of options for each kind, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from ipt_outcomes.models.covariance.structures import OF_VISITS
from ipt_outcomes.plan.base import Label, Name, Part
from ipt_outcomes.plan.trial import Visit


def _known(covariance: str) -> str:
    if covariance not in OF_VISITS:
        raise ValueError(f"no covariance of visits has this name; there are {', '.join(OF_VISITS)}")
    return covariance


Covariance = Annotated[str, AfterValidator(_known)]
"""The name of a covariance structure of visits."""
DegreesOfFreedom = Literal["kenward-roger", "satterthwaite"]
MissingBaseline = Literal["mean", "constrained", "exclude"]
Role = Literal["primary", "supporting", "sensitivity"]

# ASSUME: a random slope needs three planned times to be told apart from the residual variance.
FEWEST_LINE_VISITS = 3


class Options(Part):
    """What a plan chooses of an analysis, whatever its kind."""

    df: DegreesOfFreedom = "kenward-roger"

    def broken(self, visits: Sequence[Visit]) -> Iterator[tuple[str, str, str]]:
        """What the options break, given the plan's visits, as (key, rule, remedy)."""
        yield from ()


class Mmrm(Options):
    """The mixed model for repeated measures over the visits after baseline.

    `missing_baseline` says what becomes of a participant whose baseline score is missing:
    `mean` puts the mean of all arms in its place, `constrained` makes the baseline an outcome
    with equal means in all arms, `exclude` leaves the participant out, counted.

    `fallback` lists simpler covariances, tried in turn where the first cannot be fitted soundly.
    Which one was fitted is in the table of models. It is part of the plan: decide it beforehand.
    """

    covariance: Covariance = "us"
    fallback: tuple[Covariance, ...] = ()
    missing_baseline: MissingBaseline = "mean"


class Growth(Options):
    """Straight lines over time, equal at week 0; random intercept and slope for each participant.

    `last_visit` ends the lines; None means the last visit of the treatment phase.
    """

    last_visit: Name | None = None

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
                "Name a later `last_visit`, or leave the analysis out (under `models`: "
                "`growth: null`).",
            )


class Models(Part):
    """The analyses of every outcome. The first one's contrasts answer the plan's question."""

    mmrm: Mmrm | None = Mmrm()
    growth: Growth | None = Growth()
    covariates: tuple[Name, ...] = ()
    missing_covariate: Literal["mean", "exclude"] = "mean"


class Named(Part):
    """An analysis beside those of `models`, under a name of its own.

    `outcomes`: of these only (of all unless said). `covariates`: in place of those of `models`.
    """

    name: Name
    label: Label | None = None
    role: Role = "sensitivity"
    outcomes: tuple[Name, ...] = ()
    covariates: tuple[Name, ...] | None = None


class NamedMmrm(Named, Mmrm):
    """A mixed model for repeated measures under a name of its own."""

    kind: Literal["mmrm"]


class NamedGrowth(Named, Growth):
    """A growth model under a name of its own."""

    kind: Literal["growth"]


NamedAnalysis = Annotated[NamedMmrm | NamedGrowth, Field(discriminator="kind")]
