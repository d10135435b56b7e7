"""The file of the sessions of therapy, and which of its columns is what."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ipt_outcomes.plan.base import ColumnName, Name, Part, Word
from ipt_outcomes.plan.data_file import DataFile

Limits = Annotated[tuple[float, float], Field(strict=False)]


class SessionColumns(Part):
    """Which column of the file is what of a session."""

    participant: ColumnName = Field(description="who, as in `participants`")
    session: ColumnName = Field(
        description="the session's planned number, from 1. A file with dates alone needs such a "
        "column: of a group the number is that of the group's session, for everybody in it",
        json_schema_extra={
            "where_missing": "Where the file has dates alone, number the sessions in it, by date: "
            "each person's, sessions missed among them; of a therapy group the group's, so that "
            "who missed the first begins with 2."
        },
    )
    attended: ColumnName = Field(description="whether the person came")
    day: ColumnName | None = Field(default=None, description="day since randomisation; or `date`")
    date: ColumnName | None = Field(
        default=None, description="the session's date, of which only the day is kept; or `day`"
    )
    therapist: ColumnName | None = Field(default=None, description="who gave the session")
    format: ColumnName | None = Field(
        default=None, description="how it was held: individual, group, couple or online"
    )
    minutes: ColumnName | None = Field(default=None, description="its length in minutes")
    homework: ColumnName | None = Field(
        default=None, description="homework done, from 0 (none) to 1 (all)"
    )
    alliance: ColumnName | None = Field(
        default=None,
        description="working alliance after the session, in points of its scale; "
        "`alliance_limits` says of which",
    )


class SessionWords(Part):
    """What the file's words of a session mean, by our name of the column."""

    attended: dict[Word, Literal["yes", "no"]] = Field(
        default_factory=dict,
        description="what the file's words for attended mean, where they are not yes and no, or "
        "attended and missed: `{kept: yes, cancelled: no}`",
    )
    format: dict[Word, Literal["individual", "group", "couple", "online"]] = Field(
        default_factory=dict,
        description="what its words for the format mean: `{video: online, face to face: "
        "individual}`",
    )


class SessionsFile(DataFile):
    """The planned sessions."""

    columns: SessionColumns = Field(description="our name: the file's column")
    alliance_limits: Limits | None = Field(
        default=None,
        description="the least and the greatest alliance that there can be: `[12, 60]` of a WAI-SR "
        "total, `[1, 5]` of its mean. `check` asks for it where `alliance` is mapped",
    )
    recode: SessionWords | None = Field(
        default=None,
        description="the file's words where they are others; capitals do not count",
    )
    scores: dict[Name, ColumnName] = Field(
        default_factory=dict,
        description="totals that people gave at their sessions, each a scale and the file's "
        "column: `{phq9: phq9_total}`",
    )
