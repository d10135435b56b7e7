"""What a reader of any format gives: a file's cells as text, and the line of each row."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class TextTable:
    """A file as text.

    `file` is its name as the plan writes it, `header` every column's name in the file's order.
    `cells` holds only the columns asked for, as `str`, nothing stripped or interpreted; its index
    is the line (from 1, the header included) on which each row begins. `blank_lines` were passed
    over.
    """

    file: str
    header: tuple[str, ...]
    cells: pd.DataFrame
    blank_lines: int = 0

    @property
    def lines(self) -> pd.Index:
        """The line that each row begins on."""
        return self.cells.index
