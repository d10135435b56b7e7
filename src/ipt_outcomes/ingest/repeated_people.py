"""The people of a long file: one row each, of rows that must say the same."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from ipt_outcomes.ingest.cells import MISSING
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.text_table import TextTable


def first_rows(
    table: TextTable, participant: str, columns: Collection[str], findings: Findings
) -> TextTable:
    """One row a participant, with the first word that one of the rows has in each of `columns`.

    Rows that say something else are found; an empty cell says nothing, as where an export has
    allocation and demographics on events of their own. A row without an identifier is nobody's and
    is kept as it is.
    """
    if participant not in table.header:
        return table
    who = table.cells[participant]
    named = ~who.isin(MISSING)
    for column in columns:
        if column in table.header and column != participant:
            report_disagreement(table, participant, column, findings, empty_says_nothing=True)
    cells = table.cells.copy()
    for column in dict.fromkeys(columns):
        if column in table.header and column != participant:
            said = cells[column].mask(cells[column].isin(MISSING))
            first = said.groupby(who, sort=False).transform("first")
            cells[column] = cells[column].where(~named | first.isna(), first).astype("str")
    return replace(table, cells=cells.loc[~(named & who.duplicated())])


def report_disagreement(
    table: TextTable,
    participant: str,
    column: str,
    findings: Findings,
    *,
    empty_says_nothing: bool = False,
) -> None:
    """Find the rows that say something else of their participant than the first row does.

    With `empty_says_nothing`, than the first row that says anything.
    """
    who, words = table.cells[participant], table.cells[column]
    if empty_says_nothing:
        words = words.mask(words.isin(MISSING))
    first = words.groupby(who, sort=False).transform("first")
    differs = words.notna() & (words != first)
    findings.at(
        table.file,
        table.lines[differs & ~who.isin(MISSING)],
        column,
        "the row says something else of its participant than the participant's first row",
        "Find out which is right: the column must say the same on every row of a participant.",
    )
