"""Hostile files: workbooks, statistics files, Parquet, and text of hundreds of megabytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.hostile_case import SOUND, Case, Make, plan_edited
from tests.ingest.hostile import binaries, workbooks

SOUND_OF_BINARIES = [*SOUND, ["1e5", "after", 9.0]]
NUMBERS = ["NaN", "nan", "INF", "-inf", "1e400", "0x1E", "30abc", "1_0", "١", "3,0", "3 0"]
HEADER = b"id,bdi_0,bdi_8\n"


def of_workbooks() -> Iterator[Case]:
    for make, *_ in workbooks.REFUSED:
        yield workbook("form", make.__name__, make)
    for make in workbooks.READ:
        yield workbook("form", make.__name__, make, SOUND)
    for number in NUMBERS:
        new = f'<c r="B2"><v>{number}</v></c>'
        yield workbook("numbers", number, partial(cell, new=new))
    for kind in ("b", "s", "e", "d", "zz"):
        new = f'<c r="B2" t="{kind}"><v>99</v></c>'
        yield workbook("types", kind, partial(cell, new=new))
    for place in ("A3", "ZZZ2", "B0", "2B", "B2:B3", "B99999999", ""):
        yield workbook("places", place, partial(cell, new=f'<c r="{place}"><v>30</v></c>'))
    for part in ("xl/workbook.xml", workbooks.SHEET, "[Content_Types].xml", "xl/styles.xml"):
        for share in (0.1, 0.5, 0.9):
            # Where the cells stand, the list of types does not say.
            right = SOUND if part.startswith("[") else None
            make = partial(cut_part, part=part, share=share)
            yield workbook("cut off", f"{part} {share}", make, right)
    for flood in ('<c t="e">', "<c><f>", "<c/>", "<row/>", "<x/>", "<!-- -->", "<v>1</v>"):
        right = SOUND if flood.startswith("<!") else None
        yield workbook("floods", flood, partial(flooded, flood=flood), right)


def of_binaries() -> Iterator[Case]:
    for suffix in (*binaries.SUFFIXES, ".parquet"):
        kind = suffix[1:]
        if suffix != ".sas7bdat":
            yield binary(kind, "sound", "sound", binaries.good, SOUND_OF_BINARIES)
        for share in (0.05, 0.2, 0.4, 0.6, 0.8, 0.95):
            yield binary(kind, "cut off", str(share), partial(cut_file, share=share))
    for make, suffix, *_ in binaries.REFUSED:
        yield binary(suffix[1:], "form", make.__name__, make)


def of_large() -> Iterator[Case]:
    for suffix, make in LARGE:
        here = partial(in_place_of_bdi, suffix=suffix, make=make)
        yield Case(suffix[1:], "large", make.__name__, here)


def workbook(what: str, name: str, make: Make, right: Any = None) -> Case:
    return Case("xlsx", what, name, partial(in_place_of_bdi, suffix=".xlsx", make=make), right)


def binary(kind: str, what: str, name: str, make: Make, right: Any = None) -> Case:
    return Case(kind, what, name, partial(in_place_of_bdi, suffix=f".{kind}", make=make), right)


def in_place_of_bdi(folder: Path, suffix: str, make: Make) -> None:
    plan_edited(folder, old="file: bdi.csv", new=f"file: bdi{suffix}")
    make(folder / f"bdi{suffix}")


def cell(path: Path, new: str) -> None:
    workbooks.book(path, *workbooks.ROWS)
    workbooks.edited(path, workbooks.SHEET, workbooks.THIRTY, new)


def cut_part(path: Path, part: str, share: float) -> None:
    workbooks.book(path, *workbooks.ROWS)
    content = dict(workbooks.parts(path))
    content[part] = content[part][: int(share * len(content[part]))]
    workbooks.packed(path, dict(content))


def flooded(path: Path, flood: str) -> None:
    """A sheet of sixty million bytes, of which most say one thing again and again."""
    workbooks.book(path, *workbooks.ROWS)
    many = flood * (60_000_000 // len(flood))
    content = dict(workbooks.parts(path))
    sheet = content[workbooks.SHEET].decode()
    flooded = sheet.replace(workbooks.TABLE_ENDS, f'<row r="9">{many}</row>{workbooks.TABLE_ENDS}')
    workbooks.packed(path, {**content, workbooks.SHEET: flooded})


def cut_file(path: Path, share: float) -> None:
    data = binaries.good(path)
    path.write_bytes(data[: int(share * len(data))])


def repeated(path: Path, first: bytes, block: bytes, times: int, last: bytes = b"") -> None:
    with path.open("wb") as file:
        file.write(first)
        for _ in range(times):
            file.write(block)
        file.write(last)


def blank_lines_10_million(path: Path) -> None:
    repeated(path, HEADER, b"\n" * 100_000, 100, b"001,30,12\n")


def line_200_mb(path: Path) -> None:
    repeated(path, HEADER, b"9" * 1_000_000, 200)


def open_quote_200_mb(path: Path) -> None:
    repeated(path, HEADER + b'001,"', b"30\n" * 1_000_000, 67)


def million_long_cells(path: Path) -> None:
    repeated(path, HEADER, ("😀" * 8 + ",").encode() * 1_000, 999, b"\n")


def shared_strings_60_mib(path: Path) -> None:
    """Below the limit of what is unpacked."""
    workbooks.book(path, *workbooks.ROWS)
    strings = "<si><t>a</t></si>" * 3_700_000
    parts = workbooks.parts(path)
    shared = f"<sst>{strings}</sst>"
    workbooks.packed(path, {**parts, "xl/sharedStrings.xml": shared})


def workbook_of_a_gigabyte(path: Path) -> None:
    parts = {"[Content_Types].xml": "<Types/>"}
    parts |= {f"xl/worksheets/sheet{n}.xml": " " * 60_000_000 for n in range(17)}
    workbooks.packed(path, parts)


LARGE: list[tuple[str, Callable[[Path], None]]] = [
    *((".csv", make) for make in (blank_lines_10_million, line_200_mb, open_quote_200_mb)),
    (".csv", million_long_cells),
    *((".xlsx", make) for make in (shared_strings_60_mib, workbook_of_a_gigabyte)),
]
