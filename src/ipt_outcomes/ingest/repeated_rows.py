"""Rows that say word for word what another row says."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.phrases import counted


def without_repeated_rows(
    table: TextTable, columns: Collection[str], notes: list[str]
) -> TextTable:
    """The rows that differ in at least one of `columns`; a note counts the others."""
    known = [column for column in dict.fromkeys(columns) if column in table.cells]
    repeated = table.cells.duplicated(known)
    if not known or not repeated.any():
        return table
    many = int(repeated.sum())
    says, read = ("says", "it is") if many == 1 else ("say", "they are")
    notes.append(
        f"{table.file}: {counted(many, 'row')} {says} word for word what another row says in the "
        f"columns that are read; {read} read once"
    )
    return replace(table, cells=table.cells.loc[~repeated])
