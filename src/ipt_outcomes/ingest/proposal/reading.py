"""Reading a file of which nothing is known but its name: its delimiter and encoding are tried."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ipt_outcomes.errors import Problem
from ipt_outcomes.ingest.cells import MISSING
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.formats.readers import READERS
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.plan.data_file import TEXT_SUFFIXES

# Every byte means something in windows-1252 or Latin-1, so that it is the last to be tried.
_ENCODINGS = (None, "windows-1252")
_DELIMITERS = (None, ";", "\t")
# REDCap's headings for what every form has, in an export of labels.
_FORMS_ENDS = ("Complete?", "Survey Timestamp")
_RAW = "Export the raw data, and name the project's data dictionary beside it: it has the labels."
_COMMA_NUMBER = re.compile(r"-?[0-9]+,[0-9]+")


@dataclass(frozen=True)
class OpenedFile:
    """A file's cells, and the `options` (the plan's key: value) with which they could be read."""

    table: TextTable
    options: dict[str, str]


def opened(path: Path, file: str, findings: Findings) -> OpenedFile | None:
    """Every column of the file at `path`, called `file`; None, and findings, where it is refused.

    Raises OSError where it cannot be opened.
    """
    suffix = path.suffix.lower()
    if suffix not in READERS:
        rule, remedy = "files of this format are not read", f"Save it as one of: {_known()}."
        findings.add(Problem(file, None, None, rule, remedy))
        return None
    first: Findings | None = None
    best: tuple[TextTable, dict[str, str]] | None = None
    for options in _tries(suffix):
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
    if suffix in TEXT_SUFFIXES and options.get("delimiter", ",") != "," and _comma_numbers(table):
        return OpenedFile(replace(table, decimal=","), {**options, "decimal": ","})
    return OpenedFile(table, options)


def _known() -> str:
    return ", ".join(READERS)


def _tries(suffix: str) -> Iterator[dict[str, str]]:
    if suffix not in TEXT_SUFFIXES:
        yield {}
        return
    for encoding in _ENCODINGS:
        for delimiter in _DELIMITERS:
            said = {"encoding": encoding, "delimiter": delimiter}
            yield {option: value for option, value in said.items() if value is not None}


def _comma_numbers(table: TextTable) -> bool:
    """Whether the numbers of some column have a decimal comma."""
    for column in table.cells:
        filled = table.cells[column][~table.cells[column].isin(MISSING)]
        commas = filled.str.contains(",", regex=False)
        if commas.any() and filled[commas].str.fullmatch(_COMMA_NUMBER.pattern).all():
            return True
    return False
