"""A file of one visit: which one, by the file's name, its sheet or the rows that are read."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from ipt_outcomes.ingest.proposal.facts import FileFacts
from ipt_outcomes.ingest.proposal.visit_words import VisitMark, visit_mark
from ipt_outcomes.plain_words import plain
from ipt_outcomes.plan.data_file import file_and_sheet

# `scores_v2` is a second version.
_VERSION = re.compile(r"v_?\d+")


def visit_of_file(facts: FileFacts, place: int) -> VisitMark:
    """The visit that all rows of the file are of; `place` orders files whose names say none."""
    book, sheet = file_and_sheet(facts.file)
    stem = PurePosixPath(book).stem
    rows = [word for words in facts.chosen.values() for word in words if len(words) == 1]
    for text in (*rows, *([sheet] if sheet else []), stem):
        mark = _visit_in(plain(text))
        if mark is not None:
            return mark
    label = f"{stem} {sheet}" if sheet else stem
    name = "".join(letter for letter in plain(label) if letter.isascii())[:40]
    name = name if name and name[0].isalpha() else f"file_{place + 1}"
    return VisitMark(name, label, None, "treatment", 1_000 + place)


def _visit_in(text: str) -> VisitMark | None:
    """What the longest run of words says: `week_6` of week_6_responses."""
    parts = text.split("_")
    for length in range(len(parts), 0, -1):
        for first in range(len(parts) - length + 1):
            run = "_".join(parts[first : first + length])
            mark = None if _VERSION.fullmatch(run) else visit_mark(run)
            if mark is not None and not mark.bare:
                return mark
    return None
