"""What the treatments' protocols ask of the sessions: how many, how long, how far apart, when."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ipt_outcomes.plan.base import Name, Part

Number = Annotated[int, Field(ge=1)]
Numbers = Annotated[tuple[Number, Number], Field(strict=False)]
Range = Annotated[
    tuple[Annotated[float, Field(ge=0)], Annotated[float, Field(ge=0)]], Field(strict=False)
]


class Protocol(Part):
    """What one protocol asks. Nothing is taken for granted that it does not say."""

    arms: tuple[Name, ...] = Field(
        min_length=1, description="the arms that are treated by this protocol"
    )
    sessions: Numbers | None = Field(
        default=None,
        description="the fewest and the most sessions of the treatment: `[12, 16]`. People with "
        "fewer or more are counted. (IPT is 12 to 16 weekly sessions of 45 to 50 minutes.)",
    )
    minutes: Range | None = Field(
        default=None,
        description="how long a session is, at least and at most: `[45, 50]`. Sessions that are "
        "shorter or longer are counted",
    )
    days_between: Range | None = Field(
        default=None,
        description="the days from one session to the next, at least and at most: `[5, 10]`. "
        "Sessions that follow sooner or later are counted",
    )
    per_protocol: Number | None = Field(
        default=None,
        description="with how many sessions attended the treatment counts as completed",
    )
    phases: dict[Name, Numbers] = Field(
        default_factory=dict,
        description="the phases of the treatment, each with the numbers of its "
        "first and last session: `{initial: [1, 3], middle: [4, 13], termination: [14, 16], "
        "maintenance: [17, 22]}` (IPT's, with maintenance sessions after it). A phase that begins "
        "after the most of `sessions` comes after the treatment",
    )

    @property
    def phases_in_order(self) -> dict[str, tuple[int, int]]:
        """All phases by the numbers of their sessions: the order of keys says nothing."""
        return dict(sorted(self.phases.items(), key=lambda phase: phase[1]))

    @property
    def phases_of_treatment(self) -> dict[str, tuple[int, int]]:
        """The phases that belong to the treatment, and not to what comes after it."""
        return {name: ends for name, ends in self.phases_in_order.items() if not self._after(ends)}

    @property
    def first_after_treatment(self) -> int | None:
        """The number of the first session of the phases after the treatment; None: there is none.

        ASSUME: a phase that begins after the last session which the protocol plans, such as
        maintenance, is another treatment, whose sessions are no dose of this one.
        """
        return next((ends[0] for ends in self.phases_in_order.values() if self._after(ends)), None)

    def _after(self, ends: tuple[int, int]) -> bool:
        return self.sessions is not None and ends[0] > self.sessions[1]
