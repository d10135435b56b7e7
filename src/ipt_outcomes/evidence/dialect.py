"""How a table of studies is written: encoding, delimiter, decimal mark, where it says so itself.

What could be read in two ways is not guessed: it is found, with what to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from ipt_outcomes.errors import Problem
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.formats.csv_text import LONGEST_LINE
from ipt_outcomes.ingest.formats.encodings import codec
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.phrases import listed

_COMMA = re.compile(r"-?[0-9]*,[0-9]+(?:[eE][-+]?[0-9]+)?")
_POINT = re.compile(r"-?[0-9]*\.[0-9]+(?:[eE][-+]?[0-9]+)?")
_QUOTED = re.compile(r'"[^"]*"')
# "1,234" and "12.345": a decimal mark, or thousands set apart.
_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}[.,][0-9]{3}")
# Latin-1 has control characters there, Windows-1252 quotes and dashes, Mac Roman accents.
_CONTROL = re.compile(rb"[\x80-\x9f]")


def encoding_of(path: Path, file: str, findings: Findings) -> str | None:
    """UTF-8, UTF-16 with its mark, or Latin-1; None where the bytes could be several encodings.

    ASSUME: bytes that are not UTF-8, and have none that Latin-1 lacks, are Latin-1, the one other
    encoding that such tables come in. Windows-1252 would read them alike.
    """
    content = path.read_bytes()
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    if _is_utf_8(content):
        return "utf-8"
    lines = list(enumerate(content.splitlines(), 1))
    foreign = [line for line, text in lines if not _is_utf_8(text)]
    mixed = [line for line, text in lines if not text.isascii() and line not in set(foreign)]
    if mixed:
        rule = "some lines are UTF-8 text, and others are not"
        findings.at(file, foreign, None, rule, "Save the whole file in one encoding, as UTF-8.")
        return None
    doubtful = [line for line, text in lines if _CONTROL.search(text)]
    if doubtful:
        rule = "the line is neither UTF-8 nor Latin-1 text"
        remedy = "Save the file as UTF-8, or say encoding='windows-1252' if it is that."
        findings.at(file, doubtful, None, rule, remedy)
        return None
    return "latin-1"


def delimiter_of(path: Path, file: str, encoding: str, findings: Findings) -> str | None:
    """What stands between the header's cells: ";", "," or a tab; None where several do.

    ";" where none does: there is one column then, or a line `sep=;`, which the reader heeds.
    """
    found = _between_cells(path, encoding)
    if len(found) > 1:
        rule = "semicolons, commas or tabs: several of them stand in the header outside quotes"
        remedy = f"Say delimiter={listed([repr(mark) for mark in found], 'or')}."
        findings.add(Problem(file, 1, None, rule, remedy))
        return None
    return found[0] if found else ";"


def report_other_delimiter(
    path: Path, file: str, encoding: str, said: str, findings: Findings
) -> None:
    """Find a delimiter that was said, that the header has not, where it has another."""
    found = _between_cells(path, encoding)
    if found and said not in found:
        others = listed([repr(mark) for mark in found])
        rule = f"the header has no {said!r} between its cells, and has {others}"
        remedy = "Say the one that stands between the cells, or leave `delimiter` out."
        findings.add(Problem(file, 1, None, rule, remedy))


def _between_cells(path: Path, encoding: str) -> list[str]:
    """Which delimiters the header has outside quotes; none where a line `sep=;` says it."""
    name, errors = codec(encoding)
    with path.open(encoding=name, errors=errors, newline="") as stream:
        header = stream.readline(LONGEST_LINE)
    if header.lower().startswith("sep="):
        return []
    bare = _QUOTED.sub("", header)
    return [mark for mark in (";", ",", "\t") if mark in bare]


def _is_utf_8(content: bytes) -> bool:
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return True


def decimal_of(table: TextTable, columns: Iterable[str], findings: Findings) -> str | None:
    """ "," or "." by the cells of number columns; None where both occur, or could be thousands.

    "." where all numbers are whole.
    """
    marks: dict[str, list[tuple[int, str, str]]] = {",": [], ".": []}
    for line, column, cell in _cells(table, columns):
        for mark, pattern in ((",", _COMMA), (".", _POINT)):
            if pattern.fullmatch(cell):
                marks[mark].append((line, column, cell))
    commas, points = marks[","], marks["."]
    if commas and points:
        few = min(commas, points, key=len)
        rule = "some numbers have a decimal comma, and others a decimal point"
        remedy = "Write all numbers alike, or say decimal=',' or '.' to hear of the others."
        _report(table, few, rule, remedy, findings)
        return None
    found = commas or points
    if found and all(_THOUSANDS.fullmatch(cell) for _, _, cell in found):
        rule = "the mark before three digits may be a decimal mark, or set thousands apart"
        _report(table, found, rule, "Say decimal=',' or decimal='.'.", findings)
        return None
    return "," if commas else "."


def _cells(table: TextTable, columns: Iterable[str]) -> Iterator[tuple[int, str, str]]:
    for column in columns:
        for line, cell in table.cells[column].items():
            yield int(str(line)), column, str(cell)


def _report(
    table: TextTable,
    cells: Iterable[tuple[int, str, str]],
    rule: str,
    remedy: str,
    findings: Findings,
) -> None:
    for line, column, _ in cells:
        findings.add(Problem(table.file, line, column, rule, remedy))
