"""What is said while something takes long: a line on stderr, from the third second on."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

QUIET = 2.0
"""Seconds that pass in silence."""
_BETWEEN = {True: 0.5, False: 15.0}
"""Seconds between two lines, on a terminal (where they replace one another) and in a file."""


def shown_progress(steps: Iterable[T], total: int, what: str) -> Iterator[T]:
    """The steps themselves; how many of `total` are done is said on stderr while it lasts.

    `what` is said before the count, as "imputing". Where all is done within two seconds nothing is.
    """
    start = time.monotonic()
    live = sys.stderr.isatty()
    next_line = start + QUIET
    said = False
    for done, step in enumerate(steps, start=1):
        yield step
        now = time.monotonic()
        if now < next_line or done == total:
            continue
        left = (now - start) / done * (total - done)
        line = f"{what}: {done:,} of {total:,}, about {left:.0f} s left"
        print(f"\r{line:<60}" if live else line, end="" if live else "\n", file=sys.stderr)
        sys.stderr.flush()
        said, next_line = True, now + _BETWEEN[live]
    if said and live:
        print(f"\r{'':<60}\r", end="", file=sys.stderr, flush=True)
