"""How a data file is read: its text, its sheet, its words for missing values, its dates."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ipt_outcomes.plan.base import Choices, ColumnName, Label, Part

Encoding = Literal["utf-8", "utf-16", "latin-1", "windows-1252"]
Code = float | Annotated[str, Field(min_length=1)]

# More rows than this are no header.
MOST_HEADER_ROWS = 20

# What may be said of which file, by the end of its name.
TEXT_SUFFIXES = (".csv", ".tsv", ".tab", ".txt")
EXCEL_SUFFIXES = (".xlsx",)
STATISTICS_SUFFIXES = (".sav", ".dta", ".xpt", ".sas7bdat")
PARQUET_SUFFIXES = (".parquet",)

# In place of a column's name: every column of answers and characteristics.
EVERY_COLUMN = "*"


def same_word(word: str) -> str:
    """A word of `recode` as it is compared: capitals and the spaces around it do not count."""
    return word.strip().casefold()


def file_and_sheet(name: str) -> tuple[str, str | None]:
    """`book.xlsx#Week 8` as the file and its sheet; a name without a sheet as it is."""
    file, mark, sheet = name.rpartition("#")
    is_sheet = mark and sheet and file.lower().endswith(EXCEL_SUFFIXES)
    return (file, sheet) if is_sheet else (name, None)


class DataFile(Part):
    """A file, and what its name does not say of it."""

    file: str = Field(
        description="the file, from the project's folder. `book.xlsx#Week 8` is the sheet Week 8 "
        "of a workbook"
    )
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
        description="the decimal mark of the numbers that are text: in a text file, or in cells of "
        "a workbook that Excel takes for words. A point unless you say otherwise",
    )
    sheet: Annotated[str, Field(min_length=1)] | None = Field(
        default=None, description="of a workbook with more than one sheet: which"
    )
    header_rows: Annotated[int, Field(ge=1, le=MOST_HEADER_ROWS)] | None = Field(
        default=None,
        description="of a text file or a sheet: how many rows, blank ones not counted, stand above "
        "the first row of data. One unless you say otherwise; Qualtrics writes 3",
    )
    names_rows: tuple[Annotated[int, Field(ge=1, le=MOST_HEADER_ROWS)], ...] | None = Field(
        default=None,
        min_length=1,
        description="which of the `header_rows` have the columns' names. `[1]` unless you say "
        "otherwise. With `[1, 2]` a name is the words of both, `Week 8 phq9`; what stands in a "
        "merged cell belongs to every column under it",
    )
    rows: dict[ColumnName, Annotated[tuple[float | str, ...], Field(min_length=1)]] = Field(
        default_factory=dict,
        description="which rows are read, by column: `{redcap_event_name: [baseline_arm_1]}`. All "
        'others are passed over; `""` is an empty cell',
    )
    missing: dict[ColumnName, Annotated[tuple[Code, ...], Field(min_length=1)]] = Field(
        default_factory=dict,
        description="codes for a missing value, by column: `{phq9_1: [99, -99]}`; or a list, for "
        'every column but those that say who and when: `[-99, "#N/A"]`, and with others '
        '`{"*": [-99], phq9_1: [9]}`. A number outside its range that is not declared here is '
        "refused",
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
    double_entry: (
        Annotated[
            Literal["leave_out", "keep"],
            Choices(
                {
                    "leave_out": "the merged record is read",
                    "keep": "these are people of their own",
                }
            ),
        ]
        | None
    ) = Field(
        default=None,
        description="what becomes of REDCap's double data entry: the records `7--1` and `7--2` "
        "beside the merged `7`. Refused unless you say",
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
        return self.file if self.sheet is None else f"{self.file}#{self.sheet}"
