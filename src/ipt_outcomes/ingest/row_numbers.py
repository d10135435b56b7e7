"""Numbers for the people of a file without identifiers."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from ipt_outcomes.errors import Problem
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.plan.plan import Plan


def with_row_numbers(plan: Plan, table: TextTable, findings: Findings) -> TextTable:
    """`table` with the column of row numbers (text, from 1) that the plan asks for, if it does.

    A number belongs to the row's place in the file: sorting the file gives people other numbers.
    """
    name = plan.participants.number_rows
    if name is None or table.file != plan.participants.source:
        return table
    if name in table.header:
        line = plan.line("participants", "number_rows")
        rule = f"the rows are to be numbered as {name!r} and the file has a column of that name"
        remedy = "Choose another name, or remove `number_rows` and use the column."
        findings.add(Problem(plan.file, line, "participants.number_rows", rule, remedy, "key"))
        return table
    numbers = pd.array([str(number) for number in range(1, len(table.cells) + 1)], dtype="str")
    return replace(table, header=(*table.header, name), cells=table.cells.assign(**{name: numbers}))
