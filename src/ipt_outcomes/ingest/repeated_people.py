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
    """Each participant's first row; rows that differ from it in one of `columns` are found.

    A row without an identifier is nobody's and is kept as it is.
    """
    if participant not in table.header:
        return table
    who = table.cells[participant]
    named = ~who.isin(MISSING)
    for column in columns:
        if column in table.header and column != participant:
            report_disagreement(table, participant, column, findings)
    return replace(table, cells=table.cells.loc[~(named & who.duplicated())])


def report_disagreement(
    table: TextTable, participant: str, column: str, findings: Findings
) -> None:
    """Find the rows that say something else of their participant than the first row does."""
    who, words = table.cells[participant], table.cells[column]
    differs = words != words.groupby(who, sort=False).transform("first")
    findings.at(
        table.file,
        table.lines[differs & ~who.isin(MISSING)],
        column,
        "the row says something else of its participant than the participant's first row",
        "Find out which is right: the column must say the same on every row of a participant.",
    )
