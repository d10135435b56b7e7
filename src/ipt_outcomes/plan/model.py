"""The models: what is fitted to each outcome and how its inference is made."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator

from ipt_outcomes.models.covariance.structures import OF_VISITS
from ipt_outcomes.plan.base import Name, Part


def _known(covariance: str) -> str:
    if covariance not in OF_VISITS:
        raise ValueError(f"no covariance of visits has this name; there are {', '.join(OF_VISITS)}")
    return covariance


Covariance = Annotated[str, AfterValidator(_known)]
"""The name of a covariance structure of visits."""
DegreesOfFreedom = Literal["kenward-roger", "satterthwaite"]


class Mmrm(Part):
    """The mixed model for repeated measures over the visits after baseline.

    `missing_baseline` says what becomes of a participant whose baseline score is missing:
    `mean` puts the mean of all arms in its place, `constrained` makes the baseline an outcome
    with equal means in all arms, `exclude` leaves the participant out, counted.

    `fallback` lists simpler covariances, tried in turn where the first cannot be fitted soundly.
    Which one was fitted is in the table of models. It is part of the plan: decide it beforehand.
    """

    covariance: Covariance = "us"
    fallback: tuple[Covariance, ...] = ()
    df: DegreesOfFreedom = "kenward-roger"
    missing_baseline: Literal["mean", "constrained", "exclude"] = "mean"


class Growth(Part):
    """Straight lines over time, equal at week 0; random intercept and slope for each participant.

    `last_visit` ends the lines; None means the last visit of the treatment phase.
    """

    df: DegreesOfFreedom = "kenward-roger"
    last_visit: Name | None = None


class Models(Part):
    """Which models are fitted. The first is the one whose contrasts answer the plan's question."""

    mmrm: Mmrm = Mmrm()
    growth: Growth | None = Growth()
    covariates: tuple[Name, ...] = ()
    missing_covariate: Literal["mean", "exclude"] = "mean"
