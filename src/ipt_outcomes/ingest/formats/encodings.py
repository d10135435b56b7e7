"""From a text file's bytes to characters, and which lines are not text in its encoding."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

# How bytes that could not be decoded appear: escaped one by one, or replaced by U+FFFD.
_UNDECODED = re.compile("[\udc80-\udcff�]")
# Latin-1 has a character for every byte; these are control characters that no text holds, and
# letters, quotes or dashes in Windows' own encoding.
_CONTROL = re.compile("[\x80-\x9f]")

_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NAMES = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "latin-1": "Latin-1",
    "windows-1252": "Windows-1252",
}


def encoding_of(path: Path, planned: str | None) -> str:
    """The plan's encoding; without one UTF-8, or UTF-16 where the file begins with its mark."""
    if planned is not None:
        return planned
    with path.open("rb") as stream:
        return "utf-16" if stream.read(2) in _UTF_16_MARKS else "utf-8"


def codec(encoding: str) -> tuple[str, str]:
    """The standard library's codec and error handler with which such a file is opened."""
    if encoding == "utf-8":
        return "utf-8-sig", "surrogateescape"
    return encoding, "replace"


def is_not(encoding: str, line: str) -> bool:
    """Whether a line so decoded was not text in that encoding."""
    if line.isascii():
        return False
    if encoding == "latin-1":
        return bool(_CONTROL.search(line)) or _is_utf_8(line.encode("latin-1", errors="replace"))
    if encoding == "windows-1252":
        bad = _UNDECODED.search(line)
        return bool(bad) or _is_utf_8(line.encode("windows-1252", errors="replace"))
    return bool(_UNDECODED.search(line))


def _is_utf_8(line: bytes) -> bool:
    # Accented words of another encoding are practically never UTF-8 by chance.
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not line.isascii()


def name_of(encoding: str) -> str:
    """The encoding's name in messages."""
    return _NAMES[encoding]
