"""What an .xlsx file may be before anything parses it: a zip of XML of bounded size, no DOCTYPE.

The parts that the parser needs are unpacked here, counted byte by byte, and handed on in an archive
of our own making: what the file's zip says of itself (sizes, two parts of one name) no longer
matters then.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from pathlib import Path

MIB = 1 << 20

# ASSUME: a trial's workbook unpacks to less. A file of 64 MiB of cells has some two million of
# them; as CSV there is no such limit.
MOST_UNPACKED = 64 * MIB
MOST_PARTS = 2_000
# Elements begin and end with this; the smallest cells fill a part with fewer.
MOST_TAGS = 12_000_000
# ASSUME: a trial has fewer different texts.
MOST_TEXTS = 1_000_000

# What the standard library raises where a zip makes no sense: OSError for places outside the file.
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, EOFError,
    ValueError, OverflowError, OSError,
)  # fmt: skip
# Workbooks know no other ways to pack; a file could ask LZMA for gigabytes.
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

_PARTS = re.compile(
    r"\[content_types\]\.xml|_rels/\.rels|"
    r"xl/(workbook\.xml|_rels/workbook\.xml\.rels|sharedstrings\.xml|styles\.xml|"
    r"worksheets/[^/]+\.xml)",
    re.IGNORECASE,
)
_FORBIDDEN = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_TEXT = re.compile(rb"<(?:\w+:)?si\b")


class NotAWorkbookError(Exception):
    """The file is not a workbook that is read: why, and what to do."""

    def __init__(self, rule: str, remedy: str) -> None:
        super().__init__(rule)
        self.rule = rule
        self.remedy = remedy


def unpacked_parts(path: Path) -> dict[str, bytes]:
    """The workbook's XML parts by name. Raises NotAWorkbookError, and OSError as `open` does."""
    with path.open("rb") as stream:
        try:
            with zipfile.ZipFile(stream) as archive:
                return _checked_parts(archive)
        except _DAMAGED:
            raise NotAWorkbookError(
                "the file is not an .xlsx workbook, is damaged, or is protected by a password",
                "Open it in a spreadsheet program and save it as .xlsx without a password.",
            ) from None


def repacked(parts: dict[str, bytes]) -> io.BytesIO:
    """The parts as an archive that is not compressed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    packed.seek(0)
    return packed


def _checked_parts(archive: zipfile.ZipFile) -> dict[str, bytes]:
    entries = archive.infolist()
    if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise _too_large()
    parts: dict[str, bytes] = {}
    left = MOST_UNPACKED
    for entry in entries:
        if not _PARTS.fullmatch(entry.filename):
            continue
        if entry.compress_type not in _PACKED:
            raise zipfile.BadZipFile
        with archive.open(entry) as stream:
            content = stream.read(left + 1)
        left -= len(content)
        if left < 0:
            raise _too_large()
        _check_xml(content)
        if entry.filename.lower() in map(str.lower, parts):
            raise NotAWorkbookError(
                "the workbook has one of its parts twice",
                "Open it in a spreadsheet program and save it as .xlsx again.",
            )
        parts[entry.filename] = content
    return parts


def _too_large() -> NotAWorkbookError:
    return NotAWorkbookError(
        f"the workbook unpacks to more than {MOST_UNPACKED // MIB} MiB or {MOST_PARTS} parts",
        "Save the sheet as CSV (UTF-8), or leave pictures and other sheets out of the workbook.",
    )


def _check_xml(content: bytes) -> None:
    if _FORBIDDEN.search(content) or b"\0" in content:
        raise NotAWorkbookError(
            "the workbook's XML declares a document type or entities, or is not UTF-8",
            "No spreadsheet program writes that: ask where the file comes from, and save it anew.",
        )
    if content.count(b"<") > MOST_TAGS or (
        content.count(b"si") > MOST_TEXTS and sum(1 for _ in _TEXT.finditer(content)) > MOST_TEXTS
    ):
        raise _too_large()
