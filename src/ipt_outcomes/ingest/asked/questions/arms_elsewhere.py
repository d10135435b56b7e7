"""Does another file that names the arm as well say the same of each person?"""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.ingest.asked.data import Data
from ipt_outcomes.ingest.cells import MISSING
from ipt_outcomes.phrases import people as counted_people
from ipt_outcomes.plan.confirmed import ARMS
from ipt_outcomes.plan.score_files import Scores


def ask(data: Data) -> None:
    """Refuse a column of a scores' file, called as that of the arm, that contradicts it."""
    people = data.plan.participants
    if people.columns.arm is None or people.source not in data.files:
        return
    own = data.table(people).cells
    if not {people.columns.participant, people.columns.arm} <= set(own):
        return
    arm_of = _words(own[people.columns.arm]).groupby(own[people.columns.participant]).first()
    for entry in {entry.source: entry for entry in data.plan.scores}.values():
        name = _column(data, entry, people.columns.arm)
        if entry.source != people.source and name is not None:
            _look(data, entry, name, arm_of)


def _column(data: Data, entry: Scores, arm: str) -> str | None:
    """The column of that name, whatever its capitals."""
    table = data.files.get(entry.source)
    if table is None or entry.columns.participant not in table.header:
        return None
    called = [name for name in table.header if name.strip().lower() == arm.strip().lower()]
    return called[0] if len(called) == 1 else None


def _words(cells: pd.Series) -> pd.Series:
    return cells.where(~cells.isin(MISSING)).str.strip().str.lower()


def _look(data: Data, entry: Scores, name: str, arm_of: pd.Series) -> None:
    mapped, others = data.table(entry).cells, data.unmapped(entry)
    column = mapped.get(name)
    if column is None and others is not None and name in others.cells:
        column = others.cells[name]
    if column is None:
        return
    who = mapped[entry.columns.participant].reindex(column.index)
    both = pd.DataFrame({"who": who, "here": _words(column), "there": who.map(arm_of)}).dropna()
    if both.empty:
        return
    # Files may use other words for the arms; what each stands for is what it mostly stands beside.
    counts = both.groupby(["here", "there"])["who"].nunique()
    stands_for = counts.groupby(level="here").idxmax().map(lambda pair: pair[1])
    both["meant"] = both["here"].map(stands_for)
    known = set(both["there"])
    another = [word for word, arm in stands_for.items() if word in known and word != arm]
    others_than = both.loc[both["meant"] != both["there"], "who"].nunique()
    if another:
        rule = (
            f"the column {name} has the words of that in {data.plan.participants.source}, and they "
            "stand for other arms"
        )
    elif others_than or stands_for.duplicated().any():
        rule = (
            f"{counted_people(others_than)} {'has' if others_than == 1 else 'have'} another arm in "
            f"the column {name} than in {data.plan.participants.source}"
        )
        if not others_than:
            rule = f"the column {name} has more arms than that in {data.plan.participants.source}"
    else:
        return
    data.asks(
        entry,
        ARMS,
        lines=None,
        column=name,
        rule=rule,
        remedy="Find out which file has the arms of randomisation, and what each code stands for: "
        "with the codes of the other file every contrast changes its sign.",
    )
