"""The personalized advantage index: what is asked of it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ipt_outcomes.plan.base import Choices, Label, Name, Part, Variable

BASELINE = "baseline"
"""The outcome's own score at the baseline."""


class AdvantageIndex(Part):
    """An index of who is expected to do better in which of two arms, and whether it would help.

    It is of an outcome at its endpoint, with scores as the primary analysis has them.
    """

    name: Name = Field(description="what the tables call the index")
    label: Label | None = Field(default=None, description="what the report calls it")
    planned: bool = Field(
        default=False,
        description="whether it was named, with its predictors, before the data were seen. What "
        "was not is stamped exploratory wherever it is shown",
    )
    outcome: Name = Field(description="the outcome that following it should make better")
    test: Name = Field(description="one of the two arms")
    comparison: Name = Field(description="the other one")
    predictors: tuple[Variable, ...] = Field(
        min_length=1,
        description="what may decide who does better where, known before randomisation: "
        "participants' variables by our name, their `covariates`, `baseline` (the outcome's own "
        "score there), or the name of another outcome (its score at the baseline)",
    )
    learner: Annotated[
        Literal["ridge", "elastic-net"],
        Choices(
            {
                "ridge": "predictors whose interaction with the arm has a p-value up to .2, shrunk",
                "elastic-net": "chosen and shrunk in one; a hundred times slower",
            }
        ),
    ] = Field(default="ridge", description="how it is learned")
    folds: int = Field(
        default=5, ge=3, le=20, description="into how many parts people are cut; each is left out"
    )
    repeats: int = Field(default=10, ge=1, le=200, description="how often they are cut anew")
    permutations: int = Field(
        default=199,
        ge=19,
        le=9999,
        description="trials with permuted arms, in which the whole procedure is repeated: from "
        "them come the p-value and the interval",
    )
    missing_outcomes: Annotated[
        Literal["weighted", "completers"],
        Choices(
            {
                "weighted": "those with a score stand for those without who are alike in arm and "
                "predictors",
                "completers": "the result is about those with a score alone, and says so",
            }
        ),
    ] = Field(default="weighted", description="what becomes of people without a score")
