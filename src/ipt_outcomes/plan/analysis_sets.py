"""Analysis sets: the people randomised, or some by what they did or what is known of them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ipt_outcomes.plan.base import Choices, Label, Name, Part

SetKind = Literal["intention_to_treat", "modified", "completers", "per_protocol"]
Needs = Literal["treatment", "score"]


class AnalysisSet(Part):
    """Some of the people randomised: counted in the flow, compared beside the primary analysis."""

    name: Name = Field(description="what the tables call it")
    label: Label = Field(description="the set's label")
    of: Annotated[
        SetKind,
        Choices(
            {
                "intention_to_treat": "everybody randomised",
                "modified": "those with what the key `needs` names",
                "completers": "those with a score at the outcome's endpoint",
                "per_protocol": "those who came to so many sessions, `sessions`; everybody of an "
                "arm for which no session is recorded",
            }
        ),
    ] = Field(description="who is in it")
    needs: (
        Annotated[
            Needs,
            Choices(
                {
                    "treatment": "came to a session; of an arm for which no session is recorded, "
                    "everybody",
                    "score": "has a score of the outcome after the baseline",
                }
            ),
        ]
        | None
    ) = Field(default=None, description="needed with `modified`, and only there: what it asks for")
    sessions: Annotated[int, Field(ge=1, le=200)] | None = Field(
        default=None,
        description="of `per_protocol`: how many sessions attended are enough; without the key, as "
        "many as each arm's `protocol` names under `per_protocol`",
    )
