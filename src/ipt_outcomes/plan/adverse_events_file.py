"""The file of adverse events, and which of its columns is what."""

from __future__ import annotations

from pydantic import Field

from ipt_outcomes.plan.base import ColumnName, Part
from ipt_outcomes.plan.data_file import DataFile


class AdverseEventColumns(Part):
    """Which column of the file is what of an event."""

    participant: ColumnName = Field(description="to whom it happened, as in `participants`")
    event: ColumnName = Field(description="what happened: a category in a few words or a code")
    serious: ColumnName = Field(description="whether it was serious: yes or no")
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


class AdverseEventsFile(DataFile):
    """The adverse events."""

    columns: AdverseEventColumns = Field(description="our name: the file's column")
