"""Characters that nobody can see, and how a text is shown that may hold them."""

from __future__ import annotations

import re

# What is no text in YAML, XML or both, or ends a line in some programs only. A tab and a line feed
# are texts.
_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff"
CONTROL = re.compile(f"[{_CONTROL}]")
# And what turns the text around it (Unicode's UAX 9), or has no width.
_UNSEEN = re.compile(f"[{_CONTROL}\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
MOST_SHOWN = 4_000
"""A message holds no longer text."""
MOST_OF_A_NAME = 80


def one_line(text: str, most: int = MOST_SHOWN) -> str:
    r"""The text as a line of at most so many characters; what cannot be seen is written `\x1b`.

    A name from a file can neither begin a line of its own nor command the terminal.
    """
    shown = text if len(text) <= most else f"{text[: most - 1]}…"
    if shown.isascii() and shown.isprintable():
        return shown
    return _UNSEEN.sub(_escaped, re.sub(r"\s*[\t\n\r]\s*", " ", shown))


def _escaped(unseen: re.Match[str]) -> str:
    number = ord(unseen[0])
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"
