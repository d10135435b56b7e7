"""An export held to its project's data dictionary: its fields, choices and limits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from ipt_outcomes.errors import Problem
from ipt_outcomes.ingest.cells import MISSING
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.missing_codes import is_one_of
from ipt_outcomes.ingest.redcap.dictionary import Dictionary, Field, read_dictionary
from ipt_outcomes.ingest.redcap.identifiers import report_identifiers
from ipt_outcomes.ingest.redcap.limits import Limits, limits_of
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.sources import Source

_GO_ON = (
    "REDCap warns of such a value and saves it. Correct the cell; where it is a code for a missing "
    "value, declare it under `missing`; where it is right, change the field's limits in the "
    "project and take its dictionary anew."
)


def held_to_dictionary(
    plan: Plan, source: Source, table: TextTable, findings: Findings
) -> TextTable:
    """`table` with the labels of its choices.

    Found are: a mapped column that the project does not have or marks as an identifier; a cell that
    is none of its field's choices, outside its limits, or not whole where it must be, and no
    declared missing code.
    """
    dictionary = _dictionary(plan, source, findings)
    if dictionary is None:
        return table
    report_identifiers(plan, table, dictionary, findings)
    labels = dict(table.labels)
    for column in map(str, table.cells):
        if not dictionary.knows(column) and column != plan.participants.number_rows:
            _report_unknown(source, column, findings)
        field = dictionary.field_of(column)
        if field is None:
            continue
        if field.choices is not None:
            labels[column] = field.choices
            _report_no_choice(source, table, column, field, findings)
        limits = limits_of(field)
        if limits is not None:
            _report_outside(source, table, column, limits, findings)
    return replace(table, labels=labels)


def _dictionary(plan: Plan, source: Source, findings: Findings) -> Dictionary | None:
    file = str(source.dictionary)
    try:
        return read_dictionary(plan.root / file, file, findings)
    except OSError:
        rule = "the data dictionary is not there, or cannot be opened"
        line = plan.line(*source.where, "dictionary")
        remedy = f"Check the name in {plan.file}, line {line}."
        findings.add(Problem(file, None, None, rule, remedy))
        return None


def _report_no_choice(
    source: Source, table: TextTable, column: str, field: Field, findings: Findings
) -> None:
    codes = (*(field.choices or ()), *MISSING, *source.missing_codes(column))
    findings.at(
        table.file,
        table.lines[~is_one_of(table.cells[column], codes)],
        column,
        f"the cell is none of the choices that {source.dictionary} gives the field",
        "Export the raw codes and not the labels; declare other codes under `missing`.",
    )


def _report_outside(
    source: Source, table: TextTable, column: str, limits: Limits, findings: Findings
) -> None:
    cells = table.cells[column]
    coded = is_one_of(cells, source.missing_codes(column), table.decimal)
    shifted = " Dates that the export shifted need limits shifted as well." if limits.dates else ""
    for breaks, rule in (
        (limits.outside, f"outside the limits that {source.dictionary} gives the field: {limits}"),
        (limits.broken, f"not a whole number, and {source.dictionary} gives the field only these"),
    ):
        at = table.lines[_where(breaks, cells, table.decimal) & ~coded.to_numpy()]
        findings.at(table.file, at, column, rule, _GO_ON + shifted)


def _where(breaks: Callable[[str, str], bool], cells: pd.Series, decimal: str) -> np.ndarray:
    positions, distinct = pd.factorize(cells)
    found = [breaks(cell, decimal) for cell in map(str, distinct)]
    return np.array(found, dtype=bool)[positions]


def _report_unknown(source: Source, column: str, findings: Findings) -> None:
    findings.add(
        Problem(
            source.name,
            1,
            column,
            f"the plan maps this column and {source.dictionary} has no such field",
            "Correct the column in the plan, or take the dictionary of this project.",
        )
    )
