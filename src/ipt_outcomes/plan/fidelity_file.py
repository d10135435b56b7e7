"""The file of ratings of sessions: was the therapy given as it is described, and how well."""

from __future__ import annotations

from pydantic import Field

from ipt_outcomes.plan.base import ColumnName, Label, Name, Part
from ipt_outcomes.plan.data_file import DataFile


class FidelityColumns(Part):
    """Which column of the file is what of a rated session."""

    participant: ColumnName = Field(description="whose session, as in `participants`")
    session: ColumnName = Field(description="the session's planned number, as in `sessions`")
    rater: ColumnName = Field(description="who rated it: a code, never a name")
    treatment_seen: ColumnName | None = Field(
        default=None,
        description="for which arm's treatment a rater took it who did not know; empty where the "
        "rater could not say",
    )


class Rating(Part):
    """One number that raters gave a session."""

    column: ColumnName = Field(description="the file's column")
    label: Label = Field(description="what reports show")
    minimum: float = Field(description="the least rating that there can be")
    maximum: float = Field(description="the greatest rating that there can be, the best")
    of: Name | None = Field(
        default=None,
        description="the arm whose treatment it rates the adherence to; left out where it rates "
        "any treatment, as competence does",
    )


class FidelityFile(DataFile):
    """The ratings."""

    columns: FidelityColumns = Field(description="our name: the file's column")
    ratings: dict[Name, Rating] = Field(
        min_length=1,
        description="the numbers given to a session, each under a name of yours: "
        "`{competence: {column: comp, label: Competence, minimum: 0, maximum: 6}}`",
    )
