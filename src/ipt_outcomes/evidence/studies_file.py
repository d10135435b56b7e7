"""`read_studies`: a table of studies in the Metapsy format, read strictly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from ipt_outcomes.errors import DataError, Problem
from ipt_outcomes.evidence.dialect import (
    decimal_of,
    delimiter_of,
    encoding_of,
    report_other_delimiter,
)
from ipt_outcomes.evidence.standard import (
    EVENTS,
    GROUPS,
    NUMBERS,
    REQUIRED,
    TEXT,
    limit_of,
)
from ipt_outcomes.ingest.cells import MISSING, as_number
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.formats.csv_text import read_csv_text
from ipt_outcomes.ingest.formats.ordinary_file import is_ordinary
from ipt_outcomes.ingest.strange_cells import without_strange_cells
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.models.arguments import one_of
from ipt_outcomes.phrases import listed

_EXPONENT = re.compile(r"[-+]?[0-9]{1,2}")
_ENCODINGS = ("utf-8", "utf-16", "latin-1", "windows-1252")


def read_studies(
    path: str | Path,
    *,
    encoding: str | None = None,
    decimal: str | None = None,
    delimiter: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """A table of studies in the Metapsy format, held to the standard's rules.

    Files of the database have semicolons between cells, decimal commas, Latin-1 or UTF-8 text, and
    often a first column without a name (row numbers), which is passed over. NA and an empty cell
    are missing values.

    Args:
        path: of the file.
        encoding: "utf-8", "utf-16", "latin-1" or "windows-1252". None: UTF-8 where the bytes are
            UTF-8, else Latin-1, and refused where they are neither.
        decimal: "," or ".". None: by the numbers themselves; refused where both marks occur, or
            where every marked number could have thousands set apart (1,234).
        delimiter: between the cells, ";", "," or a tab. None: the one that the header has outside
            quotes; refused where it has several.
        columns: the standard's name: the file's, of columns that the file calls otherwise.

    Returns:
        One row a row of the file, index 0 on; all columns that have a name of their own, in the
        file's order. The standard's number columns (see `evidence/standard.py`) are float64, its
        others str, without spaces around.
        Any other column is float64 where each filled cell is a number, else str.
        `attrs["read_as"]` says encoding, decimal, delimiter, and the columns passed over.

    Raises:
        DataError: the file breaks a rule; every broken one with file, line, column and remedy.
            Rules: REQUIRED columns are there and filled, and one group of effect data is there;
            numbers are numbers; sample sizes and standard errors above zero; standard deviations
            and events not negative; no more events than people; no row twice.
        ModelError: an argument is none of its choices.
        OSError: as `open` does.
    """
    path = Path(path)
    if encoding is not None:
        one_of("encoding", encoding, _ENCODINGS)
    if decimal is not None:
        one_of("decimal", decimal, (",", "."))
    if delimiter is not None:
        one_of("delimiter", delimiter, (";", ",", "\t"))
    for name in columns or {}:
        one_of("columns", name, (*TEXT, *NUMBERS))
    frame = studies_by_line(
        path,
        path.name,
        encoding=encoding,
        decimal=decimal,
        delimiter=delimiter,
        columns=columns or {},
    )
    return frame.reset_index(drop=True)


def studies_by_line(
    path: Path,
    file: str,
    *,
    encoding: str | None,
    decimal: str | None,
    delimiter: str | None,
    columns: Mapping[str, str],
) -> pd.DataFrame:
    """As `read_studies`, of a file that messages call `file`; the index is each row's line."""
    findings = Findings()
    if not is_ordinary(path, file, findings):
        raise DataError(findings.problems)
    known = encoding or encoding_of(path, file, findings)
    findings.stop_if_any()
    assert known is not None
    if delimiter is not None:
        report_other_delimiter(path, file, known, delimiter, findings)
    between = delimiter or delimiter_of(path, file, known, findings)
    findings.stop_if_any()
    assert between is not None
    # The header first: which columns there are.
    standard = [columns.get(name, name) for name in (*TEXT, *NUMBERS)]
    header = read_csv_text(path, file, standard, findings, encoding=known, delimiter=between)
    findings.stop_if_any()
    assert header is not None
    _report_mapped(header, columns, findings)
    findings.stop_if_any()
    _report_columns(_renamed(header, columns), findings)
    findings.stop_if_any()
    own = header.header
    as_text = read_csv_text(path, file, own, findings, encoding=known, delimiter=between)
    findings.stop_if_any()
    assert as_text is not None
    table = without_strange_cells(_renamed(as_text, columns), findings, TEXT)
    names = table.header
    numeric = [name for name in names if name in NUMBERS]
    mark = decimal or decimal_of(table, numeric, findings)
    _stop_if_any(findings, columns)
    assert mark is not None
    frame = pd.DataFrame({name: _column(table, name, mark, findings) for name in names})
    _report_limits(table, frame, findings)
    _stop_if_any(findings, columns)
    frame.attrs["read_as"] = {
        "encoding": known,
        "decimal": mark,
        "delimiter": between,
        "notes": list(table.notes),
    }
    return frame


