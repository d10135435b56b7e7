"""A REDCap project's data dictionary: what the project says that an export may hold.

The dictionary is the CSV that REDCap's designer gives ("Variable / Field Name", ...) or its API
("field_name", ...). Sources: REDCap's help, "Data Dictionary"; its API, "Export Metadata".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ipt_outcomes.errors import Problem
from ipt_outcomes.ingest.csv_text import read_csv_text
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.missing_codes import is_one_of
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.sources import Source

# Ours: the designer's heading, the API's.
_HEADINGS = {
    "field": ("Variable / Field Name", "field_name"),
    "kind": ("Field Type", "field_type"),
    "choices": (
        "Choices, Calculations, OR Slider Labels",
        "select_choices_or_calculations",
    ),
}
_CODED = frozenset({"radio", "dropdown"})
_YES_NO = {"0": "No", "1": "Yes"}
_TRUE_FALSE = {"0": "False", "1": "True"}
# What REDCap adds to every export without a line in the dictionary.
_ADDED = re.compile(r"redcap_[a-z_]+|.+_(complete|timestamp)")
_CHECKBOX = re.compile(r"(.+)___.+")


@dataclass(frozen=True)
class Field:
    """A line of the dictionary: the choices' labels by code, None where it has no choices."""

    name: str
    choices: dict[str, str] | None


def held_to_dictionary(
    plan: Plan, source: Source, table: TextTable, findings: Findings
) -> TextTable:
    """`table` with the labels of its choices. A mapped column that the project does not have, and a
    cell that is none of its field's choices and no declared missing code, are found.
    """
    fields = _read(plan, source, findings)
    if fields is None:
        return table
    labels = dict(table.labels)
    for column in table.cells:
        name = _field_of(str(column), fields)
        if name is None:
            _report_unknown(plan, source, str(column), findings)
            continue
        choices = fields[name].choices if name in fields else None
        if choices is None:
            continue
        labels[str(column)] = choices
        codes = (*choices, "", *source.missing.get(str(column), ()))
        findings.at(
            table.file,
            table.lines[~is_one_of(table.cells[column], codes)],
            str(column),
            f"the cell is none of the choices that {source.dictionary} gives the field",
            "Export the raw codes and not the labels; declare other codes under `missing`.",
        )
    return replace(table, labels=labels)


def _read(plan: Plan, source: Source, findings: Findings) -> dict[str, Field] | None:
    file = str(source.dictionary)
    path = plan.root / file
    wanted = [heading for pair in _HEADINGS.values() for heading in pair]
    try:
        table = read_csv_text(path, file, wanted, findings)
    except OSError:
        rule = "the data dictionary is not there, or cannot be opened"
        line = plan.line(*source.where, "dictionary")
        remedy = f"Check the name in {plan.file}, line {line}."
        findings.add(Problem(file, None, None, rule, remedy))
        return None
    if table is None:
        return None
    columns = {
        ours: next((name for name in names if name in table.header), None)
        for ours, names in _HEADINGS.items()
    }
    missing = [_HEADINGS[ours][0] for ours, name in columns.items() if name is None]
    if missing:
        rule = f"the file is not a REDCap data dictionary: it has no column {missing[0]!r}"
        findings.add(Problem(file, 1, None, rule, "Download it from the project's designer."))
        return None
    rows = zip(*(table.cells[columns[ours]] for ours in ("field", "kind", "choices")), strict=True)
    return {name: Field(name, _choices(kind, choices)) for name, kind, choices in rows}


def _choices(kind: str, choices: str) -> dict[str, str] | None:
    if kind == "yesno":
        return _YES_NO
    if kind == "truefalse":
        return _TRUE_FALSE
    if kind == "checkbox":
        return {"0": "Unchecked", "1": "Checked"}
    if kind not in _CODED:
        return None
    pairs = (choice.partition(",") for choice in choices.split("|"))
    return {code.strip(): label.strip() for code, _, label in pairs}


def _field_of(column: str, fields: dict[str, Field]) -> str | None:
    """The field that a column is of; the column itself where REDCap adds it; None where neither."""
    if column in fields or _ADDED.fullmatch(column):
        return column
    box = _CHECKBOX.fullmatch(column)
    return box[1] if box is not None and box[1] in fields else None


def _report_unknown(plan: Plan, source: Source, column: str, findings: Findings) -> None:
    findings.add(
        Problem(
            source.name,
            1,
            column,
            f"the plan maps this column and {source.dictionary} has no such field",
            "Correct the column in the plan, or take the dictionary of this project.",
        )
    )
