"""Is somebody there twice, under two identifiers?"""

from __future__ import annotations

import math
import re

import numpy as np

from ipt_outcomes.ingest.asked.chance import Chances
from ipt_outcomes.ingest.asked.data import Data
from ipt_outcomes.ingest.asked.records import Record, Records
from ipt_outcomes.phrases import people as counted_people
from ipt_outcomes.plan.confirmed import COPIES

# ASSUME: what would come about by chance once in so many studies is no chance.
NO_CHANCE = 0.001
# What stands behind another identifier: `7--1`, `S12_b`, `S12b`, `S12 (copy)`; 12 is not 1 and a 2.
_BEHIND = re.compile(r"[^0-9A-Za-z]+\w*\W*")
_LETTERS = re.compile(r"[A-Za-z]+[0-9]*")


def ask(data: Data) -> None:
    """Refuse people whose every answer is another's, where chance cannot explain it."""
    records, chances = Records(data.scores), Chances(data.scores)
    derived = {who: base for who in records.people if (base := _base(who, records)) is not None}
    known = records.of({*derived, *derived.values()})
    again = [who for who, base in derived.items() if _same(known[who], known[base])]
    if again:
        chance = max(chances.of(known[who]) for who in again)
        if _at_least(len(again), len(derived) * chance) < NO_CHANCE:
            _ask(data, again, " whose identifier is another's with something behind it")
        else:
            again = []
    pairs = math.comb(len(records.people) - len(again), 2)
    groups = records.alike(leaving_out=again)
    known = records.of([first for first, *_ in groups])
    twice = [
        who
        for first, *others in groups
        if pairs * chances.of(known[first]) < NO_CHANCE
        for who in others
    ]
    if twice:
        _ask(data, twice, "")


def _base(who: str, records: Records) -> str | None:
    """The other identifier that this one begins with, the rest being an addition to it."""
    for end in range(len(who) - 1, 0, -1):
        base, rest = who[:end], who[end:]
        if base not in records:
            continue
        if _BEHIND.fullmatch(rest) or (base[-1].isdigit() and _LETTERS.fullmatch(rest)):
            return base
    return None


def _same(one: Record, other: Record) -> bool:
    """Whether all that is known of the one is known of the other; one form at least."""
    return bool(one) and one.items() <= other.items()


def _at_least(seen: int, expected: float) -> float:
    """Chernoff's bound of the chance of `seen` or more of a Poisson count; 1 up to its mean."""
    if seen <= expected or expected <= 0:
        return float(seen <= expected)
    return math.exp(seen - expected + seen * math.log(expected / seen))


def _ask(data: Data, copies: list[str], which: str) -> None:
    plan = data.plan
    column = plan.participants.columns.participant
    cells = data.table(plan.participants).cells
    lines = cells.index[cells[column].isin(copies)] if column in cells else None
    data.asks(
        plan.participants,
        COPIES,
        lines=np.unique(lines) if lines is not None and len(lines) else None,
        column=column,
        rule=f"{counted_people(len(copies))}{which} {'has' if len(copies) == 1 else 'have'} the "
        "very answers of another in every form: "
        "the same person under two identifiers",
        remedy="Find out who is who, and leave the copies out of the files (or of `rows`); copies "
        "make every interval too narrow.",
    )
