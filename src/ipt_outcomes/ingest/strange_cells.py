"""Cells that no score, word or identifier is: with characters nobody sees, or without an end."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np
import pandas as pd

from ipt_outcomes.characters import CONTROL
from ipt_outcomes.errors import Problem
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.text_table import TextTable

# ASSUME: what a plan maps is shorter. What people write in their own words is not mapped.
LONGEST_CELL = 1_000
_TOO_LONG = f"a text of more than {LONGEST_CELL:,} characters"
_UNSEEN = "a control character, which figures and reports cannot show"
_REMEDY = "Correct it in the file, or leave the column out of the plan."


def strange(text: str) -> str | None:
    """What is strange in a text, None where nothing is."""
    if len(text) > LONGEST_CELL:
        return _TOO_LONG
    return _UNSEEN if not text.isprintable() and CONTROL.search(text) else None


def without_strange_cells(
    table: TextTable, findings: Findings, only: Collection[str] | None = None
) -> TextTable:
    """`table` with an empty cell in place of each such, after each was found; in some columns only.

    The rules that come after are tried on short texts alone.
    """
    cells = table.cells
    for column in map(str, cells):
        if only is not None and column not in only:
            continue
        codes, distinct = pd.factorize(cells[column])
        found = np.array([strange(str(text)) for text in distinct], dtype=object)
        for kind in (_TOO_LONG, _UNSEEN):
            wrong = (found == kind)[codes] if len(distinct) else np.zeros(len(cells), dtype=bool)
            if wrong.any():
                rule = f"the cell holds {kind}"
                findings.at(table.file, table.lines[wrong], column, rule, _REMEDY)
                cells = cells.assign(**{column: cells[column].mask(wrong, "")})
    return replace(table, cells=cells)


def report_strange_labels(table: TextTable, findings: Findings) -> None:
    """Find such a label of a code, in the columns that are read."""
    for column in map(str, table.cells):
        for kind in filter(None, map(strange, table.labels.get(column, {}).values())):
            rule = f"the label of a code holds {kind}"
            findings.add(Problem(table.file, None, column, rule, _REMEDY))
