"""A table to be shown, free of any format: what its columns mean, and values in its cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ipt_outcomes.folder_registry import member
from ipt_outcomes.report.cells import Cell, written

Format = Literal["text", "code", "number", "estimate", "p_value", "count"]


@dataclass(frozen=True)
class Column:
    """A column: its key in the rows, its heading, its meaning in one sentence, its format.

    `format` says how its cells are set: a cell without a number may still hold a word. With
    `one_line` its text is not broken into lines; numbers never are. A `roomy` one has room for a
    few words in each line, however wide the others are.
    """

    key: str
    heading: str
    meaning: str
    format: Format = "text"
    one_line: bool = False
    roomy: bool = False


@dataclass(frozen=True)
class Row:
    """A row: a cell for every column by its key, and the group that it stands in.

    `bold` is for a row to be seen first; `bad` holds the keys of cells that say what went wrong.
    """

    cells: Mapping[str, Cell]
    group: str | None = None
    bold: bool = False
    bad: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ShownTable:
    """A table to be shown. `ipt_outcomes.render` writes it; a notebook shows it as HTML.

    name     unlike that of any other table of a page: letters, digits, hyphens and underscores
    title    what it is, in words
    columns  from left to right
    rows     from top to bottom; rows of one group stand together
    notes    sentences under it, so that it can be read without the rest of a report
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        keys = {column.key for column in self.columns}
        for row in self.rows:
            if set(row.cells) != keys:
                unlike = ", ".join(sorted(keys ^ set(row.cells)))
                raise ValueError(f"table {self.name}: columns and cells differ in {unlike}")

    @property
    def texts(self) -> tuple[tuple[str, ...], ...]:
        """The cells as text, row by row in the columns' order."""
        keys = [column.key for column in self.columns]
        return tuple(tuple(written(row.cells[key]) for key in keys) for row in self.rows)

    def _repr_html_(self) -> str:
        # By the folder's name: its files stand above this one.
        shown: str = member("ipt_outcomes.report.renderers", "html").render(self)
        return shown
