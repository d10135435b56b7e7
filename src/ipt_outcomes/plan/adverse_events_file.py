"""The file of adverse events, and which of its columns is what."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ipt_outcomes.plan.base import ColumnName, Part, Word
from ipt_outcomes.plan.data_file import DataFile


class AdverseEventColumns(Part):
    """Which column of the file is what of an event."""

    participant: ColumnName = Field(description="to whom it happened, as in `participants`")
    event: ColumnName = Field(description="what happened: a category in a few words or a code")
    serious: ColumnName = Field(description="whether it was serious: yes, no or unclear")
    day: ColumnName | None = Field(default=None, description="day since randomisation; or `date`")
    date: ColumnName | None = Field(
        default=None, description="the event's date, of which only the day is kept; or `day`"
    )
    severity: ColumnName | None = Field(
        default=None, description="how severe it was: mild, moderate or severe"
    )
    related: ColumnName | None = Field(
        default=None, description="whether it came of the treatment: yes, no or unclear"
    )


class EventWords(Part):
    """What the file's words of an event mean, by our name of the column."""

    serious: dict[Word, Literal["yes", "no", "unclear"]] = Field(
        default_factory=dict,
        description='what the file\'s words for serious mean: `{SAE: yes, AE: no, "?": unclear}`. '
        "An event of which nobody can say it is counted as unclear, and never as not serious",
    )
    severity: dict[Word, Literal["mild", "moderate", "severe"]] = Field(
        default_factory=dict,
        description="what its words for the severity mean: `{1: mild, 2: moderate, 3: severe}`",
    )
    related: dict[Word, Literal["yes", "no", "unclear"]] = Field(
        default_factory=dict,
        description="what its words for related to the treatment mean: `{possibly: unclear, "
        "unlikely: no}`",
    )


class AdverseEventsFile(DataFile):
    """The adverse events."""

    columns: AdverseEventColumns = Field(description="our name: the file's column")
    recode: EventWords | None = Field(
        default=None,
        description="the file's words where they are others; capitals do not count",
    )
