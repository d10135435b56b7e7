"""Hostile workbooks: what bdi.xlsx of the small trial is, and what is to come of it."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

CANARY = "Zanzibar77"
XML = '<?xml version="1.0"?>'
SHEET = "xl/worksheets/sheet1.xml"
TABLE_ENDS = "</sheetData>"
THIRTY = '<c r="B2" t="n"><v>30</v></c>'
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
    book(path, *ROWS)
    edited(
        path,
        SHEET,
        TABLE_ENDS,
        f'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>{TABLE_ENDS}',
    )


def cell_far_away_by_its_row(path: Path) -> None:
    """The cell itself does not say where it stands: its row does."""
    book(path, *ROWS)
    far = '<row r="4"><c r="XFD4"><v>1</v></c></row><row r="1048576"><c><v>1</v></c></row>'
    edited(path, SHEET, TABLE_ENDS, far + TABLE_ENDS)


def open_errors(path: Path) -> None:
    """Cells that begin and do not end."""
    book(path, *ROWS)
    edited(path, SHEET, TABLE_ENDS, '<row r="4">' + '<c t="e">' * 300_000 + "</row>" + TABLE_ENDS)


def row_twice(path: Path) -> None:
    book(path, *ROWS)
    content = parts(path)
    sheet = content[SHEET].decode()
    for old, new in (('<row r="3"', '<row r="2"'), ("A3", "A2"), ("B3", "B2"), ("C3", "C2")):
        sheet = sheet.replace(old, new)
    packed(path, {**content, SHEET: sheet})


def cell_twice(path: Path) -> None:
    book(path, *ROWS)
    edited(path, SHEET, '<c r="C2"', '<c r="B2"')


def part_twice(path: Path) -> None:
    book(path, *ROWS)
    content = parts(path)
    other = content[SHEET].replace(b"<v>30</v>", b"<v>31</v>")
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in content.items():
            archive.writestr(name, part)
        archive.writestr(SHEET.replace("sheet1", "SHEET1"), other)


def two_tables(path: Path) -> None:
    book(path, *ROWS)
    more = '<sheetData><row r="2"><c r="B2"><v>31</v></c></row></sheetData>'
    edited(path, SHEET, TABLE_ENDS, TABLE_ENDS + more)


def two_values(path: Path) -> None:
    book(path, *ROWS)
    edited(path, SHEET, "<v>30</v>", "<v>30</v><v>31</v>")


def unknown_type(path: Path) -> None:
    book(path, *ROWS)
    edited(path, SHEET, THIRTY, '<c r="B2" t="number"><v>30</v></c>')


def not_a_number(path: Path) -> None:
    book(path, *ROWS)
    edited(path, SHEET, "<v>30</v>", "<v>NaN</v>")


def formula_with_an_empty_result(path: Path) -> None:
    book(path, *ROWS)
    edited(path, SHEET, THIRTY, '<c r="B2" note="a>b"><f>A1<!-- one --></f><v> </v></c>')


def error_written_as_a_reference(path: Path) -> None:
    book(path, *ROWS)
    edited(path, SHEET, THIRTY, '<c r="B2" note="a>b" t="&#101;"><v>#N/A</v></c>')


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
    (cell_far_away_by_its_row, None, None, "1048576 rows and 16384 columns"),
    (open_errors, None, None, "within another"),
    (row_twice, None, None, "there twice, or not in its order, after row 2"),
    (cell_twice, None, None, "there twice, or not in its order, after row 1"),
    (part_twice, None, None, "one of its parts twice"),
    (two_tables, None, None, "several tables"),
    (two_values, None, None, "several values"),
    (unknown_type, None, None, "a type that no sheet has"),
    (not_a_number, 2, "bdi_0", "not a number"),
    (formula_with_an_empty_result, 2, "bdi_0", "formula without a saved result"),
    (error_written_as_a_reference, 2, "bdi_0", "holds an error"),
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


def number_in_references(path: Path) -> None:
    book(path, *ROWS)
    edited(path, SHEET, "<v>30</v>", "<v>&#51;&#x30;</v>")


def number_in_pieces(path: Path) -> None:
    book(path, *ROWS)
    edited(path, SHEET, "<v>30</v>", "<v> 3<!-- 1 --><![CDATA[0]]><?a 2?> </v>")


def cells_without_places(path: Path) -> None:
    book(path, *ROWS)
    content = parts(path)
    sheet = re.sub(r'(<(?:c|row)) r="\w+"', r"\1", content[SHEET].decode())
    packed(path, {**content, SHEET: sheet})


def names_of_another_prefix(path: Path) -> None:
    book(path, *ROWS)
    content = parts(path)
    sheet = re.sub(r"(</?)(?=[a-zA-Z])", r"\1x:", content[SHEET].decode())
    packed(path, {**content, SHEET: sheet.replace("xmlns=", "xmlns:x=")})


def dates_of_a_style_in_references(path: Path) -> None:
    """The style says that no cell is a date, in a way that the parser of workbooks passes over."""
    book(path, *ROWS)
    content = parts(path)
    styles = content["xl/styles.xml"].replace(b'numFmtId="0"', b'numFmtId="&#48;"')
    packed(path, {**content, "xl/styles.xml": styles})


READ: list[Callable[[Path], None]] = [
    huge_dimension,
    names_that_leave_the_folder,
    formulas_with_results,
    merged_far_away,
    number_in_references,
    number_in_pieces,
    cells_without_places,
    names_of_another_prefix,
    dates_of_a_style_in_references,
]
