"""People who are in several files of the same columns, an arm or a site each: one file is read."""

from __future__ import annotations

from collections.abc import Sequence

from ipt_outcomes.errors import Problem
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.proposal.draft import Draft
from ipt_outcomes.ingest.proposal.facts import FileFacts
from ipt_outcomes.ingest.proposal.people import participant_column


def report_people_apart(draft: Draft, files: Sequence[FileFacts], findings: Findings) -> None:
    """Find files with the columns of the participants' file, and none of its participants."""
    first = next(facts for facts in files if facts.file == draft.people.facts.file)
    column = participant_column(first)
    if column is None:
        return
    here = set(first.table.cells[column])
    for facts in files:
        same = facts.file != first.file and facts.table.header == first.table.header
        if same and not here & set(facts.table.cells[column]):
            says = "the arm" if draft.people.arm is None else "the site"
            findings.add(
                Problem(
                    facts.file,
                    None,
                    column,
                    f"the columns are those of {first.file}, and no participant is in both: the "
                    "participants are to be in one file",
                    "Put the rows under one another in one file, with a further column for what "
                    f"the files' names say, such as {says}.",
                )
            )
