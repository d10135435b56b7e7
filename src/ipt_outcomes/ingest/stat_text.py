"""Files of SPSS, Stata and SAS as text: codes as they are, their labels beside them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ipt_outcomes.errors import Problem
from ipt_outcomes.ingest.cell_text import cell_text
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.header import report_header
from ipt_outcomes.ingest.text_table import TextTable

_PROGRAMS = {".sav": "SPSS", ".dta": "Stata", ".xpt": "SAS transport", ".sas7bdat": "SAS"}
# SPSS's compressed form packs any number of rows into little.
_ZSAV = b"$FL3"
# A file's own count of its rows cannot be trusted; more than this is not a trial.
MOST_ROWS = 20_000_000


def read_statistics_text(
    path: Path,
    file: str,
    wanted: Collection[str],
    findings: Findings,
    *,
    encoding: str | None = None,
) -> TextTable | None:
    """The columns `wanted` of a .sav, .dta, .xpt or .sas7bdat file, called `file` in messages.

    Cells hold the codes, `labels` their value labels. A cell that the file itself declares missing
    (SPSS's missing values, Stata's .a to .z, SAS's .A to .Z) is empty, and counted in a note. Lines
    are the rows' numbers plus one. None when the file cannot be read; `findings` then says so.
    """
    import pyreadstat

    suffix = path.suffix.lower()
    read: Any = {
        ".sav": pyreadstat.read_sav,
        ".dta": pyreadstat.read_dta,
        ".xpt": pyreadstat.read_xport,
        ".sas7bdat": pyreadstat.read_sas7bdat,
    }[suffix]
    before = len(findings)
    with path.open("rb") as stream:
        compressed = suffix == ".sav" and stream.read(len(_ZSAV)) == _ZSAV
    if compressed:
        rule = "the file is compressed as .zsav"
        findings.add(Problem(file, None, None, rule, "Save it in SPSS as an uncompressed .sav."))
        return None
    try:
        _, about = read(path, metadataonly=True, encoding=encoding)
        header = list(about.column_names)
        report_header(file, 1, header, wanted, findings)
        if (about.number_rows or 0) > MOST_ROWS:
            _refuse(file, f"the file has more than {MOST_ROWS} rows", "Give fewer.", findings)
        if len(findings) > before:
            return None
        columns = [name for name in dict.fromkeys(wanted) if name in set(header)]
        # A reader without any column reads all of them.
        kept = columns or header[:1]
        options = {} if suffix == ".xpt" else {"user_missing": True}
        values, about = read(path, usecols=kept, encoding=encoding, output_format="dict", **options)
    except (pyreadstat.PyreadstatError, pyreadstat.ReadstatError, ValueError, OverflowError):
        _refuse(
            file,
            f"the file cannot be read as {_PROGRAMS[suffix]} writes it",
            "Save it again; where accents are at fault, say its `encoding` in the plan.",
            findings,
        )
        return None
    return _table(file, header, {name: values[name] for name in columns}, about, findings)


def _table(
    file: str, header: list[str], values: Mapping[str, Any], about: Any, findings: Findings
) -> TextTable | None:
    rows = int(about.number_rows) if about.number_rows is not None else _length(values)
    if not rows:
        _refuse(file, "the file has no rows", "Give a file with rows.", findings)
        return None
    cells, notes = {}, []
    for name, column in values.items():
        texts, declared = _texts(column, about, name)
        if declared:
            notes.append(f"{file}: {name}: {declared} cells are missing by the file's own codes")
        cells[name] = pd.array(texts, dtype="str")
    lines = pd.Index(np.arange(2, rows + 2), dtype="int64")
    labels = {
        name: {cell_text(code): str(label) for code, label in codes.items()}
        for name, codes in about.variable_value_labels.items()
        if name in cells
    }
    return TextTable(
        file, tuple(header), pd.DataFrame(cells, index=lines), labels=labels, notes=tuple(notes)
    )


def _length(values: Mapping[str, Any]) -> int:
    return max((len(column) for column in values.values()), default=0)


def _texts(column: Any, about: Any, name: str) -> tuple[list[str], int]:
    """The cells as text, those that the file declares missing as empty, and how many these are."""
    tags = set(about.missing_user_values.get(name) or ())
    ranges = [(code["lo"], code["hi"]) for code in about.missing_ranges.get(name) or ()]
    known: dict[tuple[type, Any], tuple[str, bool]] = {}
    texts, declared = [], 0
    for value in column:
        key = (type(value), value)
        if key not in known:
            missing = _declared(value, tags, ranges)
            known[key] = ("" if missing else cell_text(value), missing)
        text, missing = known[key]
        texts.append(text)
        declared += missing
    return texts, declared


def _declared(value: Any, tags: set[Any], ranges: list[tuple[Any, Any]]) -> bool:
    if isinstance(value, str):
        return value in tags or (value, value) in ranges
    if not isinstance(value, int | float | np.number):
        return False
    return any(
        low <= value <= high
        for low, high in ranges
        if not isinstance(low, str) and not isinstance(high, str)
    )


def _refuse(file: str, rule: str, remedy: str, findings: Findings) -> None:
    findings.add(Problem(file, None, None, rule, remedy))
