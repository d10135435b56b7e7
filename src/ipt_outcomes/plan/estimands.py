"""Estimands (ICH E9(R1)): what is to be estimated, whatever happens to people after the start."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ipt_outcomes.plan.base import Choices, Label, Name, Part, Variable

Strategy = Literal["treatment_policy", "hypothetical", "while_on_treatment", "composite"]

STRATEGY_TITLES: dict[str, str] = {
    "treatment_policy": "treatment policy",
    "hypothetical": "hypothetical",
    "while_on_treatment": "while on treatment",
    "composite": "composite",
}


class Event(Part):
    """Something after randomisation that bears on what a later score means.

    ASSUME: a score of the day itself was given before it.
    """

    name: Name = Field(description="the event's name")
    label: Label = Field(description="what the report calls it: “Stopped treatment early”")
    day: Variable | None = Field(
        default=None,
        description="the variable with the day since randomisation on which it happened to a "
        "person, empty where it did not: `withdrawal_day`, or one under `covariates`",
    )
    after: Name | None = Field(
        default=None,
        description="in place of `day`, the visit after which it happens to everybody of `arms`, "
        "by design: a waitlist that begins treatment. Scores of that visit are given before it, "
        "on whatever day of its window",
    )
    arms: tuple[Name, ...] = Field(
        default=(), description="the arms in which it can happen; all where none is named"
    )
    ends_scores: bool = Field(
        default=False,
        description="`true` where nobody can have a score after it, as after a death: what would "
        "have been is then no estimand, and the strategy is `composite` or `while_on_treatment`",
    )

    def concerns(self, arm: str) -> bool:
        """Whether it can happen to people of the arm."""
        return not self.arms or arm in self.arms

    @property
    def default(self) -> Strategy:
        """What is done with later scores where the plan names no estimand.

        ASSUME: an arm that begins another treatment by design is asked about as if it had not; what
        people do of themselves belongs to what the treatment is worth in practice.
        """
        return "treatment_policy" if self.after is None else "hypothetical"


class Estimand(Part):
    """What is estimated: in whom, of what, whatever happens."""

    name: Name = Field(description="the estimand's name, which no analysis has")
    label: Label = Field(description="what the report calls it")
    population: Label | None = Field(
        default=None,
        description="whom it is about, in words. Without the key, everyone randomised, or where "
        "chance did not draw the arms, everyone in the study",
    )
    events: Annotated[
        dict[Name, Strategy],
        Choices(
            {
                "treatment_policy": "scores count, whatever happened before",
                "hypothetical": "scores after the event are not used: what would have been had it "
                "not happened is estimated from people like them",
                "while_on_treatment": "the last score before the event stands for all later "
                "visits: how people fared as long as it had not happened",
                "composite": "later scores are the value of `composite`: the event is itself an "
                "outcome",
            }
        ),
    ] = Field(default_factory=dict, description="the strategy for each of the plan's events")
    composite: Annotated[
        Literal["worst", "baseline"] | float | None,
        Choices({"worst": "the worse end of the scale", "baseline": "the person's own"}),
    ] = Field(
        default=None,
        union_mode="left_to_right",
        description="the score after an event with the strategy `composite`: a word, or a number "
        "in points of the scale",
    )
    outcomes: tuple[Name, ...] = Field(
        default=(), description="of these outcomes only; of all where none is named"
    )

    def strategy_of(self, event: Event) -> Strategy:
        """What is done with scores after an event of the plan."""
        return self.events.get(event.name, event.default)


def default_estimand(events: tuple[Event, ...]) -> Estimand:
    """The one that holds where the plan names none."""
    return Estimand(
        name="as_planned",
        label="As planned",
        events={event.name: event.default for event in events},
    )
