"""Reading a file of which nothing is known but its name: what the plan must say is tried out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ipt_outcomes.errors import Problem
from ipt_outcomes.ingest.cells import MISSING
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.formats.header import ONE_ROW
from ipt_outcomes.ingest.formats.readers import READERS
from ipt_outcomes.ingest.proposal.missing_words import without_missing
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.plan.data_file import EXCEL_SUFFIXES, TEXT_SUFFIXES

# Every byte means something in windows-1252 or Latin-1, so that it is the last to be tried.
_ENCODINGS = (None, "windows-1252")
_DELIMITERS = (None, ";", "\t")
# Names that something else divides: a bar, or spaces.
_SEVERAL = re.compile(r"[|~^]|:\w+:|\w+(?:\s+\w+){2,}")
_KINDS_OF_TEXT = (*TEXT_SUFFIXES, *EXCEL_SUFFIXES)
# REDCap's headings for what every form has, in an export of labels.
_FORMS_ENDS = ("Complete?", "Survey Timestamp")
_RAW = "Export the raw data, and name the project's data dictionary beside it: it has the labels."
_COMMA_NUMBER = re.compile(r"-?[0-9]+,[0-9]+")
# 1,200 is a thousand where commas divide the cells.
_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2},[0-9]{3}")


@dataclass(frozen=True)
class OpenedFile:
    """A file's cells, and the `options` (the plan's key: value) with which they could be read.

    `asked`: what there is to decide about some of them, by key.
    """

    table: TextTable
    options: dict[str, Any]
    asked: dict[str, str] = field(default_factory=dict)


def opened(
    path: Path, file: str, findings: Findings, *, sheet: str | None = None
) -> OpenedFile | None:
    """Every column of the file at `path`, called `file`; None, and findings, where it is refused.

    `sheet` is the one of a workbook that has several. Raises OSError where it cannot be opened.
    """
    suffix = path.suffix.lower()
    if suffix not in READERS:
        rule, remedy = "files of this format are not read", f"Save it as one of: {_known()}."
        findings.add(Problem(file, None, None, rule, remedy))
        return None
    first: Findings | None = None
    best: tuple[TextTable, dict[str, Any]] | None = None
    for options in _tries(suffix, sheet):
        heard = Findings()
        wanted = _FORMS_ENDS if suffix in TEXT_SUFFIXES else ()
        header = READERS[suffix](path, file, wanted, heard, **options)
        first = first or heard
        # A file read with a wrong delimiter has one column.
        if header is not None and (best is None or len(header.header) > len(best[0].header)):
            best = header, options
        if header is not None and len(header.header) > 1:
            break
    if best is None:
        problems = first.problems if first is not None else ()
        if any(problem.column in _FORMS_ENDS for problem in problems):
            rule = "the file is REDCap's export of labels: several columns have the same heading"
            findings.add(Problem(file, 1, None, rule, _RAW))
            return None
        for problem in problems:
            findings.add(problem)
        return None
    header, options = best
    table = READERS[suffix](path, file, header.header, findings, **options)
    if table is None:
        return None
    if suffix in TEXT_SUFFIXES and len(table.header) == 1 and _SEVERAL.search(table.header[0]):
        rule = "the file has one column, and its name looks like several names"
        remedy = "Save it with a comma, a semicolon or a tab between the cells."
        findings.add(Problem(file, table.header_line, None, rule, remedy))
        return None
    said = {key: value for key, value in options.items() if key in ("encoding", "delimiter")}
    said |= _header_rows(table)
    by_commas = suffix == ".csv" and options.get("delimiter", ",") == ","
    if suffix in _KINDS_OF_TEXT and _comma_numbers(table, by_commas=by_commas):
        table = replace(table, decimal=",")
        said["decimal"] = ","
    asked = _asked(table)
    table, missing = without_missing(table)
    if missing:
        said["missing"] = missing
    if any(not isinstance(code, str) for code in missing):
        asked["missing"] = (
            "are these codes for missing values, wherever they stand? They are the only numbers "
            "below 0 in columns of numbers"
        )
    return OpenedFile(table, said, asked)


def _header_rows(table: TextTable) -> dict[str, Any]:
    """What the plan says of a header that is not the first row."""
    header = table.header_rows
    if header == ONE_ROW:
        return {}
    names = {} if header.names == ONE_ROW.names else {"names_rows": list(header.names)}
    return {"header_rows": header.rows, **names}


def _asked(table: TextTable) -> dict[str, str]:
    """Whether a second row without a mark of its own is one of the header."""
    header = table.header_rows
    if header.rows != 2 or header.names != ONE_ROW.names:
        return {}
    return {
        "header_rows": "does the second row belong to the header (2)? It has words in every column "
        "that has numbers below. If it is a participant's, write 1, and the words it has in place "
        "of numbers under `missing`"
    }


def _known() -> str:
    return ", ".join(READERS)


def _tries(suffix: str, sheet: str | None) -> Iterator[dict[str, Any]]:
    if suffix in EXCEL_SUFFIXES:
        yield {"sheet": sheet, "header": None}
    elif suffix not in TEXT_SUFFIXES:
        yield {}
    if suffix not in TEXT_SUFFIXES:
        return
    for encoding in _ENCODINGS:
        for delimiter in _DELIMITERS:
            said = {"encoding": encoding, "delimiter": delimiter}
            tried = {option: value for option, value in said.items() if value is not None}
            yield {**tried, "header": None}


def _comma_numbers(table: TextTable, *, by_commas: bool) -> bool:
    """Whether the numbers of some column have a decimal comma, and none that divides thousands."""
    for column in table.cells:
        filled = table.cells[column][~table.cells[column].isin(MISSING)]
        commas = filled.str.contains(",", regex=False)
        if not commas.any() or not filled[commas].str.fullmatch(_COMMA_NUMBER.pattern).all():
            continue
        if not (by_commas and filled[commas].str.fullmatch(_THOUSANDS.pattern).all()):
            return True
    return False
