"""From text to numbers, whole numbers, yes and no: what a cell of each kind may hold."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.plan.data_file import same_word

Kind = Literal["text", "number", "whole", "flag"]

# ASSUME: an empty cell and the word NA say that a value is missing. Nothing else does.
MISSING = frozenset({"", "NA"})

# What to do where a value is missing that must be there.
FILL_IN = "Fill it in, or leave the row out of the file."

_NUMBER = re.compile(r"-?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_WHOLE = re.compile(r"(-?[0-9]{1,15})(\.0*)?")
_DECIMAL_COMMA = re.compile(r"-?[0-9]+,[0-9]+")
# Words that mean yes, and no, wherever they stand; 1 and 0 as numbers do too.
_YES = (
    "yes",
    "true",
    "1",
    "y",
    "checked",
    "ja",
    "j",
    "oui",
    "si",
    "sí",
    "sì",
    "sim",
    "wahr",
    "vrai",
)
_NO = ("no", "false", "0", "n", "unchecked", "nein", "nee", "nej", "nei", "non", "não", "falsch")
FLAGS = dict.fromkeys(_YES, True) | dict.fromkeys(_NO, False)


def _text(cell: str) -> str | None:
    # "f" and "f " would be two sexes, "01" and "01 " two people.
    return cell if cell == cell.strip() else None


def _number(cell: str) -> float | None:
    value = float(cell) if _NUMBER.fullmatch(cell) else math.inf
    return value if math.isfinite(value) else None


def _whole(cell: str) -> int | None:
    match = _WHOLE.fullmatch(cell)
    return int(match[1]) if match else None


def _flag(cell: str) -> bool | None:
    whole = _whole(cell)
    return FLAGS.get(same_word(cell) if whole is None else str(whole))


@dataclass(frozen=True)
class _Rule:
    parse: Callable[[str], Any]
    dtype: str
    rule: str
    remedy: str


_RULES: dict[Kind, _Rule] = {
    "text": _Rule(_text, "str", "a space at the beginning or end of the cell", "Remove it."),
    "number": _Rule(
        _number,
        "float64",
        "not a number",
        "Write digits with at most one decimal point (-12.5); leave a missing value empty or NA.",
    ),
    "whole": _Rule(_whole, "Int64", "not a whole number", "Write digits only."),
    "flag": _Rule(_flag, "boolean", "neither yes nor no", "Write yes or no (true, false, 1, 0)."),
}


def as_number(cell: str, decimal: str = ".") -> float | None:
    """The number that a cell holds, None where it holds none."""
    parse = _with_decimal_comma(_number) if decimal == "," else _number
    found = parse(cell)
    return None if found is None else float(found)


def _with_decimal_comma(parse: Callable[[str], Any]) -> Callable[[str], Any]:
    """The same of a file whose numbers have a comma; there a point is no decimal mark."""
    if parse not in (_number, _whole):
        return parse
    return lambda cell: None if "." in cell else parse(cell.replace(",", "."))


def converted(
    table: TextTable,
    column: str,
    kind: Kind,
    findings: Findings,
    *,
    required: bool = False,
    fill_in: str = FILL_IN,
) -> pd.Series:
    """`column` as str, float64, Int64 or boolean; the index stays the lines.

    Numbers have the table's decimal mark. A cell that is not of its kind is found, and is missing
    in what is returned; with `required` a missing value is found too, with the remedy `fill_in`.
    """
    rule = _RULES[kind]
    parse = _with_decimal_comma(rule.parse) if table.decimal == "," else rule.parse
    # A column of a million scores has few distinct texts: each is looked at once.
    codes, distinct = pd.factorize(table.cells[column])
    absent = [cell in MISSING for cell in distinct]
    values = [None if gone else parse(cell) for cell, gone in zip(distinct, absent, strict=True)]
    if kind == "flag":
        # A code may be labelled otherwise than it is mostly meant: 1 is `no`.
        said = table.labels.get(column, {})
        labels = [_flag(said.get(cell, "")) for cell in distinct]
        values = [
            value if value is None or label is None else label
            for value, label in zip(values, labels, strict=True)
        ]
    bad = [value is None and not gone for value, gone in zip(values, absent, strict=True)]
    lines = table.lines
    remedy = rule.remedy
    wrong = [cell for cell, is_bad in zip(distinct, bad, strict=True) if is_bad]
    if kind == "number" and table.decimal == "." and any(map(_DECIMAL_COMMA.fullmatch, wrong)):
        remedy += ' Where the file\'s decimal mark is a comma, say so: `decimal: ","`.'
    findings.at(table.file, lines[np.array(bad, dtype=bool)[codes]], column, rule.rule, remedy)
    if required:
        findings.at(
            table.file,
            lines[np.array(absent, dtype=bool)[codes]],
            column,
            "a value is missing",
            fill_in,
        )
    return pd.Series(values, dtype=rule.dtype).take(codes).set_axis(lines)
