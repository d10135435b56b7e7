"""What the plan says of scores that were never given: how they are imputed in the scenarios."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ipt_outcomes.plan.base import Choices, Label, Name, Part

Assumption = Literal["mar", "j2r", "cr", "cir", "lmcf"]
ASSUMPTION_TITLES: dict[str, str] = {
    "mar": "missing at random",
    "j2r": "jump to reference",
    "cr": "copy reference",
    "cir": "copy increments in reference",
    "lmcf": "last mean carried forward",
}
MANY, FEWER, MANY_PEOPLE = 1000, 100, 5_000
"""Imputations where each takes a moment, and where it takes longer: of more than so many people,
with clusters, or with another covariance than an unstructured one.
"""
TOO_FEW = "too few imputations"
"""What is said of a result that rests on fewer than the missing information asks for."""
_MEANINGS = Choices(
    {
        "mar": "missing at random: as people of the same arm with the same earlier scores",
        "j2r": "jump to reference: from then on as people of the reference arm",
        "cr": "copy reference: as people of the reference arm from the start",
        "cir": "copy increments in reference: kept what was gained, then changed as the reference "
        "arm did",
        "lmcf": "last mean carried forward: stayed where the own arm was on average",
    }
)


class MissingScores(Part):
    """Missing scores under other assumptions than missing at random."""

    imputations: int | None = Field(
        default=None,
        ge=10,
        le=10_000,
        description="how many completed data sets there are under each assumption. Without the "
        f"key, {MANY}; {FEWER} with clusters, with another covariance than an unstructured one, "
        f"and of more than {MANY_PEOPLE:,} people, where each takes longer",
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
    leaving_odds: float | None = Field(
        default=2.0,
        gt=0,
        description="in the scenario in which leaving depends on the score that nobody saw: by how "
        "much the odds of leaving are multiplied for who would next score worse by the scale's "
        "minimal important difference (where the registry has none, by half a standard deviation "
        "of the baseline). Below 1, who fares better leaves; `null` for no such scenario",
    )
    reasons: Annotated[dict[Label, Assumption], _MEANINGS] = Field(
        default_factory=dict,
        description="what is assumed of who left, by the reason, as the column that is mapped to "
        '`withdrawal_reason` has it: `{"Moved away": mar, "No improvement": j2r}`. A scenario of '
        "its own",
    )
    other_reasons: Annotated[Assumption, _MEANINGS] = Field(
        default="mar", description="the same of who left for another reason, or without one"
    )
    also: Annotated[
        tuple[Literal["locf", "completers"], ...],
        Choices(
            {
                "locf": "the last score stands for the missing one",
                "completers": "who has no score at the endpoint is left out",
            }
        ),
    ] = Field(
        default=(),
        description="a list: what some readers still ask for, as scenarios. Neither can be the "
        "primary analysis",
    )
