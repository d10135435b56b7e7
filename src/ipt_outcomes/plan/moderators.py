"""Moderators: what may decide for whom a treatment works, known before randomisation."""

from __future__ import annotations

from pydantic import Field

from ipt_outcomes.plan.base import Label, Name, Part, Variable

BASELINE = "baseline"
"""The outcome's own score at the baseline."""

STANDARD_LABELS = {
    BASELINE: "Baseline score",
    "stratum": "Stratum",
    "site": "Site",
    "age": "Age",
    "sex": "Sex",
    "problem_area": "Problem area",
    "prior_episodes": "Prior episodes",
}


class Groups(Part):
    """A number in groups, from one cut up to the next."""

    cuts: tuple[float, ...] = Field(
        min_length=1,
        description="where the groups part, increasing; a cut belongs to the group above it",
    )
    labels: tuple[Label, ...] = Field(description="the groups' labels, one more than the cuts")


class Moderator(Part):
    """A variable by which the difference between arms may differ.

    It is tested with the primary analysis of each outcome, at the endpoint.
    """

    name: Variable = Field(
        description="the variable: one of the participants' by our name, one of their "
        "`covariates`, or `baseline`, the outcome's own score at the baseline"
    )
    label: Label | None = Field(default=None, description="what the report calls it")
    planned: bool = Field(
        default=False,
        description="whether it was named before the data were seen. What was not is stamped "
        "exploratory wherever it is shown",
    )
    outcomes: tuple[Name, ...] = Field(
        default=(), description="for these outcomes; for the primary ones where none is named"
    )
    groups: Groups | None = Field(
        default=None,
        description="a number in groups: `{cuts: [18, 65], labels: [adolescent, adult, older]}`. "
        "Without it a number is a line, which keeps what groups throw away",
    )

    @property
    def called(self) -> str:
        """What the report calls it."""
        return self.label or STANDARD_LABELS.get(self.name, self.name.replace("_", " "))
