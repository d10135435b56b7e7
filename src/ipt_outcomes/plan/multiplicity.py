"""Families of hypotheses that the plan tests together."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ipt_outcomes.plan.base import Choices, Name, Part

Method = Literal["holm", "hochberg", "fdr", "fixed-sequence", "max-t", "all"]


class HypothesisFamily(Part):
    """Hypotheses whose p-values are adjusted for one another.

    They are the contrasts at the endpoint of these outcomes, by the primary analyses.
    """

    name: Name = Field(description="what the tables call the family")
    method: Annotated[
        Method,
        Choices(
            {
                "holm": "whatever the hypotheses have to do with one another",
                "hochberg": "somewhat more powerful; not for outcomes that go against one another",
                "fdr": "the share of false discoveries among all (Benjamini and Hochberg)",
                "fixed-sequence": "in the order of `outcomes`, and within each in that of "
                "`contrasts`: the first that is not significant ends it",
                "max-t": "by the contrasts' joint distribution; of one outcome, or of outcomes "
                "with a model in `joint`",
                "all": "a contrast holds only if it holds in every outcome: each has the largest "
                "of its p-values over the outcomes (co-primary outcomes)",
            }
        ),
    ] = Field(description="how the p-values are adjusted")
    outcomes: tuple[Name, ...] = Field(
        default=(), description="which outcomes; without the key, all primary ones"
    )
