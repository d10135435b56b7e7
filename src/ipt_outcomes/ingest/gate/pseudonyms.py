"""Participants' identifiers replaced by a keyed hash, the same in every file of the study."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from ipt_outcomes.errors import Problem
from ipt_outcomes.ingest.cells import MISSING
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.gate.key import read_key
from ipt_outcomes.ingest.gate.roles import participant_columns
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.plan.plan import Plan

# 64 bits: among a million people two collide with a probability of 3e-8 (birthday bound).
DIGITS = 16


def pseudonym(key: bytes, identifier: str) -> str:
    """`P` and the first 16 hexadecimal digits of HMAC-SHA256 (RFC 2104) of the identifier.

    The letter keeps spreadsheet programs from reading a number (`1e5...`) in it.
    """
    return "P" + hmac.digest(key, identifier.encode(), "sha256").hex()[:DIGITS]


def with_pseudonyms(
    plan: Plan, files: Mapping[str, TextTable], findings: Findings
) -> dict[str, TextTable]:
    """The files with pseudonyms in place of participants' identifiers, where the plan asks for it.

    Missing cells stay missing, and a cell with a space at an end stays as it is: it is refused.
    Two identifiers with one pseudonym are refused.
    """
    if plan.pseudonyms is None:
        return dict(files)
    key = read_key(plan, findings)
    if key is None:
        return dict(files)
    known: dict[str, str] = {}
    replaced = {}
    columns = participant_columns(plan)
    for file, table in files.items():
        cells = table.cells.copy(deep=False)
        for column in columns.get(file, ()):
            if column in cells:
                cells[column] = _replaced(cells[column], key, known)
        replaced[file] = replace(table, cells=cells)
    if len(set(known.values())) < len(known):
        where = plan.line("pseudonyms")
        rule = "two participants' identifiers have one pseudonym under this key"
        remedy = "Use another key."
        findings.add(Problem(plan.file, where, "pseudonyms", rule, remedy, "key"))
    return replaced


def _replaced(cells: pd.Series, key: bytes, known: dict[str, str]) -> pd.Series:
    codes, distinct = pd.factorize(cells)
    words = []
    for cell in map(str, distinct):
        if cell not in MISSING and cell == cell.strip():
            words.append(known.setdefault(cell, pseudonym(key, cell)))
        else:
            words.append(cell)
    return pd.Series(pd.array(words, dtype="str").take(codes), index=cells.index)
