"""Columns of the participants' file that look like clusters, as a plan would name them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ipt_outcomes.ingest.cells import MISSING
from ipt_outcomes.ingest.cluster_names import kind_by_name
from ipt_outcomes.ingest.nesting import USUAL, Nesting, is_to_be_asked, is_to_be_said, nesting
from ipt_outcomes.ingest.proposal.people import PeopleGuess
from ipt_outcomes.plan.clusters import ClusterKind


@dataclass(frozen=True)
class ClusterGuess:
    """A column of clusters: its name in the plan, the file's column where it is not mapped."""

    name: str
    column: str | None
    kind: ClusterKind
    found: Nesting


def guess_clusters(people: PeopleGuess, arms: Mapping[str, str]) -> tuple[ClusterGuess, ...]:
    """The columns whose values no arm shares, and mapped sites and therapists of that sort.

    `arms` gives the plan's arm for each of the file's codes.
    """
    cells = people.facts.table.cells
    if people.arm is None or people.arm not in cells:
        return ()
    if people.participant is not None and people.participant in cells:
        cells = cells.loc[~cells[people.participant].duplicated()]
    arm = cells[people.arm].where(~cells[people.arm].isin(MISSING)).map(arms)
    mapped = {column: ours for ours, column in people.others.items()}
    found = []
    for column in map(str, cells):
        if column in (people.arm, people.participant):
            continue
        values = cells[column].where(~cells[column].isin(MISSING))
        seen = nesting(values, arm)
        ours = mapped.get(column)
        if seen is None or (ours is not None and ours not in USUAL):
            continue
        to_be_said = is_to_be_said(seen, ours) if ours else is_to_be_asked(seen, column, values)
        if to_be_said:
            name = ours or _name(column)
            found.append(
                ClusterGuess(name, None if ours else column, kind_by_name(ours or column), seen)
            )
    return tuple(found)


def _name(column: str) -> str:
    plain = re.sub(r"\W+", "_", column, flags=re.ASCII).strip("_")[:40]
    return plain if re.match(r"[A-Za-z]", plain) else f"cluster_{plain}"[:40].rstrip("_")
