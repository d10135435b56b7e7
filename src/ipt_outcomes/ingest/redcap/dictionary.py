"""A project's data dictionary: its fields, and what the project says of each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pandas as pd

from ipt_outcomes.errors import Problem
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.formats.csv_text import read_csv_text
from ipt_outcomes.ingest.text_table import TextTable

# Ours: the designer's heading, then the API's.
_HEADINGS = {
    "name": ("Variable / Field Name", "field_name"),
    "kind": ("Field Type", "field_type"),
    "choices": (
        "Choices, Calculations, OR Slider Labels",
        "select_choices_or_calculations",
    ),
    "label": ("Field Label", "field_label"),
    "validation": (
        "Text Validation Type OR Show Slider Number",
        "text_validation_type_or_show_slider_number",
    ),
    "low": ("Text Validation Min", "text_validation_min"),
    "high": ("Text Validation Max", "text_validation_max"),
    "identifier": ("Identifier?", "identifier", "identifier_field"),
}
# Without these a file is no dictionary; the others say more.
_NEEDED = ("name", "kind", "choices")
_ALL_HEADINGS = [heading for names in _HEADINGS.values() for heading in names]
# What a person may have chosen for REDCap's downloads, or a spreadsheet program for them.
_DELIMITERS = (",", ";", "\t")
_ENCODINGS = (None, "windows-1252")

_CODED = frozenset({"radio", "dropdown"})
_FIXED_CHOICES = {
    "yesno": {"0": "No", "1": "Yes"},
    "truefalse": {"0": "False", "1": "True"},
    "checkbox": {"0": "Unchecked", "1": "Checked"},
}
_NO_IDENTIFIER = frozenset({"", "n", "no", "0", "false"})
_NAMED = "Take the dictionary anew from the project's designer: a name is there once."
_CHOICES = "Take the dictionary anew from the project's designer: each code is there once."
# Labels may be set in bold and the like.
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
# What REDCap adds to every export without a line in the dictionary.
_ADDED = re.compile(r"redcap_[a-z_]+|.+_(complete|timestamp)")


@dataclass(frozen=True)
class Field:
    """A line of the dictionary. `label` is what a form asks.

    `choices`: the choices' labels by code, None where it has none. `low` and `high` are the limits
    of what may be entered, as the project writes them; empty where there is none.
    """

    name: str
    kind: str
    label: str
    choices: dict[str, str] | None
    validation: str
    low: str
    high: str
    identifier: bool


@dataclass(frozen=True)
class Dictionary:
    """The fields by name, in the project's order: the first is the record's identifier."""

    file: str
    fields: dict[str, Field]

    def field_of(self, column: str) -> Field | None:
        """The field of an export's column; a checkbox has a column for each choice."""
        # The code -1 makes `field____1`.
        return self.fields.get(column) or self.fields.get(column.partition("___")[0])

    def adds(self, column: str) -> bool:
        """Whether the column is one that REDCap adds to what the dictionary has."""
        return self.field_of(column) is None and _ADDED.fullmatch(column) is not None

    def knows(self, column: str) -> bool:
        """Whether the column is of a field, or one that REDCap adds."""
        return self.field_of(column) is not None or self.adds(column)


def read_dictionary(path: Path, file: str, findings: Findings) -> Dictionary | None:
    """The dictionary at `path`, called `file`; None, and a finding, where it is none.

    Raises OSError where it cannot be opened.
    """
    first: Findings | None = None
    for table, heard in _tries(path, file):
        first = heard if first is None else first
        if table is not None and _columns(table)["name"] is not None:
            break
    else:
        assert first is not None
        for problem in first.problems:
            findings.add(problem)
        if not len(first):
            _report_missing(file, "name", findings)
        return None
    columns = _columns(table)
    missing = [ours for ours in _NEEDED if columns[ours] is None]
    if missing:
        _report_missing(file, missing[0], findings)
        return None
    cells = table.cells
    # R writes NA where the API has an empty cell.
    said = {
        ours: ["" if cell == "NA" else cell.strip() for cell in cells[name]]
        for ours, name in columns.items()
        if name is not None
    }
    lines = [
        {ours: said[ours][row] if ours in said else "" for ours in _HEADINGS}
        for row in range(len(cells))
    ]
    if _report_twice(file, lines, table.lines, findings):
        return None
    return Dictionary(file, {line["name"]: _field(line) for line in lines})


def _report_twice(
    file: str, fields: list[dict[str, str]], lines: pd.Index, findings: Findings
) -> bool:
    """Find fields of one name, and choices of one code; whether there are any."""
    names = Counter(field["name"] for field in fields)
    before = len(findings)
    for field, line in zip(fields, lines, strict=True):
        codes = [code for code, _ in _pairs(field["choices"])] if field["kind"] in _CODED else []
        for twice, rule, remedy in (
            (names[field["name"]] > 1, "the project has several fields of this name", _NAMED),
            (len(set(codes)) < len(codes), "two of the field's choices have one code", _CHOICES),
        ):
            if twice:
                findings.at(file, [int(line)], field["name"], rule, remedy)
    return len(findings) > before


def is_dictionary(header: tuple[str, ...]) -> bool:
    """Whether a file with these headings is a data dictionary."""
    return all(any(name in header for name in _HEADINGS[ours]) for ours in _NEEDED)


def _tries(path: Path, file: str) -> Iterator[tuple[TextTable | None, Findings]]:
    for encoding, delimiter in product(_ENCODINGS, _DELIMITERS):
        heard = Findings()
        table = read_csv_text(
            path, file, _ALL_HEADINGS, heard, encoding=encoding, delimiter=delimiter
        )
        yield table, heard


def _columns(table: TextTable) -> dict[str, str | None]:
    return {
        ours: next((name for name in names if name in table.header), None)
        for ours, names in _HEADINGS.items()
    }


def _report_missing(file: str, ours: str, findings: Findings) -> None:
    rule = f"the file is not a REDCap data dictionary: it has no column {_HEADINGS[ours][0]!r}"
    findings.add(Problem(file, 1, None, rule, "Download it from the project's designer."))


def _field(line: dict[str, str]) -> Field:
    return Field(
        name=line["name"],
        kind=line["kind"],
        label=_TAG.sub("", line["label"]).strip(),
        choices=_choices(line["kind"], line["choices"]),
        validation=line["validation"],
        low=line["low"],
        high=line["high"],
        # REDCap writes y. Whatever else somebody wrote there by hand, it is not nothing.
        identifier=line["identifier"].lower() not in _NO_IDENTIFIER,
    )


def _choices(kind: str, choices: str) -> dict[str, str] | None:
    if kind not in _CODED:
        return _FIXED_CHOICES.get(kind)
    return {code: _TAG.sub("", label).strip() for code, label in _pairs(choices)}


def _pairs(choices: str) -> list[tuple[str, str]]:
    """Each choice's code and label."""
    pairs = (choice.partition(",") for choice in choices.split("|"))
    return [(code.strip(), label) for code, _, label in pairs]