def _stop_if_any(findings: Findings, columns: Mapping[str, str]) -> None:
    """Raise DataError with the file's own names of columns."""
    found = [
        replace(each, column=columns.get(each.column or "", each.column))
        for each in findings.problems
    ]
    if found:
        raise DataError(found)


def _renamed(table: TextTable, columns: Mapping[str, str]) -> TextTable:
    """The table with the standard's names in the place of the file's."""
    standard = {own: name for name, own in columns.items()}
    return replace(
        table,
        header=tuple(standard.get(name, name) for name in table.header),
        cells=table.cells.rename(columns=standard),
    )


def _report_mapped(header: TextTable, columns: Mapping[str, str], findings: Findings) -> None:
    for name, own in columns.items():
        if own not in header.header:
            rule = f"the file has no such column, which is to be {name}"
            findings.add(Problem(header.file, header.header_line, own, rule, "Correct its name."))
        elif name != own and name in header.header and name not in columns.values():
            rule = f"the file has a column {name}, and {own} is to be it"
            remedy = "Leave this name out of `columns`, or rename the file's own column."
            findings.add(Problem(header.file, header.header_line, name, rule, remedy))
    if len(set(columns.values())) < len(columns):
        rule = "one column is to be two of the standard's"
        findings.add(Problem(header.file, header.header_line, None, rule, "Name each column once."))


def _report_columns(header: TextTable, findings: Findings) -> None:
    for name in REQUIRED:
        if name not in header.header:
            rule = "the Metapsy standard's column is not there"
            remedy = (
                "Give the column this name, or say in `columns` which one it is; docs.metapsy.org "
                "has all names."
            )
            findings.add(Problem(header.file, header.header_line, name, rule, remedy))
    if not any(set(group) <= set(header.header) for group in GROUPS):
        rule = "no group of effect size data has all its columns"
        remedy = f"Give, for example, {listed(GROUPS[0])}, or {listed(GROUPS[5])}."
        findings.add(Problem(header.file, header.header_line, None, rule, remedy))


def _column(table: TextTable, name: str, mark: str, findings: Findings) -> pd.Series:
    cells = table.cells[name]
    absent = cells.isin(MISSING)
    if name not in TEXT:
        values = pd.Series([_as_number(cell, mark) for cell in cells], index=cells.index)
        wrong = values.isna() & ~absent
        if not wrong.any():
            return values.astype("float64")
        if name in NUMBERS:
            remedy = f"Write digits with at most one decimal mark ({mark!r} in this file), or NA."
            findings.at(table.file, _lines(wrong), name, "not a number", remedy)
            return values.astype("float64")
    if name in REQUIRED:
        rule, remedy = "a value is missing", "Fill it in, or leave the row out of the file."
        findings.at(table.file, _lines(absent), name, rule, remedy)
    # Text with spaces around it would be another study, another arm.
    return cells.str.strip().mask(absent).astype("str")


def _as_number(cell: str, mark: str) -> float:
    # R writes small numbers as 9,3e-05.
    digits, _, exponent = cell.lower().partition("e")
    value = as_number(digits, mark)
    if value is None or (digits != cell and not _EXPONENT.fullmatch(exponent)):
        return np.nan
    return value * 10.0 ** int(exponent) if exponent else value


def _report_limits(table: TextTable, frame: pd.DataFrame, findings: Findings) -> None:
    for name in frame.columns:
        limit = limit_of(name) if name in NUMBERS else None
        if limit == "positive":
            wrong, rule = frame[name] <= 0, "the number is not above zero"
        elif limit == "not negative":
            wrong, rule = frame[name] < 0, "the number is negative"
        else:
            continue
        findings.at(table.file, _lines(wrong), name, rule, "Look the number up in the study.")
    if set(EVENTS) <= set(frame.columns):
        for arm in ("arm1", "arm2"):
            more = frame[f"event_{arm}"] > frame[f"totaln_{arm}"]
            rule, remedy = "more events than people", f"Look up event_{arm} and totaln_{arm}."
            findings.at(table.file, _lines(more), f"event_{arm}", rule, remedy)
    repeated = frame.duplicated()
    rule = "the row is the same as an earlier one"
    findings.at(table.file, _lines(repeated), None, rule, "Leave one of them out of the file.")


def _lines(chosen: pd.Series) -> Iterable[int]:
    return [int(line) for line in chosen.index[chosen.to_numpy(dtype=bool)]]
