"""The file of the people randomised, and which of its columns is what."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ipt_outcomes.plan.base import Choices, ColumnName, Name, Part, Variable
from ipt_outcomes.plan.data_file import DataFile


class Covariate(Part):
    """A participant's characteristic that the study's standard columns do not name."""

    column: ColumnName = Field(description="the file's column")
    type: Literal["number", "category"] = Field(description="what the column holds")


class ParticipantColumns(Part):
    """Which column of the file is what of a participant."""

    participant: ColumnName = Field(description="who: a study number, never a name")
    arm: ColumnName | None = Field(
        default=None,
        description="the arm of randomisation; left out where the study has one arm, and everybody "
        "is in it",
    )
    stratum: ColumnName | None = Field(default=None, description="the randomisation's stratum")
    site: ColumnName | None = Field(default=None, description="where the person took part")
    therapist: ColumnName | None = Field(
        default=None, description="who treats the person; empty without treatment"
    )
    age: ColumnName | None = Field(default=None, description="years at randomisation")
    sex: ColumnName | None = Field(default=None, description="sex, as recorded")
    problem_area: ColumnName | None = Field(default=None, description="IPT's problem area")
    prior_episodes: ColumnName | None = Field(default=None, description="how many earlier episodes")
    withdrawal_day: ColumnName | None = Field(
        default=None,
        description="day since randomisation on which the person left the trial; or "
        "`withdrawal_date`",
    )
    withdrawal_date: ColumnName | None = Field(
        default=None,
        description="the date on which the person left the trial, of which only the day is kept; "
        "or `withdrawal_day`",
    )
    withdrawal_reason: ColumnName | None = Field(
        default=None, description="why the person left the trial, in a few words or a code"
    )
    maintenance: ColumnName | None = Field(
        default=None,
        description="whether the person was allocated to maintenance sessions after the treatment: "
        "yes or no; empty for those who were not to be allocated",
    )
    not_treated_reason: ColumnName | None = Field(
        default=None,
        description="why the person did not begin the allocated treatment, in a few words or a "
        "code; empty for those who did",
    )
    randomisation_date: ColumnName | None = Field(
        default=None,
        description="the person's day 0. Other dates become days with it, and no date is kept",
    )

    @property
    def variables(self) -> dict[str, str]:
        """By our name, the file's column of each; a date of leaving is the day that it becomes."""
        named: dict[str, str] = self.model_dump(exclude_none=True, exclude={"randomisation_date"})
        left = named.pop("withdrawal_date", None)
        return named if left is None else named | {"withdrawal_day": left}


class ParticipantsFile(DataFile):
    """The people randomised."""

    shape: Annotated[
        Literal["wide", "long"],
        Choices(
            {
                "wide": "one row a participant",
                "long": "one row an assessment, all saying the same of a participant",
            }
        ),
    ] = Field(default="wide", description="what a row is")
    number_rows: ColumnName | None = Field(
        default=None,
        description="for a file without identifiers: a name under which its rows are numbered from "
        "1, to be used as if it were a column",
    )
    columns: ParticipantColumns = Field(description="our name: the file's column")
    covariates: dict[Variable, Covariate] = Field(
        default_factory=dict,
        description="other columns, under a name of yours, which may have dots: "
        "`{income: {column: inc, type: number}}`. R's backticks around a name are taken off",
    )
    arm_codes: dict[str, Name] = Field(
        default_factory=dict, description="the file's word: the arm, where they differ"
    )
    without_arm: Annotated[
        Literal["refuse", "leave_out"],
        Choices({"leave_out": "people who were screened and not randomised; they are counted"}),
    ] = Field(default="refuse", description="what becomes of somebody whose arm is empty")
