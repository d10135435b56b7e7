"""Made-up rows of one file, and what a proposed plan leaves open of it."""

from __future__ import annotations

from collections.abc import Sequence

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
