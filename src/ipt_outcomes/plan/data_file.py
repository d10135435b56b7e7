"""How a data file is read: its text, its sheet, its words for missing values, its dates."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ipt_outcomes.plan.base import ColumnName, Part

Encoding = Literal["utf-8", "utf-16", "latin-1", "windows-1252"]
Code = float | Annotated[str, Field(min_length=1)]

# What may be said of which file, by the end of its name.
TEXT_SUFFIXES = (".csv", ".tsv", ".tab", ".txt")
EXCEL_SUFFIXES = (".xlsx",)
STATISTICS_SUFFIXES = (".sav", ".dta", ".xpt", ".sas7bdat")
PARQUET_SUFFIXES = (".parquet",)


class DataFile(Part):
    """A file, and what its name does not say of it.

    `encoding`: UTF-8, and UTF-16 with its byte order mark, need not be said. `delimiter`: a comma
    unless said; a tab in .tsv, .tab and .txt. `decimal`: the decimal mark of a text file's numbers.
    `sheet`: of a workbook with more than one. `rows`: for some columns, the words of the rows that
    are read ("" is an empty cell); all others are passed over. `missing`: for some columns, the
    codes that stand for a missing value. `labels`: columns whose value labels are
    read in place of their codes.
    `date_format`: of its dates, YYYY, MM and DD with what is between them (DD.MM.YYYY; M and D may
    have one digit); ISO dates need not be said. `dictionary`: a REDCap project's data dictionary,
    to which the file is held.
    """

    file: str
    encoding: Encoding | None = None
    delimiter: Literal[",", ";", "\t"] | None = None
    decimal: Literal[".", ","] | None = None
    sheet: Annotated[str, Field(min_length=1)] | None = None
    rows: dict[ColumnName, Annotated[tuple[float | str, ...], Field(min_length=1)]] = Field(
        default_factory=dict
    )
    missing: dict[ColumnName, Annotated[tuple[Code, ...], Field(min_length=1)]] = Field(
        default_factory=dict
    )
    labels: tuple[ColumnName, ...] = ()
    date_format: str | None = None
    dictionary: str | None = None

    @property
    def source(self) -> str:
        """What is read, as messages name it: the file, and its sheet where the plan says one."""
        return self.file if self.sheet is None else f"{self.file} [{self.sheet}]"
