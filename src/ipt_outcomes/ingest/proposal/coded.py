"""Codes and their labels: which of them a table of the study can take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from ipt_outcomes.ingest.cells import MISSING
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.proposal.facts import FileFacts
from ipt_outcomes.ingest.typed_table import typed_table
from ipt_outcomes.tables import TABLES

# The study's columns of words; the arm has codes of its own.
_WORDS = frozenset({
    "stratum", "site", "therapist", "sex", "problem_area", "withdrawal_reason", "format",
    "not_treated_reason", "event", "severity", "related", "rater",
})  # fmt: skip


def in_place_of_codes(name: str, columns: Mapping[str, str], facts: FileFacts) -> tuple[str, ...]:
    """Those of `columns` (ours: the file's) whose labels the plan is to read.

    They are words that a code stands for, or yes and no behind other codes.
    """
    return tuple(
        column
        for ours, column in columns.items()
        if (words := _labels(facts, column)) is not None
        and _taken(name, ours, facts, column, words)
        and (ours in _WORDS or not _taken(name, ours, facts, column, _cells(facts, column)))
    )


def can_be_read(name: str, ours: str, facts: FileFacts, column: str) -> bool:
    """Whether the table takes the column's cells, or all their labels; other than words it may."""
    words = _labels(facts, column)
    return ours not in _WORDS or any(
        _taken(name, ours, facts, column, said)
        for said in (_cells(facts, column), words)
        if said is not None
    )


def _cells(facts: FileFacts, column: str) -> list[str]:
    return [str(cell) for cell in facts.table.cells[column].unique() if cell not in MISSING]


def _labels(facts: FileFacts, column: str) -> list[str] | None:
    """What the column's codes stand for; None where one of them has no label."""
    labels = facts.table.labels.get(column, {})
    cells = _cells(facts, column)
    return [labels[cell] for cell in cells] if cells and labels.keys() >= set(cells) else None


def _taken(name: str, ours: str, facts: FileFacts, column: str, words: list[str]) -> bool:
    findings = Findings()
    cells = pd.DataFrame({column: pd.array(words, dtype="str")})
    typed = typed_table(name, replace(facts.table, cells=cells), {ours: column}, findings)
    checks = TABLES[name].columns[ours].checks
    return not len(findings) and all(check(typed[ours]).check_passed for check in checks)
