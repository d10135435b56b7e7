"""What the plan says of scores that were never given: how they are imputed in the scenarios."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ipt_outcomes.plan.base import Name, Part


class MissingScores(Part):
    """Missing scores under other assumptions than missing at random."""

    imputations: int | None = Field(
        default=None,
        ge=10,
        le=10_000,
        description="how many completed data sets there are under each assumption. Without the "
        "key, 1000; 100 with clusters, with another covariance than an unstructured one, and of "
        "more than 5,000 people, where each takes longer",
    )
    outcomes: Literal["primary", "all"] = Field(
        default="primary", description="which outcomes are imputed in the scenarios"
    )
    reference: Name | None = Field(
        default=None,
        description="the arm whose course people are taken to follow who left another arm. Without "
        "the key, the first arm with the role control; without such an arm, no scenario of a "
        "reference",
    )
