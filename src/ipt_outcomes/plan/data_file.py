"""How a data file is read: its text, its sheet, its words for missing values, its dates."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ipt_outcomes.plan.base import ColumnName, Label, Part

Encoding = Literal["utf-8", "utf-16", "latin-1", "windows-1252"]
Code = float | Annotated[str, Field(min_length=1)]

# What may be said of which file, by the end of its name.
TEXT_SUFFIXES = (".csv", ".tsv", ".tab", ".txt")
EXCEL_SUFFIXES = (".xlsx",)
STATISTICS_SUFFIXES = (".sav", ".dta", ".xpt", ".sas7bdat")
PARQUET_SUFFIXES = (".parquet",)


class DataFile(Part):
    """A file, and what its name does not say of it."""

    file: str = Field(description="the file, from the project's folder")
    encoding: Encoding | None = Field(
        default=None,
        description="of a text file. UTF-8, and UTF-16 with its byte order mark, need not be said",
    )
    delimiter: Literal[",", ";", "\t"] | None = Field(
        default=None,
        description="what stands between the cells of a text file. A comma unless you say "
        "otherwise; a tab in .tsv, .tab and .txt",
    )
    decimal: Literal[".", ","] | None = Field(
        default=None,
        description="the decimal mark of a text file's numbers. A point unless you say otherwise",
    )
    sheet: Annotated[str, Field(min_length=1)] | None = Field(
        default=None, description="of a workbook with more than one sheet: which"
    )
    rows: dict[ColumnName, Annotated[tuple[float | str, ...], Field(min_length=1)]] = Field(
        default_factory=dict,
        description="which rows are read, by column: `{redcap_event_name: [baseline_arm_1]}`. All "
        'others are passed over; `""` is an empty cell',
    )
    missing: dict[ColumnName, Annotated[tuple[Code, ...], Field(min_length=1)]] = Field(
        default_factory=dict,
        description="codes for a missing value, by column: `{phq9_1: [99, -99]}`. A number outside "
        "its range that is not declared here is refused",
    )
    labels: tuple[ColumnName, ...] = Field(
        default=(), description="the columns whose value labels are read in place of their codes"
    )
    date_format: str | None = Field(
        default=None,
        description="how the file writes dates: `DD.MM.YYYY` and the like, with `D` and `M` where "
        "one digit may do. ISO dates (2026-03-04) need not be said",
    )
    dictionary: str | None = Field(
        default=None,
        description="a REDCap project's data dictionary. The file is held to it",
    )
    confirmed: dict[str, Label] = Field(
        default_factory=dict,
        description="what `check` asks of the data and you found to be right, each with the "
        "reason, which the report prints: `{phq9.least_answers: nobody without symptoms took "
        "part}`. A refusal that asks names its key",
    )

    @property
    def source(self) -> str:
        """What is read, as messages name it: the file, and its sheet where the plan says one."""
        return self.file if self.sheet is None else f"{self.file} [{self.sheet}]"
