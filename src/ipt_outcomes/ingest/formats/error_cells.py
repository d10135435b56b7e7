"""Cells in which a spreadsheet program says that it has no value: `#N/A`, `#DIV/0!`."""

from __future__ import annotations

from dataclasses import replace

from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.text_table import TextTable

# What the reader of workbooks puts in place of a formula whose result was not saved.
NO_RESULT = "#no saved result"

# ECMA-376, part 1, 18.18.11, what later versions of Excel added, and what the German one writes.
ERRORS = frozenset({
    "#N/A", "#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#GETTING_DATA", "#SPILL!",
    "#CALC!", "#FIELD!", "#BLOCKED!", "#NV", "#WERT!", "#BEZUG!", "#ZAHL!",
})  # fmt: skip


def without_errors(table: TextTable, findings: Findings) -> TextTable:
    """`table` with an empty cell for each of these, after each was found."""
    cells = table.cells
    for column in cells:
        wrong = cells[column].isin(ERRORS)
        findings.at(
            table.file,
            table.lines[wrong],
            str(column),
            "the cell holds an error of a spreadsheet program, such as #N/A",
            "Correct it, or empty the cell; or say in the plan that it is a missing value: "
            '`missing: ["#N/A"]`.',
        )
        unsaved = cells[column] == NO_RESULT
        findings.at(
            table.file,
            table.lines[unsaved],
            str(column),
            "the cell holds a formula without a saved result",
            "Open the workbook in a spreadsheet program and save it.",
        )
        if (wrong | unsaved).any():
            cells = cells.assign(**{str(column): cells[column].mask(wrong | unsaved, "")})
    return replace(table, cells=cells)
