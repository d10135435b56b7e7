"""People who were never randomised: an export of everyone screened has them too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ipt_outcomes.ingest.cells import MISSING
from ipt_outcomes.ingest.chosen_rows import chosen_rows
from ipt_outcomes.ingest.gate.roles import participant_columns
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.phrases import counted
from ipt_outcomes.phrases import people as counted_people
from ipt_outcomes.plan.plan import Plan


def only_randomised(
    plan: Plan, files: Mapping[str, TextTable], notes: list[str]
) -> dict[str, TextTable]:
    """The files without the rows of people who have no arm, where the plan leaves them out.

    A participant has an arm who has one on any row that the plan reads of the participants. How
    many people and rows are left out is said in `notes`.
    """
    people = plan.participants
    if people.without_arm == "refuse" or people.source not in files:
        return dict(files)
    table = chosen_rows(people, files[people.source])
    if people.columns.arm is None or not (
        {people.columns.participant, people.columns.arm} <= set(table.cells)
    ):
        return dict(files)
    who = table.cells[people.columns.participant]
    randomised = set(who[~table.cells[people.columns.arm].isin(MISSING)])
    left_out = set(who) - randomised - MISSING
    found, rows = dict(files), 0
    for file, columns in participant_columns(plan).items():
        for column in columns:
            if file in found and column in found[file].cells:
                stay = ~found[file].cells[column].isin(left_out)
                rows += int((~stay).sum())
                found[file] = replace(found[file], cells=found[file].cells.loc[stay])
    if left_out:
        notes.append(
            f"{people.source}: left out as not randomised, without an arm: "
            f"{counted_people(len(left_out))}, with {counted(rows, 'row')} of all files"
        )
    return found
