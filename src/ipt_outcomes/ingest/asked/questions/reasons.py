"""Did somebody leave for each of the reasons that the plan assumes something of?"""

from __future__ import annotations

from ipt_outcomes.ingest.asked.data import Data
from ipt_outcomes.ingest.cells import MISSING
from ipt_outcomes.phrases import counted, listed
from ipt_outcomes.plan.confirmed import REASONS


def ask(data: Data) -> None:
    """Refuse reasons under `missing` that nobody in the file has: mostly they are misspelt.

    The file's own reasons are counted and not told.
    """
    plan = data.plan
    people, wanted = plan.participants, plan.missing.reasons
    column = people.columns.withdrawal_reason
    if not wanted or column is None or people.source not in data.files:
        return
    cells = data.table(people).cells
    if column not in cells:
        return
    given = cells[column].str.strip()
    there = set(given[~given.isin(MISSING)])
    unseen = [reason for reason in wanted if reason not in there]
    if not unseen:
        return
    quoted = listed([f"“{reason}”" for reason in unseen])
    others = counted(len(there - set(wanted)), "other reason")
    data.asks(
        people,
        REASONS,
        lines=None,
        column=column,
        rule=f"nobody left for {quoted}, which the plan names (`missing.reasons`)",
        remedy=f"The column has {others}: write each reason as it stands there, letter by letter.",
    )
