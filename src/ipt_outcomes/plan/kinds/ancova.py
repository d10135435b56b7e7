"""The options of the analysis of covariance."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ipt_outcomes.plan.base import Choices
from ipt_outcomes.plan.kinds.options import MISSING_BASELINE, MissingBaseline, Options


class Ancova(Options):
    """The analysis of covariance of one visit's scores, adjusted for the baseline score."""

    errors: Annotated[
        Literal["pooled", "robust"],
        Choices(
            {
                "pooled": "one residual variance of all arms",
                "robust": "the arms may differ in variance: CR2, that is HC2, with its own degrees "
                "of freedom",
            }
        ),
    ] = Field(default="pooled", description="what the standard errors rest on")
    missing_baseline: Annotated[MissingBaseline, MISSING_BASELINE] = Field(
        default="mean",
        description="what becomes of a participant whose baseline score is missing",
    )
