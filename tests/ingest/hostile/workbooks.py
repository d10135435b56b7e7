"""Hostile workbooks: what bdi.xlsx of the small trial is, and what is to come of it."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

CANARY = "Zanzibar77"
XML = '<?xml version="1.0"?>'
SHEET = "xl/worksheets/sheet1.xml"
ROWS: tuple[Sequence[Any], ...] = (("id", "bdi_0", "bdi_8"), ("001", 30, 12), ("1e5", 25, None))


def book(path: Path, *rows: Sequence[Any]) -> Any:
    """A workbook of the rows, saved, and open for more."""
    import openpyxl

    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    made.save(path)
    return made


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(path: Path, content: dict[str, bytes | str], how: int = zipfile.ZIP_DEFLATED) -> None:
    with zipfile.ZipFile(path, "w", how) as archive:
        for name, part in content.items():
            archive.writestr(name, part)


def edited(path: Path, part: str, old: str, new: str) -> None:
    """The workbook with one passage of one part replaced."""
    content = parts(path)
    assert content[part].count(old.encode()) == 1
    packed(path, {**content, part: content[part].replace(old.encode(), new.encode())})


def bomb(path: Path) -> None:
    packed(path, {"[Content_Types].xml": XML + "<Types/>", SHEET: b" " * 70_000_000})


def lying_bomb(path: Path) -> None:
    """The zip's directory says that the sheet has one byte."""
    bomb(path)
    data = bytearray(path.read_bytes())
    size = (70_000_000).to_bytes(4, "little")
    while size in data:
        at = data.index(size)
        data[at : at + 4] = (1).to_bytes(4, "little")
    path.write_bytes(data)


def huge_shared_strings(path: Path) -> None:
    book(path, *ROWS)
    strings = b"<si><t>" + b"x" * 70_000_000 + b"</t></si>"
    packed(path, {**parts(path), "xl/sharedStrings.xml": b"<sst>" + strings + b"</sst>"})


def many_parts(path: Path) -> None:
    book(path, *ROWS)
    packed(path, {**parts(path), **{f"xl/media/{n}.png": "" for n in range(2_001)}})


def packed_with_lzma(path: Path) -> None:
    book(path, *ROWS)
    packed(path, parts(path), zipfile.ZIP_LZMA)


def external_entity(path: Path) -> None:
    secret = path.with_name("secret.txt")
    secret.write_text(CANARY)
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]><workbook>&e;</workbook>'
    packed(path, {"[Content_Types].xml": XML + "<Types/>", "xl/workbook.xml": XML + entity})


def billion_laughs(path: Path) -> None:
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(12))
    document = f'{XML}<!DOCTYPE x [<!ENTITY e0 "lol">{entities}]><workbook>&e12;</workbook>'
    packed(path, {"xl/workbook.xml": document})


def not_a_zip(path: Path) -> None:
    path.write_bytes(b"PK\3\4" + b"\0" * 100)


def cut_off(path: Path) -> None:
    book(path, *ROWS)
    path.write_bytes(path.read_bytes()[:-100])


def damaged_directory(path: Path) -> None:
    """The first part lies before the file's beginning: the directory's place is too far on."""
    book(path, *ROWS)
    data = bytearray(path.read_bytes())
    place = int.from_bytes(data[-6:-2], "little")
    data[-6:-2] = (place + 1000).to_bytes(4, "little")
    path.write_bytes(data)


def name_not_utf_8(path: Path) -> None:
    packed(path, {"xl/é.xml": ""})
    path.write_bytes(path.read_bytes().replace("é".encode(), b"\xff\xff"))


def old_or_encrypted(path: Path) -> None:
    """An .xls, and an .xlsx with a password, begin as OLE's compound files do."""
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5_000)


def cell_far_away(path: Path) -> None:
    book(path, *ROWS, ())
    edited(path, SHEET, '<c r="B3"', '<c r="XFD1048576" t="n"><v>1</v></c><c r="B3"')


def formula_without_result(path: Path) -> None:
    book(path, *ROWS[:2], ("1e5", "=10+15", None))


def error(path: Path, word: str) -> None:
    book(path, *ROWS)
    edited(path, SHEET, '<c r="B3" t="n"><v>25</v></c>', f'<c r="B3" t="e"><v>{word}</v></c>')


def reference_error(path: Path) -> None:
    error(path, "#REF!")


def not_available(path: Path) -> None:
    error(path, "#N/A")


def merged_people(path: Path) -> None:
    made = book(path, ROWS[0], ("001", 30, 12), ("001", 25, 11))
    made.active.merge_cells("A2:A3")
    made.save(path)


def hidden_sheet(path: Path) -> None:
    made = book(path, *ROWS)
    made.create_sheet("before cleaning").sheet_state = "hidden"
    made.save(path)


def date_for_a_score(path: Path) -> None:
    book(path, *ROWS[:2], ("1e5", dt.date(2024, 3, 1), None))


REFUSED: list[tuple[Callable[[Path], None], int | None, str | None, str]] = [
    (bomb, None, None, "unpacks to more than"),
    (lying_bomb, None, None, "damaged"),
    (huge_shared_strings, None, None, "unpacks to more than"),
    (many_parts, None, None, "2000 parts"),
    (packed_with_lzma, None, None, "damaged"),
    (external_entity, None, None, "document type"),
    (billion_laughs, None, None, "document type"),
    (not_a_zip, None, None, "not an .xlsx workbook"),
    (cut_off, None, None, "not an .xlsx workbook"),
    (damaged_directory, None, None, "not an .xlsx workbook"),
    (name_not_utf_8, None, None, "not an .xlsx workbook"),
    (old_or_encrypted, None, None, "protected by a password"),
    (cell_far_away, None, None, "1048576 rows and 16384 columns"),
    (formula_without_result, 3, "bdi_0", "formula without a saved result"),
    (reference_error, 3, "bdi_0", "holds an error"),
    (not_available, 3, "bdi_0", "holds an error"),
    (merged_people, 3, "id", "missing"),
    (hidden_sheet, None, None, "2 sheets and none is named"),
    (date_for_a_score, 3, "bdi_0", "full date"),
]


def huge_dimension(path: Path) -> None:
    """The sheet says that it reaches to its last possible cell, and does not."""
    book(path, *ROWS)
    edited(path, SHEET, '<dimension ref="A1:C3"', '<dimension ref="A1:XFD1048576"')


def names_that_leave_the_folder(path: Path) -> None:
    book(path, *ROWS)
    outside = {f"{'../' * deep}xl/worksheets/sheet1.xml": CANARY for deep in (1, 2, 50)}
    packed(path, {**outside, **parts(path), "/xl/workbook.xml": CANARY, "..\\x.xml": CANARY})


def formulas_with_results(path: Path) -> None:
    book(path, *ROWS)
    edited(path, SHEET, '<c r="B3" t="n"><v>', '<c r="B3"><f>10+15</f><v>')


def merged_far_away(path: Path) -> None:
    made = book(path, *ROWS)
    made.active.merged_cells.add("E10:XFD1048576")
    made.save(path)


READ: list[Callable[[Path], None]] = [
    huge_dimension,
    names_that_leave_the_folder,
    formulas_with_results,
    merged_far_away,
]
