"""Where the data are and which of a file's columns is what."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ipt_outcomes.plan.base import ColumnName, Name, Part


class Covariate(Part):
    """A participant's characteristic that the study's standard columns do not name."""

    column: ColumnName
    type: Literal["number", "category"]


class ParticipantColumns(Part):
    """Our name: the file's column. Only `participant` and `arm` must be there."""

    participant: ColumnName
    arm: ColumnName
    stratum: ColumnName | None = None
    site: ColumnName | None = None
    therapist: ColumnName | None = None
    age: ColumnName | None = None
    sex: ColumnName | None = None
    problem_area: ColumnName | None = None
    prior_episodes: ColumnName | None = None
    withdrawal_day: ColumnName | None = None
    withdrawal_reason: ColumnName | None = None


class ParticipantsFile(Part):
    """One row a participant. `arm_codes` gives an arm for the file's word, where they differ."""

    file: str
    columns: ParticipantColumns
    covariates: dict[Name, Covariate] = Field(default_factory=dict)
    arm_codes: dict[str, Name] = Field(default_factory=dict)


class SessionColumns(Part):
    """Our name: the file's column."""

    participant: ColumnName
    session: ColumnName
    attended: ColumnName
    day: ColumnName | None = None
    therapist: ColumnName | None = None
    format: ColumnName | None = None
    minutes: ColumnName | None = None
    homework: ColumnName | None = None
    alliance: ColumnName | None = None


class SessionsFile(Part):
    """One row a planned session of a participant."""

    file: str
    columns: SessionColumns


class LongScale(Part):
    """A scale's columns in a long file: its items in their order, or its total; not both."""

    items: tuple[ColumnName, ...] | None = None
    total: ColumnName | None = None


class LongColumns(Part):
    """An assessment is known by its day since randomisation, or by its planned visit's name."""

    participant: ColumnName
    day: ColumnName | None = None
    visit: ColumnName | None = None


class LongScores(Part):
    """One row an assessment. `visit_codes` gives the file's word for a visit."""

    shape: Literal["long"]
    file: str
    columns: LongColumns
    scales: dict[Name, LongScale] = Field(min_length=1)
    visit_codes: dict[str, Name] = Field(default_factory=dict)


class WideColumns(Part):
    """The participant's column; a wide file's scores are columns of their own."""

    participant: ColumnName


class WideScores(Part):
    """One row a participant; `scales` gives each visit's column of the total score."""

    shape: Literal["wide"]
    file: str
    columns: WideColumns
    scales: dict[Name, dict[Name, ColumnName]] = Field(min_length=1)


Scores = Annotated[LongScores | WideScores, Field(discriminator="shape")]
