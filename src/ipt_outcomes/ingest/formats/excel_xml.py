"""Any XML part of a workbook without what its parser passes over: comments, references, CDATA."""

from __future__ import annotations

from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

_STRANGE = (b"<!", b"&#")
_DECLARATION = b"<?"


def plain_part(content: bytes) -> bytes:
    """The part's elements, attributes and text, written as any parser reads them.

    What is so already is left as it is, and so is what is not well-formed.
    """
    if not any(mark in content for mark in _STRANGE) and content.count(_DECLARATION) < 2:
        return content
    written: list[str] = []

    def start(name: str, said: dict[str, str]) -> None:
        attributes = "".join(f" {key}={quoteattr(value)}" for key, value in said.items())
        written.append(f"<{name}{attributes}>")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: written.append(f"</{name}>")
    parser.CharacterDataHandler = lambda text: written.append(escape(text))
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError):
        return content
    return "".join(written).encode()
