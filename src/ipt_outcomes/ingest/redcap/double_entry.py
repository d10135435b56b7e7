"""REDCap's double data entry: a record is there as `7`, which was merged, `7--1` and `7--2`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from ipt_outcomes.errors import Problem
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.phrases import counted
from ipt_outcomes.plan.sources import Source

# REDCap's help, "Double Data Entry module": the second half of an entry's name is its person's.
_ENTRY = re.compile(r"(.+)--[12]")


def merged_entries(identifiers: Iterable[str]) -> dict[str, str]:
    """The entries whose merged record is among the identifiers, each with that record."""
    known = set(identifiers)
    matches = {cell: match[1] for cell in known if (match := _ENTRY.fullmatch(cell))}
    return {cell: record for cell, record in matches.items() if record in known}


def without_entries(source: Source, table: TextTable, findings: Findings) -> TextTable:
    """`table` without the two entries of each record, where the plan leaves them out.

    Found are: the entries, where the plan says nothing of them; and those that were not merged,
    whose record would be left out with them. Identifiers that only look so (`double_entry: keep`)
    stay, and so do those of a file in which none has a merged record beside it.
    """
    column = source.participant
    if column not in table.cells or source.double_entry == "keep":
        return table
    who = table.cells[column]
    merged = merged_entries(who.unique())
    if not merged:
        return table
    entries = who.isin(merged.keys())
    records = counted(len(set(merged.values())), "record")
    if source.double_entry is None:
        findings.add(
            Problem(
                table.file,
                int(table.lines[entries][0]),
                column,
                f"{records} stand here three times: as merged, and as the two entries of REDCap's "
                f"double data entry, whose identifiers end in --1 and --2 ({int(entries.sum())} "
                "rows)",
                "Write `double_entry: leave_out` beside the file to read the merged ones only, or "
                "`keep` where these are people of their own.",
            )
        )
        # Nothing else is said of them.
        return replace(table, cells=table.cells.loc[~entries])
    findings.at(
        table.file,
        table.lines[who.isin([c for c in who.unique() if _ENTRY.fullmatch(c)]) & ~entries],
        column,
        "an entry of REDCap's double data entry whose record was not merged",
        "Merge it in REDCap, or leave the row out of the file.",
    )
    note = (
        f"{table.file}: {int(entries.sum())} rows are the entries of {records} by REDCap's double "
        "data entry; the merged ones are read"
    )
    return replace(table, cells=table.cells.loc[~entries], notes=(*table.notes, note))
