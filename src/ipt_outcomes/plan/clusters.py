"""Clusters: people who share a therapist, a therapy group, a site or a village."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ipt_outcomes.phrases import plural
from ipt_outcomes.plan.base import Choices, ColumnName, Label, Name, Part

ClusterKind = Literal[
    "therapist", "therapy_group", "site", "practice", "school", "village", "family", "other"
]

# ASSUME: these come about by the treatment: before it, and without it, they share nothing.
BY_TREATMENT: frozenset[str] = frozenset({"therapist", "therapy_group"})

DERIVED = ("_on", "_after", "_grown", "_week")
"""Ends of the names of variables that an analysis makes of a cluster."""

PLURALS: dict[str, str] = {
    "therapist": "therapists",
    "therapy_group": "therapy groups",
    "site": "sites",
    "practice": "practices",
    "school": "schools",
    "village": "villages",
    "family": "families",
    "other": "clusters",
}
"""What several clusters of a kind are called."""


class Cluster(Part):
    """What people share, so that their scores are alike. Every analysis gets a random effect of it.

    ASSUME: a participant belongs to the cluster of allocation throughout, as one to the arm of
    randomisation, whoever takes over later.
    """

    name: Name = Field(
        description="the cluster's name: that of a column under `participants` (`therapist`, "
        "`site`), or one of yours with `column`"
    )
    column: ColumnName | None = Field(
        default=None,
        description="the column of the participants' file that says which cluster a person is in, "
        "where `participants` does not map it. It may hold words or numbers; what it holds is "
        "replaced by numbers, so that no village's name stays",
    )
    kind: Annotated[
        ClusterKind,
        Choices(
            {
                "therapist": "who treats; shared from the start of treatment on",
                "therapy_group": "the people treated together; shared from the start of treatment",
                "site": "a clinic or centre",
                "other": "anything else that people share",
            }
        ),
    ] = Field(description="what it is")
    label: Label | None = Field(default=None, description="what the report calls one of them")
    randomised: bool = Field(
        default=False,
        description="`true` where the clusters were randomised, and not the people: each is in one "
        "arm",
    )
    arms: tuple[Name, ...] = Field(
        default=(),
        description="the arms in which there are such clusters; all where none is named. A "
        "waitlist has no therapists",
    )
    effect: Annotated[
        Literal["growing", "constant"] | None,
        Choices(
            {
                "growing": "in proportion to the weeks of treatment, and kept after its end",
                "constant": "the same at every visit after the baseline",
            }
        ),
    ] = Field(
        default=None,
        description="how what a cluster adds to its people's scores goes over time, in an MMRM. "
        "Where none is named, that of therapists and therapy groups grows, unless they were "
        "randomised; that of others is constant",
    )
    within: Name | None = Field(
        default=None,
        description="the larger cluster that each lies in, where their numbers begin again: "
        "therapist 1 of one site is not therapist 1 of another",
    )

    @property
    def by_treatment(self) -> bool:
        """Whether the cluster comes about by the treatment."""
        return self.kind in BY_TREATMENT and not self.randomised

    @property
    def grows(self) -> bool:
        """Whether what it adds grows over the treatment.

        ASSUME: who treats makes little difference in the first week, and the most at the end.
        """
        return self.by_treatment if self.effect is None else self.effect == "growing"

    @property
    def one(self) -> str:
        """What one of them is called in a sentence: as the plan labels it, else what it is."""
        return self.label or (self.name if self.kind == "other" else self.kind).replace("_", " ")

    def counted(self, n: int) -> str:
        """`1 village`, `12 villages`."""
        return f"{n:,} {self.one if n == 1 else self.several}"

    @property
    def several(self) -> str:
        """What several of them are called in a sentence."""
        return plural(self.one)
