"""What a reader of any format gives: a file's cells as text, and the line of each row."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from ipt_outcomes.ingest.formats.header import ONE_ROW, HeaderRows


@dataclass(frozen=True, repr=False)
class TextTable:
    """A file as text.

    `file` is its name as the plan writes it, with the sheet of a workbook; `header` the columns'
    names in the file's order. `cells` holds only the columns asked for, as `str`, nothing stripped
    or interpreted; its index is the line (from 1, the header included) on which each row begins:
    a workbook's row, and in a statistics file or Parquet the row's number plus one. `blank_lines`
    were passed over. `decimal` is the decimal mark of the numbers. `labels` gives, by column, the
    label of a code, where the file has them. `notes` say in words what was done in reading.
    `header_line` has the columns' names; of columns without a name, or with one that another column
    has, nothing is here. `header_rows`: which rows were taken for the header. `said`: by column,
    what the file says of it beside its name, a variable's label or the question on the form.
    """

    file: str
    header: tuple[str, ...]
    cells: pd.DataFrame
    blank_lines: int = 0
    decimal: str = "."
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    header_line: int = 1
    header_rows: HeaderRows = ONE_ROW
    said: dict[str, str] = field(default_factory=dict)

    @property
    def lines(self) -> pd.Index:
        """The line that each row begins on."""
        return self.cells.index
