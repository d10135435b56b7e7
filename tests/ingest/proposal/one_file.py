"""Made-up rows of one file, and what a proposed plan leaves open of it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ipt_outcomes.ingest.study import read_study
from ipt_outcomes.plan.plan import Plan

PEOPLE = range(1, 13)


def asked(plan: Plan) -> dict[str, str]:
    """What is written at each key that is to be decided."""
    return {mark.key: mark.written for question in plan.undecided for mark in question.marks}


def wide(codes: Sequence[object], columns: int) -> list[list[object]]:
    """A row a person: who, the arm's code in turn, and so many scores."""
    return [[n, codes[n % len(codes)], *(n % 4 for _ in range(columns))] for n in PEOPLE]


def long(codes: Sequence[object], times: Sequence[object], columns: int = 1) -> list[list[object]]:
    """A row an assessment: who, the arm's code in turn, when, and so many scores."""
    return [
        [n, codes[n % len(codes)], time, *(n % 4 for _ in range(columns))]
        for n in PEOPLE
        for time in times
    ]


def arm(n: int) -> str:
    """The arm of the person of that number."""
    return "IPT" if n % 2 else "TAU"


def csv(header: str, rows: Sequence[Sequence[object]], mark: str = ",") -> str:
    """A file's text."""
    return "\n".join([header, *(mark.join(map(str, row)) for row in rows)]) + "\n"


def values(plan: Plan) -> pd.Series:
    """The reported totals or the sums of the answers, by participant and visit."""
    scores = read_study(plan).scores.dropna(subset=["value"])
    return scores.groupby(["participant", "visit"])["value"].sum()
