"""Files of SPSS, Stata and SAS as text: codes as they are, their labels beside them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from ipt_outcomes.errors import Problem
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.formats.header import read_header
from ipt_outcomes.ingest.formats.ordinary_file import is_ordinary
from ipt_outcomes.ingest.formats.stat_parser import MOST_ROWS, Parsed, parsed
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.phrases import counted

_PROGRAMS = {".sav": "SPSS", ".dta": "Stata", ".xpt": "SAS transport", ".sas7bdat": "SAS"}
# SPSS's compressed form packs any number of rows into little.
_ZSAV = b"$FL3"
# Stata 13 and later; earlier files have no mark at their end.
_DTA_BEGINS, _DTA_ENDS = b"<stata_dta>", b"</stata_dta>"
# SAS, TS-140 and its version 8: a transport file is made of records of 80 bytes, and of data sets,
# each of which begins with such a record.
_XPT_RECORD = 80
_XPT_DATA_SETS = (
    b"HEADER RECORD*******MEMBER  HEADER RECORD!!!!!!!",
    b"HEADER RECORD*******MEMBV8  HEADER RECORD!!!!!!!",
)
_BLOCK = 100_000 * _XPT_RECORD


def read_statistics_text(
    path: Path,
    file: str,
    wanted: Collection[str],
    findings: Findings,
    *,
    encoding: str | None = None,
    rows_needed: bool = True,
) -> TextTable | None:
    """The columns `wanted` of a .sav, .dta, .xpt or .sas7bdat file, called `file` in messages.

    Cells hold the codes, `labels` their value labels. A cell that the file itself declares missing
    (SPSS's missing values, Stata's .a to .z, SAS's .A to .Z) is empty, and counted in a note. Lines
    are the rows' numbers plus one. None when the file cannot be read; `findings` then says so.
    A file without rows is refused where `rows_needed`. Raises OSError as `open` does.
    """
    if not is_ordinary(path, file, findings):
        return None
    suffix = path.suffix.lower()
    with path.open("rb") as stream:
        compressed = suffix == ".sav" and stream.read(len(_ZSAV)) == _ZSAV
    if compressed:
        rule = "the file is compressed as .zsav"
        _refuse(file, rule, "Save it in SPSS as an uncompressed .sav.", findings)
        return None
    sets = _data_sets(path) if suffix == ".xpt" else 1
    if sets > 1:
        rule = f"the file has {sets} data sets"
        _refuse(file, rule, "Give the one that is meant a file of its own.", findings)
        return None
    whole = parsed(path, wanted, encoding) if _is_whole(path, suffix) else None
    if whole is None:
        _refuse(
            file,
            f"the file cannot be read as {_PROGRAMS[suffix]} writes it",
            "Save it again; where accents are at fault, say its `encoding` in the plan.",
            findings,
        )
        return None
    if encoding is None and any(map(_seems_misread, _texts(whole))):
        rule = "the file does not say in which encoding its text is, and accents come out wrong"
        _refuse(file, rule, "Write `encoding: utf-8` beside the file in the plan.", findings)
        return None
    return _table(file, whole, wanted, findings, rows_needed=rows_needed)


def _texts(whole: Parsed) -> Iterator[str]:
    """Every text of the file that is used: names, labels and cells."""
    yield from whole.header
    yield from whole.said.values()
    for labels in whole.labels.values():
        yield from labels.values()
    for cells in whole.cells.values():
        yield from cells


def _seems_misread(text: str) -> bool:
    """Whether a text is UTF-8 that was taken for Windows-1252, as the parser takes what says none.

    Stata 13 and earlier have no place to say it, and other programs write UTF-8 there all the same.
    ASSUME: nobody means two or more such letters in a row that happen to be UTF-8's bytes.
    """
    if text.isascii():
        return False
    try:
        text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return False
    return True


def _is_whole(path: Path, suffix: str) -> bool:
    """Whether the file ends as its format says; the parser takes one that was cut off as it is."""
    if suffix == ".xpt":
        return path.stat().st_size % _XPT_RECORD == 0
    if suffix != ".dta":
        return True
    with path.open("rb") as stream:
        if stream.read(len(_DTA_BEGINS)) != _DTA_BEGINS:
            return True
        stream.seek(max(path.stat().st_size - len(_DTA_ENDS), 0))
        return stream.read() == _DTA_ENDS


def _data_sets(path: Path) -> int:
    """How many data sets a transport file has; the parser takes the first."""
    count = 0
    with path.open("rb") as stream:
        # Records do not lie across blocks.
        while block := stream.read(_BLOCK):
            count += sum(map(block.count, _XPT_DATA_SETS))
    return count


def _table(
    file: str, whole: Parsed, wanted: Collection[str], findings: Findings, *, rows_needed: bool
) -> TextTable | None:
    before = len(findings)
    header = read_header(file, 1, whole.header, wanted, findings)
    if whole.rows > MOST_ROWS:
        _refuse(file, f"the file has more than {MOST_ROWS} rows", "Give fewer.", findings)
    if rows_needed and not whole.rows:
        _refuse(file, "the file has no rows", "Give a file with rows.", findings)
    if len(findings) > before:
        return None
    notes = header.notes + tuple(
        f"{file}: {name}: missing by the file's own codes: {counted(count, 'cell')}"
        for name, count in whole.declared.items()
        if count
    )
    cells = {name: pd.array(column, dtype="str") for name, column in whole.cells.items()}
    lines = pd.Index(np.arange(2, whole.rows + 2), dtype="int64")
    frame = pd.DataFrame(cells, index=lines)
    return TextTable(file, header.names, frame, labels=whole.labels, notes=notes, said=whole.said)


def _refuse(file: str, rule: str, remedy: str, findings: Findings) -> None:
    findings.add(Problem(file, None, None, rule, remedy))
