"""The effect of a treatment on those who receive it, with chance as the instrument."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ipt_outcomes.plan.base import Choices, Name, Part


class TreatmentReceived(Part):
    """The complier-average causal effect of an arm's treatment, against an arm without it."""

    name: Name = Field(description="what the tables call it")
    outcome: Name = Field(description="the outcome, at its endpoint")
    test: Name = Field(description="the arm whose treatment some did not receive")
    comparison: Name = Field(
        description="the arm whose people could not receive it: a control arm without sessions"
    )
    sessions: Annotated[int, Field(ge=1, le=200)] | None = Field(
        default=None,
        description="how many sessions attended are the treatment received; without the key, as "
        "many as the arm's `protocol` names under `per_protocol`",
    )
    missing: Annotated[
        Literal["imputed", "complete_cases"],
        Choices(
            {
                "imputed": "multiple imputation by the primary analysis's model, as the scenario "
                "of scores missing at random has it",
                "complete_cases": "who has no score at the endpoint is left out, as if that hung "
                "on the arm and the baseline alone",
            }
        ),
    ] = Field(default="imputed", description="what becomes of scores missing at the endpoint")
