"""A cell as its patterns are written: the blanks and dashes that programs put in, made plain."""

from __future__ import annotations

import re
import unicodedata

_DASHES = re.compile("[\u2010-\u2015\u2212]")
_BLANKS = re.compile(r"\s+")


def plain_cell(cell: str) -> str:
    """The cell with compatible characters for full-width ones (NFKC, Unicode Annex 15), one blank
    for any, a hyphen for any dash, and nothing that cannot be seen.
    """
    if cell.isascii():
        return cell
    normal = unicodedata.normalize("NFKC", cell)
    seen = "".join(letter for letter in normal if unicodedata.category(letter) != "Cf")
    return _BLANKS.sub(" ", _DASHES.sub("-", seen))
