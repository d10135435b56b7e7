"""REDCap's double data entry in a file of which nothing is known: the merged records."""

from __future__ import annotations

from dataclasses import replace

from ipt_outcomes.ingest.proposal.facts import FileFacts, facts_of
from ipt_outcomes.ingest.proposal.people import participant_column
from ipt_outcomes.ingest.redcap.double_entry import merged_entries
from ipt_outcomes.phrases import counted


def merged_records(facts: FileFacts) -> FileFacts:
    """The facts without the two entries of each record, and the question whether that is right."""
    column = participant_column(facts)
    if column is None:
        return facts
    who = facts.table.cells[column]
    merged = merged_entries(who.unique())
    if not merged:
        return facts
    entries = who.isin(merged.keys())
    question = (
        f"{counted(len(set(merged.values())), 'record')} stand here three times: as merged, and as "
        f"two entries whose identifiers end in --1 and --2 ({int(entries.sum())} rows). Is that "
        "REDCap's double data entry, of which the merged ones are read (leave_out), or are these "
        "people of their own (keep)?"
    )
    table = replace(facts.table, cells=facts.table.cells.loc[~entries])
    return replace(
        facts,
        table=table,
        columns=tuple(facts_of(table, found.name) for found in facts.columns),
        options={**facts.options, "double_entry": "leave_out"},
        asked={**facts.asked, "double_entry": question},
    )
