"""What the engine's objects look like at the prompt: a line of counts, and the notes below it."""

from __future__ import annotations

from collections.abc import Sequence

_LONGEST = 100


def in_short(kind: str, said: str, notes: Sequence[str] = ()) -> str:
    """ "<Fit of bdi: ok; 97 people, 280 rows>", with a line for each note before the bracket."""
    return "\n  note: ".join([f"<{kind}{said}", *notes]) + ">"


def counted(n: int, what: str) -> str:
    """ "1 row", "2 rows"."""
    many = {"person": "people"}.get(what, f"{what}s")
    return f"{n} {what if n == 1 else many}"


def shortened(text: str) -> str:
    """The text, or its beginning."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
